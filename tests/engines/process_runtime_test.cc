#include "src/engines/processes/process_runtime.h"

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/channel.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/ghost.h>
#include <heddle/heap.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>
#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;
constexpr auto kProcesses = RunOptions::On::kProcesses;

/// After every test, no process and no file descriptor is left.
class ProcessRuntime : public testing::Test {
 protected:
  void TearDown() override {
    EXPECT_EQ(ChildrenOf(::getpid()).size(), 0u);
    EXPECT_EQ(OpenDescriptors(), descriptors_);
  }

  RealRun RunHere(const Scenario& scenario) { return RunReal(scenario, On(kProcesses)); }

 private:
  const int descriptors_ = OpenDescriptors();
};

using SharedStringOnProcesses = ProcessRuntime;
using PipelineOnProcesses = ProcessRuntime;

TEST_F(SharedStringOnProcesses, LeavesTheParentsStringEmptyAndTheChildrensWithTenAndTwentyLetters) {
  const RealRun run = RunReal("shared_string", {}, On(kProcesses, "copies"));
  EXPECT_EQ(run.result.outcome,
            "parent \"\", first \"oooooooooo\", second \"OOOOOOOOOOOOOOOOOOOO\"");
  EXPECT_EQ(run.violation(),
            "final: no letter is lost: the final string has 0 letters, not 30: \"\"");
}

TEST_F(SharedStringOnProcesses, KeepsEveryLetterAtAManagerUnderTheMutex) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    RunOptions options = On(kProcesses, "length");
    options.seed = seed;
    const RealRun run =
        RunReal("shared_string", {{"model", "manager"}, {"guard", "mutex"}}, options);
    EXPECT_EQ(run.violation(), "");
    EXPECT_EQ(run.result.outcome, "30");
  }
}

TEST_F(SharedStringOnProcesses, HasTwoToThirtyLettersAtAManagerWithoutOne) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    RunOptions options = On(kProcesses, "length");
    options.seed = seed;
    const RealRun run = RunReal("shared_string", {{"model", "manager"}}, options);
    const int length = std::stoi(run.result.outcome.value());
    EXPECT_GE(length, 2);
    EXPECT_LE(length, 30);
    EXPECT_EQ(run.result.violation.has_value(), length < 30);
  }
}

TEST_F(PipelineOnProcesses, ConsumesInOrder) {
  for (const char* capacity : {"0", "1", "3"}) {
    RunOptions options = On(kProcesses, "consumed");
    options.seed = 5;
    const RealRun run = RunReal("pipeline", {{"capacity", capacity}}, options);
    EXPECT_EQ(run.violation(), "") << capacity;
    EXPECT_EQ(run.result.outcome, "1 2 3 4 5 6 7 8 9 10") << capacity;
  }
}

TEST_F(PipelineOnProcesses, ObservesTheConsoleAsItWasPrinted) {
  const RealRun run = RunReal("pipeline", {{"print", "pieces"}}, On(kProcesses, "console"));
  EXPECT_EQ(run.result.outcome, run.output);
  EXPECT_NE(run.output.find("consumer: done"), std::string::npos);
}

// --- Processes that die.

Task<> SleepLong(Clock& clock) { co_await clock.Sleep(60s); }

Task<> KillYourself(Clock& clock) {
  co_await clock.Sleep(50ms);
  ::raise(SIGKILL);
}

Task<> Leave(Clock& clock, int status) {
  co_await clock.Sleep(1ms);
  ::_exit(status);
}

RealRun RunAtFullPace(const Scenario& scenario) {
  RunOptions options = On(kProcesses);
  options.pace = 1;
  return RunReal(scenario, options);
}

