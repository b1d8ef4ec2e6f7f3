// What tasks share, on real threads: each does what the C++ library's own does, and a run that can
// not go on ends.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/barrier.h>
#include <heddle/latch.h>
#include <heddle/mutex.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
#include <heddle/shared_mutex.h>
#include <heddle/timed_condition.h>
#include <heddle/timer.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

constexpr auto kThreads = RunOptions::On::kThreads;
constexpr int kRuns = 30;

/// What is wrong with any of many runs, which chance disturbs; or "".
std::string Violation(const std::function<void(Scheduler&)>& set_up, bool record = false) {
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    RunOptions options = On(kThreads);
    options.seed = seed;
    options.record = record;
    const std::string violation = RunReal(ScenarioOf(set_up), options).violation();
    if (!violation.empty()) return violation;
  }
  return {};
}

Task<> Serve(Atomic<int>& turn, Shared<int>& count, int own, int tasks, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (int now = co_await turn.Load(); now != own; now = co_await turn.Load()) {
      co_await turn.Wait(now);
    }
    co_await count.Update([](int& value) { ++value; });
    co_await turn.Store((own + 1) % tasks);
    co_await turn.NotifyAll();
  }
}

void SetUpTurns(Scheduler& scheduler) {
  constexpr int kTasks = 3, kRounds = 20;
  auto& turn = scheduler.Make<Atomic<int>>("turn", 0);
  auto& count = scheduler.Make<Shared<int>>("count", 0);
  for (int task = 0; task < kTasks; ++task) {
    scheduler.Spawn("t", Serve(turn, count, task, kTasks, kRounds));
  }
  scheduler.Finally("all have served", [&count] { return count.value() == kTasks * kRounds; });
}

TEST(AtomicWaitOnThreads, WakesWhoeverIsNotified) {
  EXPECT_EQ(Violation(SetUpTurns), "");
  EXPECT_EQ(Violation(SetUpTurns, /*record=*/true), "");
}

Task<> WaitWhile(Atomic<int>& x, int old) { co_await x.Wait(old); }

TEST(AtomicWaitOnThreads, EndsTheRunWhereNobodyNotifies) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Atomic<int>>("x", 0);
              scheduler.Spawn("a", WaitWhile(x, 0));
              scheduler.Spawn("b", WaitWhile(x, 0));
            }),
            "deadlock: a waits: wake 'x' (it is still 0, and nobody has notified it); b waits: "
            "wake 'x' (it is still 0, and nobody has notified it)");
}

Task<> PopAll(Atomic<int>& left, Atomic<int>& popped) {
  for (int seen = co_await left.Load(); seen > 0;) {
    const auto result = co_await left.CompareExchangeWeak(seen, seen - 1);
    seen = result.seen;
    if (!result.exchanged) continue;
    co_await popped.FetchAdd(1);
    seen = co_await left.Load();
  }
}

TEST(WeakCompareExchangeOnThreads, LosesNothingInALoop) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& left = scheduler.Make<Atomic<int>>("left", 100);
              auto& popped = scheduler.Make<Atomic<int>>("popped", 0);
              for (int task = 0; task < 3; ++task) scheduler.Spawn("t", PopAll(left, popped));
              scheduler.Finally("each once", [&popped] { return popped.value() == 100; });
            }),
            "");
}

Task<> LockOrTry(Mutex& mutex, Shared<int>& count, int& counted, bool tries, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    bool taken = true;
    if (tries) {
      taken = co_await mutex.TryLock();
    } else {
      co_await mutex.Lock();
    }
    if (!taken) continue;
    ++counted;
    co_await count.Update([](int& value) { ++value; });
    co_await mutex.Unlock();
  }
}

void SetUpTrying(Scheduler& scheduler) {
  auto& mutex = scheduler.Make<Mutex>("m");
  auto& count = scheduler.Make<Shared<int>>("count", 0);
  auto& locked = scheduler.Make<int>(0);
  auto& tried = scheduler.Make<int>(0);
  scheduler.Spawn("locks", LockOrTry(mutex, count, locked, false, 50));
  scheduler.Spawn("tries", LockOrTry(mutex, count, tried, true, 50));
  scheduler.Finally("who took it has counted",
                    [&] { return locked == 50 && count.value() == locked + tried; });
}

TEST(TryLockOnThreads, TakesTheMutexOrDoesNot) {
  EXPECT_EQ(Violation(SetUpTrying), "");
  EXPECT_EQ(Violation(SetUpTrying, /*record=*/true), "");
}

TEST(TryAcquireOnThreads, TakesOneOrNone) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& semaphore = scheduler.Make<Semaphore>("s", 10);
              auto& taken = scheduler.Make<Atomic<int>>("taken", 0);
              for (int task = 0; task < 3; ++task) {
                scheduler.Spawn("t", [&]() -> Task<> {
                  for (int i = 0; i < 8; ++i) {
                    const bool got = co_await semaphore.TryAcquire();
                    if (got) co_await taken.FetchAdd(1);
                  }
                });
              }
              scheduler.Finally("all are taken", [&taken] { return taken.value() == 10; });
            }),
            "");
}

