#include "src/engines/threads/thread_runtime.h"

#include <gtest/gtest.h>
#include <heddle/choice.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/heap.h>
#include <heddle/join.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

#include <chrono>
#include <regex>
#include <stdexcept>
#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;
constexpr auto kThreads = RunOptions::On::kThreads;

RealRun RunOnThreads(const Scenario& scenario) { return RunReal(scenario, On(kThreads)); }

struct Node {
  int value = 0;
};

Task<> MakeAndFree(Heap& heap, Mutex& mutex, int frees, bool unlocks) {
  co_await mutex.Lock();
  Node* node = co_await heap.New<Node>(3);
  for (int i = 0; i < frees; ++i) co_await heap.Delete(node);
  if (unlocks) co_await mutex.Unlock();
}

TEST(MemoryOnThreads, IsJudgedAtTheEnd) {
  const auto said = [](int frees, bool unlocks) {
    return RunOnThreads(ScenarioOf([=](Scheduler& scheduler) {
             auto& heap = scheduler.Make<Heap>("heap");
             auto& mutex = scheduler.Make<Mutex>("m");
             scheduler.Spawn("a", MakeAndFree(heap, mutex, frees, unlocks));
             scheduler.Spawn("b", MakeAndFree(heap, scheduler.Make<Mutex>("n"), 1, true));
           }))
        .violation();
  };
  EXPECT_EQ(said(1, true), "");
  EXPECT_EQ(said(1, false), "held-lock: a has ended and still holds 'm'");
  EXPECT_TRUE(said(0, true).starts_with("leak: nobody has freed a.1 of 'heap', which a made at "));
  EXPECT_TRUE(said(2, true).starts_with("double-free: a: a frees a.1 of 'heap' at "));
}

Task<> DestroyAndLock(Heap& heap, Mutex& mutex) {
  co_await heap.Destroy(mutex);
  co_await mutex.Lock();
}

TEST(MemoryOnThreads, RefusesWhatIsDestroyed) {
  EXPECT_EQ(RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
              auto& heap = scheduler.Make<Heap>("heap");
              scheduler.Spawn("a", DestroyAndLock(heap, scheduler.Make<Mutex>("m")));
            })).violation(),
            "use-after-free: a: a uses 'm' (lock), which a destroyed at thread_runtime_test.cc:58");
}

TEST(SharedStringOnThreads, KeepsEveryLetterUnderTheMutex) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RunOptions options = On(kThreads, "length");
    options.seed = seed;
    const RealRun run = RunReal("shared_string", {{"guard", "mutex"}}, options);
    EXPECT_EQ(run.violation(), "") << seed;
    EXPECT_EQ(run.result.outcome, "30") << seed;
  }
}

TEST(SharedStringOnThreads, PrintsWhatTheNotebookPrints) {
  const RealRun run = RunReal("shared_string", {{"guard", "mutex"}}, On(kThreads));
  EXPECT_NE(run.output.find("(Both threads have started)"), std::string::npos);
  const std::size_t end = run.output.find("\nBoth threads have finished\n");
  ASSERT_NE(end, std::string::npos);
  EXPECT_EQ(run.output.size() - end, std::string("\nBoth threads have finished\n\n").size() + 30);
}

TEST(SharedStringOnThreads, ReallySleepsAtTheRunsPace) {
  RunOptions options = On(kThreads, "length");
  options.pace = 0.02;  // the pauses are 20 and 12 ms: the second task is through after 240 ms
  const auto start = std::chrono::steady_clock::now();
  const RealRun run = RunReal("shared_string", {{"guard", "mutex"}}, options);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 240ms);
  EXPECT_EQ(run.result.outcome, "30");
}

