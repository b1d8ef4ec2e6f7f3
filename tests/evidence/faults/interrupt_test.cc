// SIGINT and SIGTERM, to the command alone and to all of its processes (as a terminal does): a run
// says that it has not come to its end, an exploration and verify show what they have so far.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "tests/evidence/faults/process_table.h"
#include "tests/evidence/faults/running_command.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Interrupt {
  int signal;
  bool to_all;
};

constexpr Interrupt kInterrupts[] = {
    {SIGINT, false}, {SIGINT, true}, {SIGTERM, false}, {SIGTERM, true}};

std::string Text(const Interrupt& interrupt) {
  return strsignal(interrupt.signal) + std::string(interrupt.to_all ? ", to all" : ", to one");
}

/// Interrupts the command once it is ready for that. Returns how it ended.
CommandResult ResultOf(RunningCommand& command, const Interrupt& interrupt) {
  command.Await([&] { return Catches(command.pid(), interrupt.signal); });
  command.Signal(interrupt.signal, interrupt.to_all);
  return command.Wait();
}

// --- run: it takes ten seconds, with the notebook's pauses.

TEST(RunThatIsInterrupted, SaysSoAndDiesOfTheSignal) {
  for (const std::vector<std::string>& on : std::vector<std::vector<std::string>>{
           {"threads"}, {"processes"}, {"processes", "--set", "model=manager"}, {"coroutines"}}) {
    for (const Interrupt& interrupt : kInterrupts) {
      SCOPED_TRACE(testing::PrintToString(on) + ": " + Text(interrupt));
      std::vector<std::string> arguments = {"run", "shared_string", "--record", "trace.json",
                                            "--on"};
      arguments.insert(arguments.end(), on.begin(), on.end());
      RunningCommand command(arguments);
      command.Await([&] { return command.out().size() > 3; });
      const CommandResult result = ResultOf(command, interrupt);
      EXPECT_EQ(result.status, 128 + interrupt.signal);
      EXPECT_EQ(result.err, "heddle: interrupted: the run has not come to its end\n");
      EXPECT_THAT(command.files(), IsEmpty());
    }
  }
}

TEST(RunThatIsInterrupted, TakesNoNoticeWhereThatIsIgnored) {
  RunningCommand command({"run", "shared_string", "--on", "processes", "--pace", "0.01"},
                         {.prepare = [] { std::signal(SIGINT, SIG_IGN); }});
  command.Await([&] { return command.out().size() > 3; });
  command.Signal(SIGINT, true);
  EXPECT_THAT(command.Wait().out, HasSubstr("Both processes have finished"));
}

// --- explore: each would take years.

TEST(ExplorationThatIsInterrupted, ShowsWhatItHasVisited) {
  for (const std::string strategy : {"states", "dpor", "all", "count", "random"}) {
    for (const Interrupt& interrupt : kInterrupts) {
      SCOPED_TRACE(strategy + ": " + Text(interrupt));
      std::vector<std::string> arguments = {"explore",     "shared_string", "--set",
                                            "guard=mutex", "first=30",      "second=30",
                                            "--strategy",  strategy};
      if (strategy == "random") {
        arguments.insert(arguments.end(), {"--limit-executions", "1000000000"});
      }
      RunningCommand text(arguments);
      const CommandResult shown = ResultOf(text, interrupt);
      EXPECT_EQ(shown.status, 3);
      EXPECT_EQ(shown.err, "");
      EXPECT_THAT(shown.out, HasSubstr("stopped, not everything visited: "));
      EXPECT_THAT(shown.out, HasSubstr("stopped by an interrupt\n"));

      arguments.push_back("--json");
      RunningCommand json(arguments);
      const CommandResult object = ResultOf(json, interrupt);
      EXPECT_EQ(object.status, 3);
      EXPECT_EQ(object.json()["verdict"], "stopped");
      EXPECT_EQ(object.json()["complete"], false);
    }
  }
}