Task<> ReadSome(SharedMutex& mutex, Shared<int>& x, Shared<int>& y, bool tries) {
  for (int i = 0; i < 20; ++i) {
    bool taken = true;
    if (tries) {
      taken = co_await mutex.TryLockShared();
    } else {
      co_await mutex.LockShared();
    }
    if (!taken) continue;
    const int one = co_await x.Load();
    const int two = co_await y.Load();
    if (one != two) throw std::runtime_error("a reader has met a writer");
    co_await mutex.UnlockShared();
  }
}

Task<> WriteSome(SharedMutex& mutex, Shared<int>& x, Shared<int>& y, bool tries) {
  for (int i = 0; i < 20; ++i) {
    bool taken = true;
    if (tries) {
      taken = co_await mutex.TryLock();
    } else {
      co_await mutex.Lock();
    }
    if (!taken) continue;
    co_await x.Update([](int& value) { ++value; });
    co_await y.Update([](int& value) { ++value; });
    co_await mutex.Unlock();
  }
}

void SetUpReaders(Scheduler& scheduler) {
  auto& mutex = scheduler.Make<SharedMutex>("m");
  auto& x = scheduler.Make<Shared<int>>("x", 0);
  auto& y = scheduler.Make<Shared<int>>("y", 0);
  for (const bool tries : {false, true}) {
    scheduler.Spawn("reads", ReadSome(mutex, x, y, tries));
    scheduler.Spawn("writes", WriteSome(mutex, x, y, tries));
  }
}

TEST(SharedMutexOnThreads, KeepsReadersAndWritersApart) {
  EXPECT_EQ(Violation(SetUpReaders), "");
  EXPECT_EQ(Violation(SetUpReaders, /*record=*/true), "");
}

TEST(SharedMutexOnThreads, EndsTheRunWhereAHolderHasEnded) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& mutex = scheduler.Make<SharedMutex>("m");
              auto& latch = scheduler.Make<Latch>("latch", 1);
              scheduler.Spawn("reads", [&]() -> Task<> {
                co_await mutex.LockShared();
                co_await latch.CountDown();
              });
              scheduler.Spawn("writes", [&]() -> Task<> {
                co_await latch.Wait();
                co_await mutex.Lock();
              });
            }),
            "deadlock: writes waits: lock 'm' (read by reads)");
}

TEST(SharedMutexOnThreads, RefusesToGiveBackWhatIsHeldOtherwise) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& mutex = scheduler.Make<SharedMutex>("m");
              scheduler.Spawn("a", [&]() -> Task<> {
                co_await mutex.LockShared();
                co_await mutex.Unlock();
              });
            }),
            "misuse: a: a unlocks 'm', which it does not hold so");
}

TEST(LatchOnThreads, OpensOnceAllHaveCountedDown) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& latch = scheduler.Make<Latch>("latch", 3);
              auto& x = scheduler.Make<Shared<int>>("x", 0);
              scheduler.Spawn("first", [&]() -> Task<> {
                co_await x.Store(1);
                co_await latch.CountDown();
              });
              for (int task = 0; task < 2; ++task) {
                scheduler.Spawn("arrives", [&]() -> Task<> {
                  co_await latch.ArriveAndWait();
                  const int seen = co_await x.Load();
                  if (seen != 1) throw std::runtime_error("it was not open yet");
                });
              }
            }),
            "");
}

TEST(LatchOnThreads, EndsTheRunWhereItStaysShut) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& latch = scheduler.Make<Latch>("latch", 3);
              scheduler.Spawn("a", [&]() -> Task<> { co_await latch.ArriveAndWait(); });
              scheduler.Spawn("b", [&]() -> Task<> { co_await latch.Wait(); });
            }),
            "deadlock: a waits: wait 'latch' (2); b waits: wait 'latch' (2)");
}

Task<> Phases(Barrier& barrier, Shared<int>& own, Shared<int>& next, int phases) {
  for (int phase = 1; phase <= phases; ++phase) {
    co_await own.Store(phase);
    co_await barrier.ArriveAndWait();
    const int seen = co_await next.Load();
    if (seen != phase) throw std::runtime_error("another phase");
    co_await barrier.ArriveAndWait();
  }
  co_await barrier.ArriveAndDrop();
}

void SetUpPhases(Scheduler& scheduler) {
  constexpr int kTasks = 3, kPhases = 10;
  auto& completed = scheduler.Make<int>(0);
  auto& barrier = scheduler.Make<Barrier>("barrier", kTasks, [&completed] { ++completed; });
  Shared<int>* own[kTasks];
  for (auto& one : own) one = &scheduler.Make<Shared<int>>("own", 0);
  for (int task = 0; task < kTasks; ++task) {
    scheduler.Spawn("t", Phases(barrier, *own[task], *own[(task + 1) % kTasks], kPhases));
  }
  scheduler.Finally("every phase has ended", [&] { return completed == 2 * kPhases + 1; });
}