TEST(PipelineOnThreads, ConsumesInOrder) {
  for (const char* queue : {"atomic", "monitor", "spsc"}) {
    for (const char* capacity : {"0", "1", "2"}) {
      RunOptions options = On(kThreads, "consumed");
      options.seed = 7;
      const RealRun run = RunReal("pipeline", {{"queue", queue}, {"capacity", capacity}}, options);
      EXPECT_EQ(run.violation(), "") << queue << capacity;
      EXPECT_EQ(run.result.outcome, "1 2 3 4 5 6 7 8 9 10") << queue << capacity;
    }
  }
}

TEST(PipelineOnThreads, SaysWhenALineWasBroken) {
  const auto is_broken = [](const std::string& output) {
    return std::regex_search(output, std::regex("(^|\n)(?!(produced|consumed) \\d+\n)"
                                                "(?!(producer|intermediate|consumer): done\n)."));
  };
  int broken = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    RunOptions options = On(kThreads);
    options.seed = seed;
    const RealRun run = RunReal("pipeline", {{"lines", "whole"}}, options);
    EXPECT_EQ(run.result.violation.has_value(), is_broken(run.output)) << run.output;
    broken += is_broken(run.output);
  }
  EXPECT_GT(broken, 0);
}

TEST(PipelineOnThreads, ObservesTheConsoleAsItWasPrinted) {
  const RealRun run = RunReal("pipeline", {}, On(kThreads, "console"));
  EXPECT_EQ(run.result.outcome, run.output);
}

TEST(PipelineOnThreads, LeavesTheConsumerOfTheUnclosedCoroutinesWaiting) {
  const RealRun run = RunReal("pipeline", {{"model", "coroutines"}}, On(kThreads, "consumed"));
  EXPECT_EQ(run.violation(),
            "unfinished: all others have ended; consumer waits: receive 'to consumer' (asked)");
  EXPECT_EQ(run.result.outcome, "1 2 3 4 5 6 7 8 9 10");
}

Task<> WaitFor(Mutex& mutex, Condition& condition, Semaphore& waits) {
  co_await waits.Acquire();
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> NotifyTooSoon(Condition& condition, Semaphore& waits) {
  co_await condition.NotifyOne();
  co_await waits.Release();
}

TEST(ThreadRuntime, CallsALostWakeupByItsName) {
  const RealRun run = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    auto& waits = scheduler.Make<Semaphore>("waits", 0);
    scheduler.Spawn("waiter", WaitFor(mutex, condition, waits));
    scheduler.Spawn("notifier", NotifyTooSoon(condition, waits));
  }));
  EXPECT_EQ(
      run.violation(),
      "lost-wakeup: waiter waits: wake 'condition' (nobody has notified it); a notification of "
      "'condition' came when nobody waited");
}

Task<> LockAndKeep(Mutex& mutex, Semaphore& locked) {
  co_await mutex.Lock();
  co_await locked.Release();
}

Task<> LockToo(Mutex& mutex, Semaphore& locked) {
  co_await locked.Acquire();
  co_await mutex.Lock();
  co_await mutex.Unlock();
}

TEST(ThreadRuntime, EndsWhenATaskHasTakenAMutexToItsEnd) {
  const RealRun run = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& locked = scheduler.Make<Semaphore>("locked", 0);
    scheduler.Spawn("keeper", LockAndKeep(mutex, locked));
    scheduler.Spawn("other", LockToo(mutex, locked));
  }));
  EXPECT_EQ(run.violation(), "deadlock: other waits: lock 'mutex' (held by keeper)");
}

Task<> JoinTask(Ends& ends, TaskId task) { co_await ends.Join(task); }

TEST(ThreadRuntime, EndsTasksThatJoinEachOther) {
  const RealRun run = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("a", JoinTask(ends, 1));
    scheduler.Spawn("b", JoinTask(ends, 0));
  }));
  EXPECT_EQ(run.violation(), "deadlock: a waits: join 'ends' (b); b waits: join 'ends' (a)");
}

Task<> GetForEver(Queue<int>& queue) {
  for (;;) co_await queue.Get();
}