TEST(ExplorationThatIsInterrupted, WritesTheTraceThatItHasFound) {
  // One of the first executions loses a letter; it only has to be given the time for them.
  for (int pause = 10'000;; pause *= 2) {
    RunningCommand command({"explore", "shared_string", "--strategy", "all", "--keep-going",
                            "--trace", "trace.json", "--json"});
    usleep(pause);
    const CommandResult result = ResultOf(command, {SIGINT, false});
    EXPECT_EQ(result.json()["complete"], false);
    if (result.status == 3 && pause < 10'000'000) continue;
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(command.files(), ElementsAre("trace.json"));
    EXPECT_EQ(Heddle({"replay", command / "trace.json"}).status, 1);
    return;
  }
}

TEST(ExplorationThatIsInterrupted, EndsAtTheSecondInterrupt) {
  RunningCommand command({"explore", "shared_string", "--set", "guard=mutex", "--strategy", "all"});
  command.Await([&] { return Catches(command.pid(), SIGTERM); });
  // Both come before it can do anything.
  command.Signal(SIGSTOP);
  command.Signal(SIGINT);
  command.Signal(SIGTERM);
  command.Signal(SIGCONT);
  // They are handled one after the other, in the order of their numbers.
  EXPECT_EQ(command.Wait().status, 128 + SIGTERM);
}

// timeout(1) sends its signal to the command, and then to the group that the command is in.
TEST(ExplorationThatIsInterrupted, TakesASecondSigtermForTheFirst) {
  for (int pause = 0; pause < 200; pause += 10) {
    RunningCommand command(
        {"explore", "shared_string", "--set", "guard=mutex", "--strategy", "all"});
    command.Await([&] { return Catches(command.pid(), SIGTERM); });
    command.Signal(SIGTERM);
    usleep(pause);
    command.Signal(SIGTERM);
    const CommandResult result = command.Wait();
    EXPECT_EQ(result.status, 3) << pause;
    EXPECT_THAT(result.out, HasSubstr("stopped by an interrupt\n"));
  }
}

// --- verify and conform.

/// Two claims: one that is verified at once, one that takes years.
std::string TwoClaims() {
  std::string claims;
  for (const std::string letters : {"1", "30"}) {
    claims += "[[claim]]\nid = \"append-" + letters + R"("
says = "letters come in some order"
scenario = "shared_string"
parameters = { guard = "mutex", first = )" +
              letters + ", second = " + letters + R"( }
strategy = "all"
[claim.expect]
verdict = "holds"
)";
  }
  return claims;
}

TEST(VerifyThatIsInterrupted, ReportsTheClaimsThatItHasVerified) {
  const Folder folder;
  WriteFile(folder / "claims.toml", TwoClaims());
  for (const Interrupt& interrupt : kInterrupts) {
    SCOPED_TRACE(Text(interrupt));
    RunningCommand text({"verify", "--claims", folder / "claims.toml"});
    text.Await([&] { return text.out().find('\n') != std::string::npos; });
    const CommandResult shown = ResultOf(text, interrupt);
    EXPECT_EQ(shown.status, 3);
    EXPECT_THAT(shown.out, StartsWith("ok   append-1: "));
    EXPECT_THAT(shown.out, HasSubstr("\n1 claim, all as expected\n"));
    EXPECT_THAT(shown.out, HasSubstr("\ninterrupted: 1 of 2 claims verified\n"));
    EXPECT_THAT(shown.out, Not(HasSubstr("append-30")));

    RunningCommand json({"verify", "--claims", folder / "claims.toml", "append-30", "--json"});
    const CommandResult object = ResultOf(json, interrupt);
    EXPECT_EQ(object.status, 3);
    EXPECT_EQ(object.json()["as_expected"], false);
    EXPECT_EQ(object.json()["interrupted"], true);
    EXPECT_EQ(object.json()["claims"].size(), 0u);
  }
}

TEST(ConformThatIsInterrupted, DoesNotDecide) {
  const Folder folder;
  WriteFile(folder / "length.txt", "1000\n");  // no execution has it: all are to be visited
  RunningCommand command({"conform", folder / "length.txt", "shared_string", "--observe", "length",
                          "--set", "first=30", "second=30"});
  const CommandResult result = ResultOf(command, {SIGTERM, true});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.out, HasSubstr("undecided: not met in what was visited"));
}

}  // namespace
}  // namespace heddle::internal