Task<> WaitForAFlag(Mutex& mutex, TimedCondition& condition, Shared<bool>& flag, int& timeouts) {
  co_await mutex.Lock();
  for (bool seen = co_await flag.Load(); !seen; seen = co_await flag.Load()) {
    const bool notified = co_await condition.WaitFor(mutex, std::chrono::milliseconds(1));
    if (!notified) ++timeouts;
  }
  co_await mutex.Unlock();
}

Task<> RaiseAFlag(Mutex& mutex, TimedCondition& condition, Shared<bool>& flag, bool notifies) {
  co_await mutex.Lock();
  co_await flag.Store(true);
  co_await mutex.Unlock();
  if (notifies) co_await condition.NotifyAll();
}

TEST(TimedConditionOnThreads, GoesOnWithoutANotificationToo) {
  for (const bool notifies : {false, true}) {
    EXPECT_EQ(Violation([notifies](Scheduler& scheduler) {
                auto& mutex = scheduler.Make<Mutex>("m");
                auto& condition = scheduler.Make<TimedCondition>("c", false);
                auto& flag = scheduler.Make<Shared<bool>>("flag", false);
                auto& timeouts = scheduler.Make<int>(0);
                scheduler.Spawn("waits", WaitForAFlag(mutex, condition, flag, timeouts));
                scheduler.Spawn("raises", RaiseAFlag(mutex, condition, flag, notifies));
              }),
              "");
  }
}

TEST(TimedConditionOnThreads, EndsTheRunWhereNobodyNotifiesWhoWaitsWithoutATime) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& mutex = scheduler.Make<Mutex>("m");
              auto& condition = scheduler.Make<TimedCondition>("c", false);
              scheduler.Spawn("a", [&]() -> Task<> {
                co_await mutex.Lock();
                co_await condition.Wait(mutex);
              });
            }),
            "unfinished: all others have ended; a waits: wake 'c' (nobody has notified it)");
}

/// Starts a timer of so long, at the run's pace; whether it has fired, and whether it was cancelled
/// in time.
void SetUpTimer(Scheduler& scheduler, std::chrono::microseconds time, bool fires) {
  struct Answers {
    bool fired = false, in_time = false;
  };
  auto& timer = scheduler.Make<Timer>("timer", false);
  auto& started = scheduler.Make<Latch>("started", 1);
  auto& over = scheduler.Make<Latch>("over", fires ? 1 : 0);
  auto& answers = scheduler.Make<Answers>();
  scheduler.Spawn("waits", [&timer, &started, &over, &answers, time]() -> Task<> {
    co_await timer.Start(time);
    co_await started.CountDown();
    answers.fired = co_await timer.Wait();
    if (answers.fired) co_await over.CountDown();
  });
  scheduler.Spawn("cancels", [&timer, &started, &over, &answers]() -> Task<> {
    co_await started.Wait();
    co_await over.Wait();
    answers.in_time = co_await timer.Cancel();
  });
  scheduler.Finally("it fires, or is cancelled in time", [&answers, fires] {
    return answers.fired == fires && answers.in_time == !fires;
  });
}

TEST(TimerOnThreads, FiresOrIsCancelledInTime) {
  using namespace std::chrono_literals;
  const auto violation = [](std::chrono::microseconds time, bool fires) {
    RunOptions options = On(kThreads);
    options.pace = 1;
    return RunReal(ScenarioOf([=](Scheduler& scheduler) { SetUpTimer(scheduler, time, fires); }),
                   options)
        .violation();
  };
  EXPECT_EQ(violation(1ms, true), "");
  EXPECT_EQ(violation(1h, false), "");
}

TEST(TimerOnThreads, EndsTheRunWhereNobodyStartsIt) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& timer = scheduler.Make<Timer>("timer", false);
              scheduler.Spawn("a", [&]() -> Task<> { co_await timer.Wait(); });
            }),
            "unfinished: all others have ended; a waits: wait 'timer' (not started)");
}

TEST(BarrierOnThreads, KeepsPhasesApart) {
  EXPECT_EQ(Violation(SetUpPhases), "");
  EXPECT_EQ(Violation(SetUpPhases, /*record=*/true), "");
}

TEST(BarrierOnThreads, EndsTheRunWhereTooFewArrive) {
  EXPECT_EQ(Violation([](Scheduler& scheduler) {
              auto& barrier = scheduler.Make<Barrier>("barrier", 3);
              for (const char* name : {"a", "b"}) {
                scheduler.Spawn(name, [&]() -> Task<> { co_await barrier.ArriveAndWait(); });
              }
            }),
            "deadlock: a waits: pass 'barrier' (2 of 3 have arrived); b waits: pass 'barrier' (2 "
            "of 3 have arrived)");
}

TEST(BarrierOnThreads, FailsByWhatItsCompletionThrows) {
  const std::string violation = Violation([](Scheduler& scheduler) {
    auto& barrier = scheduler.Make<Barrier>("barrier", 2,
                                            [] { throw std::runtime_error("no phase has ended"); });
    for (int task = 0; task < 2; ++task) {
      scheduler.Spawn("t", [&]() -> Task<> { co_await barrier.ArriveAndWait(); });
    }
  });
  EXPECT_TRUE(violation.starts_with("exception: t: ")) << violation;
}

}  // namespace
}  // namespace heddle::internal
