// Whoever reads what a run prints may be slow, may stop reading, and may go away.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/console.h>
#include <heddle/mutex.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "src/engines/run.h"
#include "tests/evidence/faults/process_table.h"
#include "tests/evidence/faults/running_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

/// The pipeline, which prints each line in one piece.
std::vector<std::string> Pipeline(const std::string& on) {
  std::vector<std::string> arguments = {"run", "pipeline", "--on",     on,          "--pace",
                                        "0",   "--set",    "items=30", "print=line"};
  if (on == "coroutines") arguments.push_back("close=complete");
  return arguments;
}

const std::vector<std::string> kAll = {"threads", "processes", "coroutines"};

std::vector<std::string> Sorted(std::vector<std::string> lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// --- A slow reader.

TEST(SlowReader, GetsAllThatARunPrints) {
  for (const bool blocks : {true, false}) {
    for (const std::string& on : kAll) {
      SCOPED_TRACE(on + (blocks ? "" : ", to a descriptor that does not block"));
      FullPipe pipe(blocks);
      RunningCommand command(Pipeline(on), {.out = pipe.writing_end()});
      pipe.CloseWritingEnd();
      const std::string read = pipe.ReadSlowly();
      EXPECT_EQ(command.Wait().status, 0);
      EXPECT_EQ(Sorted(Lines(read)), Sorted(Lines(Heddle(Pipeline(on)).out)));
    }
  }
}

TEST(SlowReader, GetsAllThatAnExplorationFinds) {
  const std::vector<std::string> arguments = {"explore",     "shared_string", "--set",
                                              "guard=mutex", "first=4",       "second=4",
                                              "--observe",   "string"};
  FullPipe pipe;
  RunningCommand command(arguments, {.out = pipe.writing_end()});
  pipe.CloseWritingEnd();
  const std::string read = pipe.ReadSlowly();
  EXPECT_EQ(command.Wait().status, 0);
  EXPECT_THAT(read, HasSubstr("70 outcomes of string\n"));  // C(8, 4)
  EXPECT_EQ(Lines(read).size(), Lines(Heddle(arguments).out).size());
}

// --- A reader who goes away: the command ends as any other does then, by SIGPIPE and silently.

TEST(ReaderWhoGoes, EndsARunByTheNextLineThatIsPrinted) {
  for (const std::string& on : kAll) {
    for (const char* record : {"", "trace.json"}) {
      SCOPED_TRACE(on + " " + record);
      FullPipe pipe;
      std::vector<std::string> arguments = Pipeline(on);
      if (*record != '\0') arguments.insert(arguments.end(), {"--record", record});
      RunningCommand command(arguments, {.out = pipe.writing_end()});
      pipe.CloseReadingEnd();
      const CommandResult result = command.Wait();
      EXPECT_EQ(result.status, 128 + SIGPIPE);
      EXPECT_EQ(result.err, "");
      EXPECT_THAT(command.files(), IsEmpty());
    }
  }
}

TEST(ReaderWhoGoes, IsAnErrorWhereThatSignalIsIgnored) {
  for (const std::string& on : kAll) {
    SCOPED_TRACE(on);
    FullPipe pipe;
    RunningCommand command(Pipeline(on), {.out = pipe.writing_end(),
                                          .prepare = [] { std::signal(SIGPIPE, SIG_IGN); }});
    pipe.CloseReadingEnd();
    const CommandResult result = command.Wait();
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.err, "heddle: what the tasks print cannot be written: Broken pipe\n");
  }
}

TEST(ReaderWhoGoes, IsNotBlamedForAProcessThatGetsTheSignalFromElsewhere) {
  RunningCommand command({"run", "shared_string", "--on", "processes"});
  command.Await([&] { return ListChildren(command.pid()).size() == 2; });
  const Process victim = ListChildren(command.pid()).front();
  command.Await([&] { return FindProcess(victim.pid)->name == "first"; });
  kill(victim.pid, SIGPIPE);
  EXPECT_EQ(command.Wait().err,
            "heddle: crash: process 'first' was killed by signal 13 (Broken pipe)\n");
}

// --- A reader who sleeps: the run waits, but not with its own end.

TEST(ReaderWhoSleeps, IsNotWaitedForOnceAProcessHasDied) {
  FullPipe pipe;
  RunningCommand command({"run", "shared_string", "--on", "processes", "--pace", "0"},
                         {.out = pipe.writing_end()});
  command.Await([&] { return ListChildren(command.pid()).size() == 2; });
  const Process victim = ListChildren(command.pid()).back();
  command.Await([&] { return FindProcess(victim.pid)->name == "second"; });
  kill(victim.pid, SIGKILL);
  EXPECT_EQ(command.Wait().err,
            "heddle: crash: process 'second' was killed by signal 9 (Killed)\n");
}

TEST(ReaderWhoSleeps, IsNotWaitedForOnceTheProcessThatPrintsHasDiedWithTheLockOfAll) {
  // What is printed is kept, for which whoever prints has the lock that all need: mostly that is
  // one of the two processes, and then the parent waits for it.
  for (int i = 0; i < 10; ++i) {
    FullPipe pipe;
    RunningCommand command(
        {"run", "shared_string", "--on", "processes", "--pace", "0", "--observe", "console"},
        {.out = pipe.writing_end()});
    command.Await([&] { return ListChildren(command.pid()).size() == 2; });
    usleep(10'000);
    for (const Process& child : ListChildren(command.pid())) kill(child.pid, SIGKILL);
    EXPECT_THAT(command.Wait().err, HasSubstr(" was killed by signal 9 (Killed)\n"));
  }
}

Task<> Print(Console& console) { co_await console.Print("a line\n"); }

Task<> UnlockOnly(Mutex& mutex, Clock& clock) {
  co_await clock.Sleep(std::chrono::milliseconds(50));  // the other one prints meanwhile
  co_await mutex.Unlock();
}

TEST(ReaderWhoSleeps, IsNotWaitedForOnceATaskHasFailed) {
  Scenario scenario;
  scenario.name = "test";
  scenario.set_up = [](Scheduler& scheduler, const Parameters&) {
    auto& console = scheduler.Make<Console>("console", Console::Keep::kNothing);
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& clock = scheduler.Make<Clock>("clock", false);
    scheduler.Spawn("printer", Print(console), {.in_parent = true});
    scheduler.Spawn("unlocker", UnlockOnly(mutex, clock));
  };
  for (const auto on : {RunOptions::On::kThreads, RunOptions::On::kProcesses}) {
    SCOPED_TRACE(NameOf(on));
    const FullPipe pipe;
    RunOptions options;
    options.on = on;
    options.output_fd = pipe.writing_end();
    const RunResult result = internal::Run(scenario, scenario.Configure({}), options);
    ASSERT_TRUE(result.violation);
    EXPECT_EQ(result.violation->kind, "misuse");
  }
}

}  // namespace
}  // namespace heddle::internal