TEST_F(ProcessRuntime, EndsWithinASecondWhenAProcessIsKilled) {
  const auto start = std::chrono::steady_clock::now();
  const RealRun run = RunAtFullPace(ScenarioOf([](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", false);
    scheduler.Spawn("first", KillYourself(clock));
    scheduler.Spawn("second", SleepLong(clock));
    scheduler.Spawn("main", SleepLong(clock), {.in_parent = true});
  }));
  EXPECT_EQ(run.violation(), "crash: process 'first' was killed by signal 9 (Killed)");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 50ms + 1s);
}

TEST_F(ProcessRuntime, NamesTheStatusOfAProcessThatExits) {
  for (const auto& [status, remark] :
       {std::pair(3, ""), std::pair(0, " before its task had ended")}) {
    const RealRun run = RunAtFullPace(ScenarioOf([status = status](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", false);
      scheduler.Spawn("first", Leave(clock, status));
      scheduler.Spawn("second", SleepLong(clock));
    }));
    EXPECT_EQ(run.violation(),
              "crash: process 'first' exited with status " + std::to_string(status) + remark);
  }
}

Task<> LockAndDie(Mutex& mutex) {
  co_await mutex.Lock();
  ::raise(SIGKILL);
}

Task<> LockLater(Mutex& mutex, Clock& clock) {
  co_await clock.Sleep(10ms);
  co_await mutex.Lock();
}

TEST_F(ProcessRuntime, SurvivesAProcessThatDiesWithAMutex) {
  const RealRun run = RunAtFullPace(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& clock = scheduler.Make<Clock>("clock", false);
    scheduler.Spawn("first", LockAndDie(mutex));
    scheduler.Spawn("second", LockLater(mutex, clock));
    scheduler.Spawn("main", LockLater(mutex, clock), {.in_parent = true});
  }));
  EXPECT_EQ(run.violation(), "crash: process 'first' was killed by signal 9 (Killed)");
}

// The manager is forked first, and so it has the smallest number of the parent's children. A
// recorded run is taken again by the model, in the parent: there this kills nobody.
Task<> KillTheManager(Managed<int>& value, pid_t parent) {
  co_await value.Store(1);
  if (::getppid() == parent) {
    const auto children = ChildrenOf(parent);
    ::kill(*std::min_element(children.begin(), children.end()), SIGKILL);
  }
  for (;;) co_await value.Load();
}

Task<> LoadForEver(Managed<int>& value) {
  for (;;) co_await value.Load();
}

TEST_F(ProcessRuntime, EndsWithinASecondWhenTheManagerIsKilled) {
  for (const bool record : {false, true}) {
    RunOptions options = On(kProcesses);
    options.record = record;
    const auto start = std::chrono::steady_clock::now();
    const RealRun run = RunReal(ScenarioOf([](Scheduler& scheduler) {
                                  auto& value = scheduler.Make<Managed<int>>("value", 0);
                                  scheduler.Spawn("first", KillTheManager(value, ::getpid()));
                                  scheduler.Spawn("second", LoadForEver(value));
                                  scheduler.Spawn("main", LoadForEver(value), {.in_parent = true});
                                }),
                                options);
    EXPECT_EQ(run.violation(), "crash: the manager process was killed by signal 9 (Killed)");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
  }
}

Task<> PrintPidAndSleep(Console& console, Clock& clock) {
  co_await console.Print(std::to_string(::getpid()) + "\n");
  co_await clock.Sleep(60s);
}

