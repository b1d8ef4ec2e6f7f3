#include <gtest/gtest.h>
#include <heddle/mutex.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> LockAndUnlock(Mutex& mutex, int times) {
  for (int i = 0; i < times; ++i) {
    co_await mutex.Lock();
    co_await mutex.Unlock();
  }
}

Task<> LockTwice(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Lock();
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

TEST(Mutex, BlocksOthersWhileOneHoldsIt) {
  Mutex* mutex = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    mutex = &scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", LockAndUnlock(*mutex, 1));
    scheduler.Spawn("b", LockAndUnlock(*mutex, 1));
  });
  EXPECT_EQ(mutex->Describe(), "free");
  EXPECT_TRUE(run.Can(0));
  EXPECT_TRUE(run.Can(1));
  EXPECT_EQ(run.Next(1), "lock m");
  run.Step(1);
  EXPECT_EQ(mutex->Describe(), "held by b");
  EXPECT_FALSE(run.Can(0));
  EXPECT_EQ(run.Next(1), "unlock m");
  run.Step(1);
  EXPECT_TRUE(mutex->free());
  EXPECT_TRUE(run.Can(0));
}

TEST(Mutex, IsMisusedByLockingWhatOneHolds) {
  Stepper run(
      [](Scheduler& scheduler) { scheduler.Spawn("a", LockTwice(scheduler.Make<Mutex>("m"))); });
  run.Step(0);
  ASSERT_TRUE(run.Can(0)) << "or it would be reported as a deadlock";
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a locks 'm', which it holds already");
  EXPECT_TRUE(run.HasEnded(0));
}

TEST(Mutex, IsMisusedByUnlockingWhatNobodyHolds) {
  Stepper run(
      [](Scheduler& scheduler) { scheduler.Spawn("a", UnlockOnly(scheduler.Make<Mutex>("m"))); });
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a unlocks 'm', which it does not hold");
}

TEST(Mutex, IsMisusedByUnlockingWhatAnotherHoldsAndStaysHeld) {
  Mutex* mutex = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    mutex = &scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", LockAndUnlock(*mutex, 1));
    scheduler.Spawn("b", UnlockOnly(*mutex));
  });
  run.Step(0);
  run.Step(1);
  EXPECT_EQ(run.failure(), "misuse: b: b unlocks 'm', which it does not hold");
  EXPECT_EQ(mutex->Describe(), "held by a");
}

TEST(Mutex, LeavesADeadlockWhereItsHolderHasEnded) {
  Stepper run([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", [](Mutex& taken) -> Task<> { co_await taken.Lock(); }(mutex));
    scheduler.Spawn("b", LockAndUnlock(mutex, 1));
  });
  run.Step(0);
  EXPECT_EQ(run.world().enabled(), 0u);
  EXPECT_EQ(run.End(), "deadlock: b waits: lock 'm' (held by a)");
}

Task<> TryOnce(Mutex& mutex, int& got) {
  const bool taken = co_await mutex.TryLock();
  got = taken ? 1 : 0;
  if (got == 1) co_await mutex.Unlock();
}

TEST(Mutex, IsTakenByATryLockOnlyWhereItIsFree) {
  int got = -1;
  Mutex* mutex = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    mutex = &scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", LockAndUnlock(*mutex, 1));
    scheduler.Spawn("b", TryOnce(*mutex, got));
  });
  EXPECT_EQ(run.Next(1), "try-lock m");
  run.Step(0);
  EXPECT_TRUE(run.Can(1)) << "it does not wait";
  EXPECT_EQ(run.Step(1), "false");
  EXPECT_EQ(got, 0);
  EXPECT_TRUE(run.HasEnded(1));
  run.world().Start();
  EXPECT_EQ(run.Step(1), "true");
  EXPECT_EQ(mutex->Describe(), "held by b");
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_EQ(mutex->Describe(), "free");
}

TEST(Mutex, IsMisusedByTryingToLockWhatOneHolds) {
  int got = -1;
  Stepper run([&](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", [&]() -> Task<> {
      co_await mutex.Lock();
      const bool taken = co_await mutex.TryLock();
      got = taken ? 1 : 0;
    });
  });
  run.Step(0);
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a locks 'm', which it holds already");
}

TEST(Mutex, SaysWhatAcquiresAndWhatReleases) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("a", LockAndUnlock(scheduler.Make<Mutex>("m"), 1));
  });
  Access lock = run.world().footprint(0).first;
  EXPECT_EQ(lock.mode, Mode::kWrite);
  EXPECT_TRUE(lock.acquires);
  EXPECT_FALSE(lock.releases);
  run.Step(0);
  Access unlock = run.world().footprint(0).first;
  EXPECT_EQ(unlock.mode, Mode::kWrite);
  EXPECT_FALSE(unlock.acquires);
  EXPECT_TRUE(unlock.releases);
}

RC_GTEST_PROP(Mutex, IsHeldByOneAtATimeUntilAllHaveHadIt, ()) {
  const int tasks = Draw(1, 4);
  const int times = Draw(1, 3);
  Stepper run([&](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    for (int i = 0; i < tasks; ++i) scheduler.Spawn("t", LockAndUnlock(mutex, times));
  });
  int holder = -1;
  int steps = 0;
  while (run.world().enabled() != 0) {
    for (int task = 0; task < tasks; ++task) {
      if (run.HasEnded(task)) continue;
      RC_ASSERT(run.Can(task) == (holder == -1 || holder == task));
    }
    const int task = DrawEnabled(run.world());
    run.Step(task);
    ++steps;
    holder = holder == -1 ? task : -1;
  }
  RC_ASSERT(steps == 2 * tasks * times);
  RC_ASSERT(run.End() == "");
}

}  // namespace
}  // namespace heddle::internal
