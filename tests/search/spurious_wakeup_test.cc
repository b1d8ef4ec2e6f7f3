// Wakeups for no reason, where they are asked for: choices of the condition itself.

#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <string>

#include "src/trace/trace_text.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

const Strategy kStrategies[] = {"states", "dpor", "count", "all"};

Task<> Await(Mutex& mutex, Condition& condition, Shared<bool>& flag, bool once, bool& met) {
  co_await mutex.Lock();
  for (met = co_await flag.Load(); !met; met = co_await flag.Load()) {
    co_await condition.Wait(mutex);
    if (!once) continue;
    met = co_await flag.Load();
    break;
  }
  co_await mutex.Unlock();
}

Task<> Raise(Mutex& mutex, Condition& condition, Shared<bool>& flag) {
  co_await mutex.Lock();
  co_await flag.Store(true);
  co_await condition.NotifyOne();
  co_await mutex.Unlock();
}

/// One waits for a flag, by `if` or by `while`, and one raises it.
Scenario AFlag(bool once) {
  return Program(
      [once](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("m");
        auto& condition = scheduler.Make<Condition>("c");
        auto& flag = scheduler.Make<Shared<bool>>("flag", false);
        auto& met = scheduler.Make<bool>(false);
        scheduler.Spawn("waits", Await(mutex, condition, flag, once, met));
        scheduler.Spawn("raises", Raise(mutex, condition, flag));
        scheduler.Finally("the flag is met", [&met] { return met; });
        scheduler.Observe("met", [&met](std::string& out) { out += met ? "met" : "not met"; });
      },
      {"met"});
}

Exploration Explored(const Scenario& scenario, Strategy strategy, int wakeups) {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = "met";
  options.spurious_wakeups = wakeups;
  return Explore(scenario, options);
}

TEST(SpuriousWakeups, AreNoneUnlessTheyAreAskedFor) {
  for (const Strategy& strategy : kStrategies) {
    const Exploration found = Explored(AFlag(/*once=*/true), strategy, 0);
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
  }
}

TEST(SpuriousWakeups, ShowThatWhoHasWaitedMustLookAgain) {
  for (const Strategy& strategy : kStrategies) {
    const Exploration found = Explored(AFlag(/*once=*/true), strategy, 1);
    ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated) << NameOf(strategy);
    EXPECT_EQ(found.outcome_count, 2u) << NameOf(strategy);
    const Exploration loop = Explored(AFlag(/*once=*/false), strategy, 1);
    EXPECT_EQ(loop.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    EXPECT_TRUE(loop.complete) << NameOf(strategy);
  }
}

TEST(SpuriousWakeups, AreNoMoreThanWereAskedFor) {
  // Before the flag is there, the waiter looks, and looks once more for each of them.
  const auto longest = [](int wakeups) {
    ExploreOptions options;
    options.strategy = "all";
    options.observe = "met";
    options.spurious_wakeups = wakeups;
    const Exploration found = Explore(AFlag(/*once=*/false), options);
    EXPECT_TRUE(found.complete) << wakeups;
    return *found.executions;
  };
  EXPECT_LT(longest(0), longest(1));
  EXPECT_LT(longest(1), longest(2));
}

TEST(SpuriousWakeups, AreSeenInATraceThatRunsAgain) {
  const Exploration found = Explored(AFlag(/*once=*/true), "states", 1);
  ASSERT_TRUE(found.trace.has_value());
  int spurious = 0;
  for (const TraceStep& step : found.trace->steps)
    spurious += step.choice_kind == "spurious" ? 1 : 0;
  EXPECT_EQ(spurious, 1);
  EXPECT_NE(TraceText(*found.trace).find("wait c spuriously"), std::string::npos);
}

TEST(SpuriousWakeups, AreAskedForByANumberThatACountCanHold) {
  for (const int wakeups : {-1, 256}) {
    EXPECT_THROW(Explored(AFlag(true), "states", wakeups), UsageError) << wakeups;
  }
}

}  // namespace
}  // namespace heddle::internal