/// Runs two sleeping tasks and a manager in a process of its own, and kills that process by
/// `signal`. Returns how it ended.
int StatusOfParentKilledBy(int signal) {
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  const pid_t parent = ::fork();
  if (parent == 0) {
    ::signal(SIGINT, SIG_DFL);
    const Scenario scenario = ScenarioOf([](Scheduler& scheduler) {
      auto& console = scheduler.Make<Console>("console", Console::Keep::kNothing);
      auto& clock = scheduler.Make<Clock>("clock", false);
      scheduler.Make<Managed<int>>("value", 0);
      scheduler.Spawn("first", PrintPidAndSleep(console, clock));
      scheduler.Spawn("second", PrintPidAndSleep(console, clock));
      scheduler.Spawn("main", SleepLong(clock), {.in_parent = true});
    });
    RunOptions options = On(kProcesses);
    options.pace = 1;
    options.output_fd = ends[1];
    Run(scenario, scenario.Configure({}), options);
    ::_exit(0);
  }
  ::close(ends[1]);
  char byte;
  for (int lines = 0; lines < 2 && ::read(ends[0], &byte, 1) == 1;) lines += byte == '\n';
  EXPECT_EQ(ChildrenOf(parent).size(), 3u);
  const auto start = std::chrono::steady_clock::now();
  ::kill(parent, signal);
  int status = 0;
  ::waitpid(parent, &status, 0);
  while (::read(ends[0], &byte, 1) > 0) {  // until the last of its children has gone
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
  ::close(ends[0]);
  return status;
}

TEST_F(ProcessRuntime, LeavesNoChildWhenTheParentIsKilledOrInterrupted) {
  const int killed = StatusOfParentKilledBy(SIGKILL);
  EXPECT_TRUE(WIFSIGNALED(killed) && WTERMSIG(killed) == SIGKILL);
  const int interrupted = StatusOfParentKilledBy(SIGINT);
  EXPECT_TRUE(WIFSIGNALED(interrupted) && WTERMSIG(interrupted) == SIGINT);
}

// --- Tasks that fail or wait for ever.

Task<> Throw() {
  throw std::runtime_error("no more thread");
  co_return;
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

TEST_F(ProcessRuntime, ReportsAnExceptionOfAChildAndOfTheParent) {
  for (const bool in_parent : {false, true}) {
    const RealRun run = RunAtFullPace(ScenarioOf([in_parent](Scheduler& scheduler) {
      scheduler.Spawn("weaver", Throw(), {.in_parent = in_parent});
      scheduler.Spawn("sleeper", SleepLong(scheduler.Make<Clock>("clock", false)));
    }));
    EXPECT_EQ(run.violation(), "exception: weaver: no more thread");
  }
}

TEST_F(ProcessRuntime, ReportsMisuse) {
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    scheduler.Spawn("a", UnlockOnly(scheduler.Make<Mutex>("mutex")));
  }));
  EXPECT_EQ(run.violation(), "misuse: a: a unlocks 'mutex', which it does not hold");
}

Task<> LockAndRelease(Mutex& mutex, Semaphore& locked) {
  co_await mutex.Lock();
  co_await locked.Release();
}

Task<> AcquireAndLock(Mutex& mutex, Semaphore& locked) {
  co_await locked.Acquire();
  co_await mutex.Lock();
}

TEST_F(ProcessRuntime, EndsADeadlock) {
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& locked = scheduler.Make<Semaphore>("locked", 0);
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("keeper", LockAndRelease(mutex, locked));
    scheduler.Spawn("other", AcquireAndLock(mutex, locked));
    scheduler.Spawn("main", [](Ends& ends) -> Task<> { co_await ends.Join(1); }(ends),
                    {.in_parent = true});
  }));
  EXPECT_EQ(run.violation(),
            "deadlock: other waits: lock 'mutex' (held by keeper); main waits: join 'ends'");
}

Task<> PutOne(Queue<int>& queue) { co_await queue.Put(1); }

Task<> GetTwo(Queue<int>& queue) {
  co_await queue.Get();
  co_await queue.Get();
}

TEST_F(ProcessRuntime, EndsAGetFromAQueueThatNobodyWillFill) {
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue");
    scheduler.Spawn("putter", PutOne(queue));
    scheduler.Spawn("getter", GetTwo(queue));
  }));
  EXPECT_EQ(run.violation(),
            "unfinished: all others have ended; getter waits: get 'queue' (0 items)");
}

// --- What comes home.