Task<> PutOne(Queue<int>& queue) { co_await queue.Put(1); }

TEST(ThreadRuntime, LetsATaskBeAbandonedThatMayBe) {
  const RealRun run = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue");
    scheduler.Spawn("getter", GetForEver(queue), {.in_parent = false, .may_be_abandoned = true});
    scheduler.Spawn("putter", PutOne(queue));
  }));
  EXPECT_EQ(run.violation(), "");
}

Task<> SleepLong(Clock& clock) { co_await clock.Sleep(60s); }

Task<> Throw() {
  throw std::runtime_error("no more thread");
  co_return;
}

TEST(ThreadRuntime, EndsTheRunSoonAfterAnException) {
  RunOptions options = On(kThreads);
  options.pace = 1;
  const auto start = std::chrono::steady_clock::now();
  const RealRun run =
      RunReal(ScenarioOf([](Scheduler& scheduler) {
                scheduler.Spawn("sleeper", SleepLong(scheduler.Make<Clock>("clock", false)));
                scheduler.Spawn("weaver", Throw());
              }),
              options);
  EXPECT_EQ(run.violation(), "exception: weaver: no more thread");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

Task<> LockTwice(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Lock();
}

Task<> WaitUnlocked(Mutex& mutex, Condition& condition) { co_await condition.Wait(mutex); }

TEST(ThreadRuntime, ReportsMisuseOfAMutex) {
  const RealRun unlock = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    scheduler.Spawn("a", UnlockOnly(scheduler.Make<Mutex>("mutex")));
  }));
  EXPECT_EQ(unlock.violation(), "misuse: a: a unlocks 'mutex', which it does not hold");
  const RealRun lock = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    scheduler.Spawn("a", LockTwice(scheduler.Make<Mutex>("mutex")));
  }));
  EXPECT_EQ(lock.violation(), "misuse: a: a locks 'mutex', which it holds already");
  const RealRun wait = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("a", WaitUnlocked(mutex, scheduler.Make<Condition>("condition")));
  }));
  EXPECT_EQ(wait.violation(),
            "misuse: a: a waits on 'condition' with 'mutex', which it does not hold");
}

Task<> ChooseMany(Choice& choice, Shared<int>& sum) {
  for (int i = 0; i < 64; ++i) {
    const int chosen = co_await choice.Choose(2);
    co_await sum.Update([chosen](int& value) { value += chosen; });
  }
}

TEST(ThreadRuntime, DrawsTheSameChoicesForTheSameSeed) {
  const Scenario scenario = ScenarioOf([](Scheduler& scheduler) {
    auto& sum = scheduler.Make<Shared<int>>("sum", 0);
    scheduler.Spawn("chooser", ChooseMany(scheduler.Make<Choice>("choice"), sum));
    scheduler.Finally("half", [&sum]() -> Failure { return std::to_string(sum.value()); });
  });
  RunOptions options = On(kThreads);
  options.seed = 3;
  const std::string first = RunReal(scenario, options).violation();
  EXPECT_EQ(RunReal(scenario, options).violation(), first);
  EXPECT_NE(first, "final: half: 0");
  EXPECT_NE(first, "final: half: 64");
}

Task<> Ping(Semaphore& mine, Semaphore& other, int times) {
  for (int i = 0; i < times; ++i) {
    co_await mine.Acquire();
    co_await other.Release();
  }
}

TEST(ThreadRuntime, TakesNobodyForStuckWhoIsBeingWoken) {
  const RealRun run = RunOnThreads(ScenarioOf([](Scheduler& scheduler) {
    auto& a = scheduler.Make<Semaphore>("a", 1);
    auto& b = scheduler.Make<Semaphore>("b", 0);
    scheduler.Spawn("ping", Ping(a, b, 5000));
    scheduler.Spawn("pong", Ping(b, a, 5000));
  }));
  EXPECT_EQ(run.violation(), "");
}

}  // namespace
}  // namespace heddle::internal
