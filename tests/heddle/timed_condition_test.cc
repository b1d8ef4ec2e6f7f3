#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>
#include <heddle/timed_condition.h>

#include <chrono>
#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;

Task<> WaitAWhile(Mutex& mutex, TimedCondition& condition, std::chrono::microseconds time,
                  int& notified) {
  co_await mutex.Lock();
  const bool was_notified = co_await condition.WaitFor(mutex, time);
  notified = was_notified ? 1 : 0;
  co_await mutex.Unlock();
}

Task<> SleepAndNotify(Clock& clock, TimedCondition& condition, std::chrono::microseconds pause) {
  co_await clock.Sleep(pause);
  co_await condition.NotifyOne();
}

/// A waiter for 5 µs, and a notifier that sleeps first, where time is virtual.
struct Timed {
  explicit Timed(std::chrono::microseconds pause)
      : run([this, pause](Scheduler& scheduler) {
          auto& mutex = scheduler.Make<Mutex>("m");
          auto& condition = scheduler.Make<TimedCondition>("c", /*virtual_time=*/true);
          auto& clock = scheduler.Make<Clock>("clock", /*virtual_time=*/true);
          scheduler.Spawn("waiter", WaitAWhile(mutex, condition, 5us, notified));
          scheduler.Spawn("notifier", SleepAndNotify(clock, condition, pause));
        }) {}
  int notified = -1;
  Stepper run;
};

TEST(TimedCondition, WakesByANotificationThatComesInTime) {
  Timed timed(3us);
  timed.run.Step(0);
  EXPECT_EQ(timed.run.Next(0), "wait for c");
  timed.run.Step(0);
  EXPECT_FALSE(timed.run.Can(0));
  ASSERT_TRUE(timed.run.Can(1)) << "time has passed to 3";
  timed.run.Step(1);
  EXPECT_EQ(timed.run.Step(1), "waiter");
  EXPECT_EQ(timed.run.Step(0), "notified");
  EXPECT_EQ(timed.notified, 1);
}

TEST(TimedCondition, WakesByItselfAtJustItsTime) {
  Timed timed(8us);
  for (const int task : {0, 0}) timed.run.Step(task);
  EXPECT_FALSE(timed.run.Can(1)) << "time has passed to 5, and not to 8";
  ASSERT_TRUE(timed.run.Can(0));
  EXPECT_EQ(timed.run.Next(0), "wake c");
  EXPECT_EQ(timed.run.Step(0), "0.00 s");
  EXPECT_EQ(timed.notified, 0);
  timed.run.Step(0);
  timed.run.Step(1);
  EXPECT_EQ(timed.run.Step(1), "nobody");
}

Task<> NotifyOnce(TimedCondition& condition) { co_await condition.NotifyOne(); }

Task<> WaitUntimed(Mutex& mutex, TimedCondition& condition) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

TEST(TimedCondition, WakesAtAnyMomentWhereTimeIsNotVirtual) {
  int notified = -1;
  Stepper run([&](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    auto& condition = scheduler.Make<TimedCondition>("c", /*virtual_time=*/false);
    scheduler.Spawn("waiter", WaitAWhile(mutex, condition, 5us, notified));
    scheduler.Spawn("other", WaitUntimed(mutex, condition));
    scheduler.Spawn("notifier", NotifyOnce(condition));
  });
  for (const int task : {0, 0, 1}) run.Step(task);
  EXPECT_FALSE(run.Can(0)) << "the mutex is not free";
  run.Step(1);
  EXPECT_TRUE(run.Can(0));
  EXPECT_FALSE(run.Can(1)) << "who waits without a time waits to be notified";
  run.Step(0);
  EXPECT_EQ(notified, 0);
  EXPECT_EQ(run.world().Choices(2), 1) << "it waits no more";
  EXPECT_EQ(run.Step(2), "other");
}

TEST(TimedCondition, SaysInATraceThatItsTimeIsOver) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    auto& condition = scheduler.Make<TimedCondition>("c", false);
    auto& notified = scheduler.Make<int>(-1);
    scheduler.Spawn("waiter", WaitAWhile(mutex, condition, 5us, notified));
    scheduler.Finally("it is notified", [&notified] { return notified == 1; });
  });
  const Exploration found = ExploreAllOf(scenario, "states");
  ASSERT_TRUE(found.trace.has_value());
  EXPECT_EQ(found.trace->steps[2].choice_kind, "timeout");
}

/// Two who wait, one of them for a while, and a notifier; whom it woke is an outcome.
Scenario Waiters(bool virtual_time, int sleep) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("m");
        auto& condition = scheduler.Make<TimedCondition>("c", virtual_time);
        auto& clock = scheduler.Make<Clock>("clock", virtual_time);
        auto& notified = scheduler.Make<std::array<int, 2>>();
        notified = {-1, -1};
        TaskTraits traits;
        traits.may_be_abandoned = true;
        scheduler.Spawn("a", WaitAWhile(mutex, condition, 2us, notified[0]), traits);
        scheduler.Spawn("b", WaitAWhile(mutex, condition, 3us, notified[1]), traits);
        scheduler.Spawn("notifier",
                        SleepAndNotify(clock, condition, std::chrono::microseconds(sleep)));
        scheduler.Observe("who", [&notified](std::string& out) {
          out += std::to_string(notified[0]) + "," + std::to_string(notified[1]);
        });
      },
      {"who"});
}

TEST(TimedCondition, IsExploredAlikeByEveryStrategy) {
  for (const bool virtual_time : {false, true}) {
    for (int sleep = 1; sleep <= 4; ++sleep) {
      const Scenario scenario = Waiters(virtual_time, sleep);
      const auto truth = RunEveryWay(scenario, "who", 100'000);
      ASSERT_TRUE(truth.has_value());
      for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
        const Exploration found = ExploreAllOf(scenario, strategy, "who");
        EXPECT_TRUE(found.complete) << NameOf(strategy);
        EXPECT_EQ(found.outcome_count, truth->outcomes.size())
            << NameOf(strategy) << " " << virtual_time << " " << sleep;
        if (strategy == "all") {
          EXPECT_EQ(found.executions, truth->interleavings);
        }
        if (strategy == "dpor") {
          EXPECT_EQ(found.executions, truth->traces.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace heddle::internal
