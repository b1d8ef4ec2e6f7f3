#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/mutex.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

Task<> SleepAll(Clock& clock, const std::vector<int>& pauses) {
  for (const int pause : pauses) co_await clock.Sleep(microseconds(pause));
}

Task<> LockSleepUnlock(Clock& clock, Mutex& mutex) {
  co_await mutex.Lock();
  co_await clock.Sleep(1s);
  co_await mutex.Unlock();
}

TEST(ClockWithoutVirtualTime, MakesASleepNoStep) {
  const std::vector<int> pauses{5, 5};
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", SleepAll(scheduler.Make<Clock>("clock", false), pauses));
  });
  EXPECT_TRUE(run.HasEnded(0));
  EXPECT_EQ(run.world().NowMicroseconds(), 0);
}

TEST(VirtualTime, WakesTheSleeperThatIsDueFirst) {
  const std::vector<int> long_pause{600'000}, short_pause{250'000};
  Clock* clock = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    clock = &scheduler.Make<Clock>("clock", true);
    scheduler.Spawn("late", SleepAll(*clock, long_pause));
    scheduler.Spawn("early", SleepAll(*clock, short_pause));
  });
  EXPECT_EQ(run.Next(1), "wake up clock");
  EXPECT_FALSE(run.Can(0));
  EXPECT_EQ(clock->Describe(), "0.25 s");
  EXPECT_EQ(run.Step(1), "0.25 s");
  EXPECT_TRUE(run.Can(0));
  EXPECT_EQ(clock->Describe(), "0.60 s");
}

TEST(VirtualTime, LetsWhatIsDueAtOneInstantComeInAnyOrder) {
  const std::vector<int> once{30}, thrice{10, 10, 10};
  Stepper run([&](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", true);
    scheduler.Spawn("a", SleepAll(clock, once));
    scheduler.Spawn("b", SleepAll(clock, thrice));
  });
  run.Step(1);
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_TRUE(run.Can(0));
  EXPECT_TRUE(run.Can(1));
}

TEST(VirtualTime, PassesOnlyWhenNobodyCanDoAnythingElse) {
  Mutex* mutex = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", true);
    mutex = &scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", LockSleepUnlock(clock, *mutex));
    scheduler.Spawn("b", LockSleepUnlock(clock, scheduler.Make<Mutex>("another")));
    scheduler.Spawn("c", LockSleepUnlock(clock, *mutex));
  });
  run.Step(0);
  EXPECT_FALSE(run.Can(0)) << "b can still take its mutex";
  EXPECT_EQ(run.world().NowMicroseconds(), 0);
  run.Step(1);
  EXPECT_EQ(run.world().NowMicroseconds(), 1'000'000);
  EXPECT_TRUE(run.Can(0));
  run.Step(0);
  run.Step(0);
  EXPECT_TRUE(run.Can(2));
}

// The oracle: every task wakes at the sums of its pauses, so all wakings in the order of time.
RC_GTEST_PROP(VirtualTime, GivesEverySleeperExactlyItsTimes, ()) {
  const int tasks = Draw(1, 4);
  std::vector<std::vector<int>> pauses(tasks);
  std::vector<std::int64_t> due;
  for (auto& some : pauses) {
    some = DrawSome(Draw(1, 5), 0, 4);
    std::int64_t now = 0;
    for (const int pause : some) due.push_back(now += pause);
  }
  std::sort(due.begin(), due.end());
  Stepper run([&](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", true);
    for (const auto& some : pauses) scheduler.Spawn("t", SleepAll(clock, some));
  });
  std::vector<std::int64_t> woke;
  while (run.world().enabled() != 0) {
    const TaskId task = DrawEnabled(run.world());
    woke.push_back(run.world().NowMicroseconds());
    run.Step(task);
  }
  RC_ASSERT(run.world().unfinished() == 0u);
  RC_ASSERT(woke == due);
}

}  // namespace
}  // namespace heddle::internal
