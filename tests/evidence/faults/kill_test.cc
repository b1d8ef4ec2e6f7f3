// Processes of a run that are killed at random moments. Whoever dies, the run ends with a line that
// says who and how, and nothing is left. HEDDLE_SEED=N begins with the seed N that a failure names;
// how far a process has come by the drawn moment is for the machine to say.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <map>
#include <optional>
#include <random>

#include "tests/evidence/faults/process_table.h"
#include "tests/evidence/faults/running_command.h"

namespace heddle::internal {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A run, and the processes that it consists of beside the command itself.
struct Case {
  std::vector<std::string> arguments;
  std::vector<std::string> processes;
  unsigned microseconds;  ///< how long it takes, about
};

const std::vector<Case> kCases = {
    {{"shared_string"}, {"first", "second"}, 25'000},
    {{"shared_string", "--set", "model=manager"}, {"manager", "first", "second"}, 25'000},
    {{"shared_string", "--set", "model=manager", "guard=mutex"},
     {"manager", "first", "second"},
     25'000},
    {{"pipeline", "--seed", "1", "--set", "items=30"},
     {"producer", "intermediate", "consumer"},
     4'000},
    {{"pipeline", "--seed", "2", "--set", "items=30", "capacity=1"},
     {"producer", "intermediate", "consumer"},
     4'000},
};

using Random = std::mt19937;

template <typename T>
const T& Draw(Random& random, const std::vector<T>& values) {
  return values[std::uniform_int_distribution<std::size_t>(0, values.size() - 1)(random)];
}

std::vector<std::string> ArgumentsOf(const Case& one, const std::string& pace, Random& random) {
  std::vector<std::string> arguments = {"run", "--on", "processes", "--pace", pace};
  arguments.insert(arguments.end(), one.arguments.begin(), one.arguments.end());
  // These keep what is printed, or all steps, in memory that the processes share.
  switch (random() % 4) {
    case 0:
      arguments.insert(arguments.end(), {"--observe", "console"});
      break;
    case 1:
      arguments.insert(arguments.end(), {"--record", "trace.json"});
      break;
  }
  return arguments;
}

/// A pace at which a run is over after some 30 ms.
constexpr const char* kFast = "0.002";
/// One at which those that sleep at all take minutes.
constexpr const char* kSlow = "100";

/// A moment in the life of a fast run, once its processes are there.
void LetTimePass(const Case& one, Random& random) { usleep(random() % one.microseconds); }

std::optional<Process> ChildNamed(const RunningCommand& command, const std::string& name) {
  for (const Process& child : ListChildren(command.pid())) {
    if (child.name == name && !child.ended()) return child;
  }
  return {};
}

/// Kills `victim`, and lets the command go on only then. Returns whether it was the signal of which
/// the process died.
bool KillWhileTheCommandIsStopped(const RunningCommand& command, const Process& victim,
                                  int signal) {
  command.Signal(SIGSTOP);
  command.Await([&] { return FindProcess(command.pid())->state == 'T'; });
  // If the command has stopped, it cannot reap: what has ended stays in the table.
  bool hit = false;
  auto now = FindProcess(victim.pid);
  if (now && !now->ended() && now->parent == command.pid()) {
    kill(victim.pid, signal);
    command.Await([&] {
      now = FindProcess(victim.pid);
      return !now || now->ended();
    });
    hit = now && WIFSIGNALED(now->wait_status) && WTERMSIG(now->wait_status) == signal;
  }
  command.Signal(SIGCONT);
  return hit;
}

std::string CrashOf(const std::string& victim, int signal) {
  const std::string name = victim == "manager" ? "the manager process" : "process '" + victim + "'";
  return "crash: " + name + " was killed by signal " + std::to_string(signal) + " (" +
         strsignal(signal) + ")";
}

/// The main program has the final string, which it prints last; the command then asks the manager
/// for it once more. From there on the manager's death may mean nothing: it is about to be told to
/// go.
bool MayDoWithoutManager(const CommandResult& result) {
  const std::size_t finished = result.out.find("Both processes have finished\n");
  return finished != std::string::npos && result.out.find('\n', finished) + 1 < result.out.size();
}

/// A trace that was recorded is whole, and says the same.
void ExpectRecorded(const RunningCommand& command, const std::string& crash) {
  EXPECT_THAT(command.files(), ElementsAre("trace.json"));
  const CommandResult replayed = Heddle({"replay", command / "trace.json"});
  EXPECT_EQ(replayed.status, 1) << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr(crash));
}

/// Runs a case and kills one of its processes. Returns which, or "" if that was too late.
std::string KillOne(unsigned seed) {
  Random random(seed);
  const Case& one = Draw(random, kCases);
  const std::vector<std::string> arguments = ArgumentsOf(one, kFast, random);
  const std::string victim = Draw(random, one.processes);
  const int signal = random() % 4 == 0 ? SIGTERM : SIGKILL;
  SCOPED_TRACE("seed " + std::to_string(seed) + ": " + testing::PrintToString(arguments) +
               ", of which " + victim + " gets signal " + std::to_string(signal));

  RunningCommand command(arguments);
  std::optional<Process> process;
  command.Await([&] { return (process = ChildNamed(command, victim)).has_value(); });
  LetTimePass(one, random);
  const bool hit = process && KillWhileTheCommandIsStopped(command, *process, signal);
  const CommandResult result = command.Wait();

  const bool recorded = arguments.back() == "trace.json";
  const std::string crash = CrashOf(victim, signal);
  const bool meant_nothing = victim == "manager" && MayDoWithoutManager(result) &&
                             !result.err.starts_with("heddle: crash");
  if (hit && !meant_nothing) {
    EXPECT_EQ(result.status, 1);
    EXPECT_EQ(result.err, "heddle: " + crash + "\n");
    if (recorded) ExpectRecorded(command, crash);
  } else {
    EXPECT_THAT(result.err, Not(HasSubstr("crash")));
  }
  if (!recorded) {
    EXPECT_THAT(command.files(), IsEmpty());
  }
  return hit ? victim : "";
}

TEST(Run, NamesAProcessThatIsKilledAtARandomMomentAndLeavesNothing) {
  const unsigned first = FirstSeed(), runs = Repeated(200);
  std::map<std::string, unsigned> killed;
  for (unsigned seed = first; seed < first + runs && !HasFailure(); ++seed) ++killed[KillOne(seed)];
  if (HasFailure()) return;
  EXPECT_LT(killed[""], runs * 3 / 4) << "most came too late";
  for (const char* name : {"first", "second", "manager", "producer", "intermediate", "consumer"}) {
    printf("%s: killed %u times in %u runs\n", name, killed[name], runs);
    EXPECT_GT(killed[name], 0u) << name;
  }
}

TEST(Run, TakesItsProcessesAlongWhenItIsKilledAtARandomMoment) {
  const unsigned first = FirstSeed(), runs = Repeated(50);
  for (unsigned seed = first; seed < first + runs && !HasFailure(); ++seed) {
    Random random(seed);
    const Case& one = Draw(random, kCases);
    const auto arguments = ArgumentsOf(one, random() % 2 == 0 ? kFast : kSlow, random);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + testing::PrintToString(arguments));
    RunningCommand command(arguments);
    LetTimePass(one, random);
    command.Signal(SIGKILL);
    const CommandResult result = command.Wait();  // fails if any process is left
    if (result.status == 128 + SIGKILL) {
      EXPECT_EQ(result.err, "");
    }
    // A trace is there as a whole or not at all.
    EXPECT_THAT(command.files(), AnyOf(IsEmpty(), ElementsAre("trace.json")));
    if (!command.files().empty()) {
      EXPECT_EQ(Heddle({"show", command / "trace.json"}).status, 0);
    }
  }
}

TEST(Run, HasNothingThatCouldOutliveIt) {
  RunningCommand command({"run", "shared_string", "--on", "processes", "--set", "model=manager",
                          "--observe", "console"});
  command.Await([&] { return ChildNamed(command, "second").has_value(); });
  for (const Process& process : ListChildren(command.pid())) {
    const std::string id = "/proc/" + std::to_string(process.pid);
    // Shared memory has no name, nor has any pipe.
    EXPECT_THAT(ReadFile(id + "/maps"), Not(HasSubstr("/dev/shm")));
    for (const auto& file : std::filesystem::directory_iterator(id + "/fd")) {
      const std::string target = std::filesystem::read_symlink(file.path());
      const int number = std::stoi(file.path().filename());
      if (number <= STDERR_FILENO) continue;
      EXPECT_THAT(target, AnyOf(testing::StartsWith("pipe:"), testing::StartsWith("socket:")));
    }
  }
  command.Signal(SIGKILL);
  command.Wait();
}

}  // namespace
}  // namespace heddle::internal