Task<> Count(Ghost<int>& counted, Semaphore& semaphore, Managed<int>& value) {
  counted.value = 3;
  for (int i = 0; i < 3; ++i) {
    co_await semaphore.Release();
    co_await value.Update([](int& number) { number += 10; });
  }
}

TEST_F(ProcessRuntime, BringsGhostsSemaphoresAndManagedValuesHome) {
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    auto& counted = scheduler.Make<Ghost<int>>("counted", 0);
    auto& semaphore = scheduler.Make<Semaphore>("semaphore", 1);
    auto& value = scheduler.Make<Managed<int>>("value", 5);
    counted.writer = scheduler.Spawn("counter", Count(counted, semaphore, value));
    scheduler.Finally("all", [&]() -> Failure {
      return std::to_string(counted.value) + " " + std::to_string(semaphore.count()) + " " +
             std::to_string(value.value());
    });
  }));
  EXPECT_EQ(run.violation(), "final: all: 3 4 35");
}

Task<> PutMany(Queue<std::array<int, 100>>& queue, int first, int count) {
  for (int i = 0; i < count; ++i) {
    std::array<int, 100> item{};
    item.fill(first + i);
    co_await queue.Put(item);
  }
}

Task<> AddUp(Queue<std::array<int, 100>>& queue, int count, Ghost<int>& sum) {
  for (int i = 0; i < count; ++i) {
    const std::array<int, 100> item = co_await queue.Get();
    if (item.front() != item.back()) throw std::runtime_error("a torn item");
    sum.value += item.front();
  }
}

TEST_F(ProcessRuntime, MovesWholeItemsThroughAQueueThatSeveralFill) {
  // 6,000 items of 400 bytes are more than a pipe holds at once.
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<std::array<int, 100>>>("queue");
    auto& sum = scheduler.Make<Ghost<int>>("sum", 0);
    scheduler.Spawn("a", PutMany(queue, 0, 3000));
    scheduler.Spawn("b", PutMany(queue, 1, 3000));
    sum.writer = scheduler.Spawn("getter", AddUp(queue, 6000, sum));
    scheduler.Finally("sum", [&sum]() -> Failure { return std::to_string(sum.value); });
  }));
  EXPECT_EQ(run.violation(), "final: sum: 9000000");  // 2 * (0 + ... + 2999) + 3000
}

Task<> LockOnly(Mutex& mutex) { co_await mutex.Lock(); }

TEST_F(ProcessRuntime, FindsALockThatIsHeldAtTheEnd) {
  const RealRun run = RunHere(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", LockOnly(mutex));
  }));
  EXPECT_EQ(run.violation(), "held-lock: a has ended and still holds 'm'");
}

// --- What processes cannot share.

TEST_F(ProcessRuntime, RefusesWhatProcessesCannotShare) {
  const auto error = [](const std::function<void(Scheduler&)>& set_up) -> std::string {
    try {
      RunReal(ScenarioOf(set_up), On(kProcesses));
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(error([](Scheduler& scheduler) { scheduler.Make<Condition>("ready"); }),
            "test: processes cannot share the condition 'ready'; run it on threads or coroutines");
  EXPECT_EQ(error([](Scheduler& scheduler) { scheduler.Make<Atomic<int>>("count"); }),
            "test: processes cannot share the atomic 'count'; run it on threads or coroutines");
  EXPECT_EQ(error([](Scheduler& scheduler) { scheduler.Make<Heap>("memory"); }),
            "test: processes cannot share the heap 'memory'; run it on threads or coroutines");
  EXPECT_EQ(error([](Scheduler& scheduler) { scheduler.Make<Channel<int>>("turn"); }),
            "test: processes cannot share the channel 'turn'; run it on threads or coroutines");
  EXPECT_EQ(
      error([](Scheduler& scheduler) { scheduler.Make<Managed<std::string>>("text"); }),
      "test: no manager can hold 'text', whose type is not trivially copyable; run it on threads");
}

}  // namespace
}  // namespace heddle::internal
