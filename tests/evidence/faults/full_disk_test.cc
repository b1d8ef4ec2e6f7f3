// Output that cannot be written, and descriptors that cannot be had: status 2, one line that says
// what is wrong, and no half-written file.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "tests/evidence/faults/running_command.h"
#include "tests/sanitizer.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Arguments = std::vector<std::string>;

Arguments Plus(Arguments arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const Arguments kRun = {"run", "pipeline", "--on", "processes", "--set", "print=off"};
const Arguments kExplore = {"explore", "shared_string", "--set", "first=2", "second=2"};

/// A folder with a trace, a claim and an output.
class Inputs {
 public:
  Inputs() {
    Heddle(Plus(kExplore, {"--trace", trace()}));
    WriteFile(output(), "o\n");
    WriteFile(claims(), R"([[claim]]
id = "any"
says = "two letters come in two orders"
scenario = "shared_string"
parameters = { guard = "mutex", first = 1, second = 1 }
strategy = "dpor"
[claim.expect]
verdict = "holds"
)");
  }

  std::string trace() const { return folder_ / "trace.json"; }
  std::string output() const { return folder_ / "output.txt"; }
  std::string claims() const { return folder_ / "claims.toml"; }

 private:
  Folder folder_;
};

/// All that prints a result, and what it then says that it cannot write.
std::vector<std::pair<Arguments, std::string>> AllThatPrints(const Inputs& inputs) {
  const std::string tasks = "what the tasks print", other = "standard output";
  const Arguments conform = {"conform", inputs.output(), "shared_string", "--observe",
                             "string",  "--set",         "first=1",       "second=0"};
  const Arguments verify = {"verify", "--claims", inputs.claims()};
  std::vector<std::pair<Arguments, std::string>> all = {
      {{"--help"}, other},
      {{"explore", "--help"}, other},
      {{"list"}, other},
      {kExplore, other},
      {Plus(kExplore, {"--json", "--observe", "string", "--keep-going"}), other},
      {verify, other},
      {Plus(verify, {"--json"}), other},
      {conform, other},
      {Plus(conform, {"--json"}), other},
      {{"replay", inputs.trace()}, other},
      {{"show", inputs.trace()}, other},
      {Plus(kRun, {"--observe", "consumed"}), other},
      {{"run", "shared_string", "--on", "processes", "--set", "model=manager", "--pace", "0"},
       tasks},
  };
  for (const std::string on : {"threads", "processes", "coroutines"}) {
    all.push_back({{"run", "pipeline", "--on", on}, tasks});
    all.push_back({{"run", "pipeline", "--on", on, "--record", "trace.json"}, tasks});
  }
  return all;
}

void ExpectUnwritable(RunningCommand& command, const std::string& what, const std::string& why) {
  const CommandResult result = command.Wait();
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.err, "heddle: " + what + " cannot be written: " + why + "\n");
  EXPECT_THAT(command.files(), IsEmpty());
}

TEST(StandardOutput, ThatIsFullIsAnError) {
  const Inputs inputs;
  const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  for (const auto& [arguments, what] : AllThatPrints(inputs)) {
    SCOPED_TRACE(testing::PrintToString(arguments));
    RunningCommand command(arguments, {.out = full});
    ExpectUnwritable(command, what, "No space left on device");
  }
  close(full);
}

TEST(StandardOutput, ThatIsClosedIsAnErrorAndNoOtherFileGetsWhatIsPrinted) {
  const Inputs inputs;
  for (const auto& [arguments, what] : AllThatPrints(inputs)) {
    SCOPED_TRACE(testing::PrintToString(arguments));
    RunningCommand command(arguments, {.prepare = [] {
                             close(STDIN_FILENO);
                             close(STDOUT_FILENO);
                           }});
    ExpectUnwritable(command, what, "Bad file descriptor");
  }
}

void CloseStandardError() { close(STDERR_FILENO); }

void FillStandardError() { dup2(open("/dev/full", O_WRONLY | O_CLOEXEC), STDERR_FILENO); }

TEST(StandardError, ThatCannotBeWrittenChangesNothingElse) {
  for (const auto prepare : {CloseStandardError, FillStandardError}) {
    RunningCommand run({"run", "shared_string", "--on", "processes", "--pace", "0"},
                       {.prepare = prepare});
    const CommandResult result = run.Wait();
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.out, HasSubstr("Both processes have finished"));
    RunningCommand misuse({"explore", "sharde_string"}, {.prepare = prepare});
    EXPECT_EQ(misuse.Wait().status, 2);
    RunningCommand no_trace({"explore", "shared_string", "--set", "guard=mutex", "first=1",
                             "second=1", "--trace", "none.json"},
                            {.prepare = prepare});
    EXPECT_EQ(no_trace.Wait().status, 0);
  }
}

/// All that writes a file, without its name.
std::vector<Arguments> AllThatWrites(const Inputs& inputs) {
  std::vector<Arguments> all = {
      Plus(kExplore, {"--trace"}),
      {"conform", inputs.output(), "shared_string", "--observe", "string", "--set", "first=1",
       "second=0", "--trace"},
      {"show", inputs.trace(), "--output"},
      Plus(kRun, {"--record"}),
  };
  for (const std::string on : {"threads", "coroutines"}) {
    all.push_back({"run", "pipeline", "--on", on, "--set", "print=off", "--record"});
  }
  return all;
}

TEST(File, OnAFullDeviceIsAnError) {
  const Inputs inputs;
  for (const Arguments& arguments : AllThatWrites(inputs)) {
    SCOPED_TRACE(testing::PrintToString(arguments));
    RunningCommand command(Plus(arguments, {"/dev/full"}));
    ExpectUnwritable(command, "/dev/full:", "No space left on device");
  }
}

// ThreadSanitizer writes a file of its own when a command begins.
constexpr const char* kWritesFiles = "ThreadSanitizer does not start where files must be small";

void AllowSmallFilesOnly() {
  const rlimit bytes{400, 400};  // for whatever is written, what goes to standard error included
  setrlimit(RLIMIT_FSIZE, &bytes);
}

TEST(File, ThatGrowsTooLargeIsAnErrorAndLeavesWhatWasThere) {
  if (kWatchesThreads) GTEST_SKIP() << kWritesFiles;
  const Inputs inputs;
  const Folder folder;
  WriteFile(folder / "old", "before");
  for (const Arguments& arguments : AllThatWrites(inputs)) {
    SCOPED_TRACE(testing::PrintToString(arguments));
    RunningCommand a_new_one(Plus(arguments, {"new"}), {.prepare = AllowSmallFilesOnly});
    ExpectUnwritable(a_new_one, "new:", "File too large");
    RunningCommand an_old_one(Plus(arguments, {folder / "old"}), {.prepare = AllowSmallFilesOnly});
    ExpectUnwritable(an_old_one, folder / "old:", "File too large");
    EXPECT_EQ(ReadFile(folder / "old"), "before");
    EXPECT_EQ(folder.count(), 1);
  }
}

TEST(StandardOutput, ThatGrowsTooLargeIsAnError) {
  if (kWatchesThreads) GTEST_SKIP() << kWritesFiles;
  RunningCommand command({"list"}, {.prepare = AllowSmallFilesOnly});
  const CommandResult result = command.Wait();
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.err, "heddle: standard output cannot be written: File too large\n");
}

// --- Too few descriptors: whether it is pipes or connections that are not to be had, and after how
// many processes.

TEST(Run, ThatCannotHaveItsPipesSaysSoAndLeavesNothing) {
  if (kWatchesBehavior) {
    GTEST_SKIP()
        << "UndefinedBehaviorSanitizer checks the exception by a pipe, which is not to be had";
  }
  int refused = 0;
  for (rlim_t most = 5; most < 40; ++most) {
    SCOPED_TRACE(most);
    RunningCommand command({"run", "shared_string", "--on", "processes", "--set", "model=manager",
                            "guard=mutex", "--pace", "0", "--record", "trace.json"},
                           {.prepare = [most] {
                             const rlimit descriptors{most, most};
                             setrlimit(RLIMIT_NOFILE, &descriptors);
                           }});
    const CommandResult result = command.Wait();
    if (result.status == 0) {
      EXPECT_THAT(command.files(), ElementsAre("trace.json"));
      continue;
    }
    ++refused;
    EXPECT_EQ(Lines(result.err).size(), 1u);
    EXPECT_THAT(result.err, HasSubstr("Too many open files"));
    EXPECT_THAT(command.files(), IsEmpty());
  }
  EXPECT_GT(refused, 5);
  EXPECT_LT(refused, 30);
}

}  // namespace
}  // namespace heddle::internal
