// A counterexample has the fewest steps of its kind, and among these the fewest switches, whatever
// strategy has met it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "src/search/replay.h"
#include "src/search/trace_builder.h"
#include "tests/search/every_execution.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

Task<> Update(Managed<int>& x, int times) {
  for (int i = 0; i < times; ++i) co_await x.Update([](int& value) { ++value; });
}

/// Two tasks each add 1 so many times, and an update gets lost.
Scenario Adders(int times) {
  return Program([times](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("one", Update(x, times));
    scheduler.Spawn("two", Update(x, times));
    scheduler.Finally("nothing is lost", [&x, times]() -> Failure {
      if (x.value() == 2 * times) return {};
      return "x is " + std::to_string(x.value());
    });
  });
}

Task<> Dine(Mutex& first, Mutex& second, Managed<int>& meals) {
  co_await meals.Update([](int& value) { ++value; });
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

Scenario Philosophers() {
  return Program([](Scheduler& scheduler) {
    auto& left = scheduler.Make<Mutex>("left");
    auto& right = scheduler.Make<Mutex>("right");
    auto& meals = scheduler.Make<Managed<int>>("meals");
    scheduler.Spawn("one", Dine(left, right, meals));
    scheduler.Spawn("two", Dine(right, left, meals));
  });
}

Task<> Wait(Mutex& mutex, Condition& ready) {
  co_await mutex.Lock();
  co_await ready.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> Notify(Mutex& mutex, Condition& ready, Managed<int>& other) {
  co_await other.Load();
  co_await mutex.Lock();
  co_await ready.NotifyOne();
  co_await mutex.Unlock();
  co_await other.Load();
}

Scenario LostWakeup() {
  return Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& ready = scheduler.Make<Condition>("ready");
    auto& other = scheduler.Make<Managed<int>>("other");
    scheduler.Spawn("waiter", Wait(mutex, ready));
    scheduler.Spawn("notifier", Notify(mutex, ready, other));
  });
}

Task<> StoreAfter(Mutex& mutex, Shared<int>& x, bool before) {
  if (before) co_await x.Store(1);
  co_await mutex.Lock();
  co_await mutex.Unlock();
  if (!before) co_await x.Store(2);
}

Task<> TakeAndGive(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Unlock();
}

/// A lock orders the stores in some executions, and in others not.
Scenario RacesUnlessOrdered() {
  return Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& x = scheduler.Make<Shared<int>>("x");
    scheduler.Spawn("before", StoreAfter(mutex, x, true));
    scheduler.Spawn("third", TakeAndGive(mutex));
    scheduler.Spawn("after", StoreAfter(mutex, x, false));
  });
}

Task<> ThrowIfSeen(Managed<int>& x, Managed<int>& y) {
  const int seen_first = co_await x.Load();
  const int seen_last = co_await y.Load();
  if (seen_first == 1 && seen_last == 2) throw 1;
}

Scenario Throws() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& y = scheduler.Make<Managed<int>>("y");
    scheduler.Spawn("writes x", Update(x, 3));
    scheduler.Spawn("writes y", Update(y, 3));
    scheduler.Spawn("reads", ThrowIfSeen(x, y));
  });
}

std::string InWords(Length length) {
  return std::to_string(length.first) + " steps, " + std::to_string(length.second) + " switches";
}

Length LengthOf(const Trace& trace) {
  return {static_cast<int>(trace.steps.size()), CountSwitches(trace)};
}

struct Case {
  const char* name;
  Scenario scenario;
};

class MinimisedCounterexample : public testing::TestWithParam<const char*> {};

TEST_P(MinimisedCounterexample, IsAsShortAsBruteForceSays) {
  const Case cases[] = {{"adders", Adders(2)},
                        {"philosophers", Philosophers()},
                        {"lost wakeup", LostWakeup()},
                        {"race", RacesUnlessOrdered()},
                        {"throws", Throws()}};
  for (const Case& one : cases) {
    SCOPED_TRACE(one.name);
    const Parameters parameters = one.scenario.Configure({});
    const auto truth = GoThroughEveryExecution(one.scenario, parameters, "", {}, 1'000'000);
    ASSERT_TRUE(truth.has_value());
    for (const bool keep_going : {false, true}) {
      ExploreOptions options;
      options.strategy = GetParam();
      options.keep_going = keep_going;
      const Exploration found = Explore(one.scenario, options);
      ASSERT_TRUE(found.violation.has_value());
      ASSERT_TRUE(truth->shortest.contains(found.violation->kind)) << found.violation->kind;
      ASSERT_TRUE(found.minimised.has_value());
      EXPECT_TRUE(found.minimised->shortest) << found.minimised->remark;
      EXPECT_EQ(InWords(LengthOf(*found.trace)),
                InWords(truth->shortest.at(found.violation->kind)));
      EXPECT_EQ(found.trace->violation, found.violation);
      EXPECT_EQ(Replay(one.scenario, *found.trace), *found.trace);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Strategies, MinimisedCounterexample,
                         testing::Values("states", "dpor", "all", "count", "random", "pct", "pos"),
                         [](const auto& info) { return std::string(info.param); });

TEST(Minimise, SaysHowLongTheFirstOneWas) {
  ExploreOptions options;
  options.strategy = "random";
  options.minimise_seconds = 0;
  const Exploration first = Explore(Throws(), options);
  EXPECT_FALSE(first.minimised.has_value());
  options.minimise_seconds = 10;
  const Exploration found = Explore(Throws(), options);
  ASSERT_TRUE(found.minimised.has_value());
  // x is written once, by a load and a store, and y twice; then both are read.
  EXPECT_EQ(InWords(LengthOf(*found.trace)), "8 steps, 2 switches");
  EXPECT_GT(found.minimised->steps, 8);
  EXPECT_EQ(found.violations, first.violations);
  EXPECT_EQ(found.executions, first.executions);
  EXPECT_EQ(found.steps, first.steps);
}

TEST(Minimise, LeavesStepsOutWhereThereAreTooManyStates) {
  ExploreOptions options;
  options.strategy = "random";
  options.minimise_seconds = 0;
  const Scenario scenario = Throws();
  const Exploration met = Explore(scenario, options);
  ASSERT_TRUE(met.trace.has_value());
  ExplainBudget budget;
  budget.states = 10;
  Trace longer = *met.trace;
  const MinimalTrace shorter = Minimise(scenario, longer, budget);
  EXPECT_FALSE(shorter.minimised.shortest);
  EXPECT_THAT(shorter.minimised.remark, HasSubstr("too many states"));
  EXPECT_EQ(shorter.minimised.steps, static_cast<int>(longer.steps.size()));
  ASSERT_TRUE(shorter.trace.violation.has_value());
  EXPECT_EQ(shorter.trace.violation->kind, "exception");
  EXPECT_EQ(InWords(LengthOf(shorter.trace)), "8 steps, 2 switches");
}

TEST(Minimise, MakesWhatReachesAnOutcomeShortToo) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("one", Update(x, 2));
        scheduler.Spawn("two", Update(x, 2));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
  for (const char* strategy : {"states", "dpor", "random"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "x";
    options.reach = "2";
    const Exploration found = Explore(scenario, options);
    ASSERT_TRUE(found.reached.has_value());
    EXPECT_EQ(found.reached->outcome, "2");
    ASSERT_TRUE(found.reached_minimised.has_value());
    EXPECT_TRUE(found.reached_minimised->shortest) << found.reached_minimised->remark;
    // One task loads, the other does all that it does, and the first goes on from what it has.
    EXPECT_EQ(InWords(LengthOf(*found.reached)), "8 steps, 2 switches");
  }
}

/// So many steps of each task in turn: {{0, 2}, {1, 3}}.
std::vector<Transition> InTurns(const std::vector<std::pair<int, int>>& turns) {
  std::vector<Transition> transitions;
  for (const auto& [task, steps] : turns) {
    transitions.insert(transitions.end(), steps, {static_cast<std::uint8_t>(task), 0});
  }
  return transitions;
}

TEST(Minimise, LeavesOutStepsThatHaveNoPartInIt) {
  const Scenario scenario = Throws();
  // x is read when it is 1, and then written on for nothing.
  const Trace longer = BuildTrace(scenario, scenario.Configure({}), "",
                                  InTurns({{0, 2}, {2, 1}, {0, 4}, {1, 4}, {2, 1}}), 100);
  ASSERT_EQ(longer.steps.size(), 12u);
  ExplainBudget budget;
  budget.states = 10;
  const MinimalTrace shorter = Minimise(scenario, longer, budget);
  EXPECT_FALSE(shorter.minimised.shortest);
  EXPECT_EQ(InWords(LengthOf(shorter.trace)), "8 steps, 2 switches");
}

TEST(Minimise, PrefersTheFirstTasksWhereAllElseIsEqual) {
  for (const char* strategy : {"states", "random"}) {
    ExploreOptions options;
    options.strategy = strategy;
    const Exploration found = Explore(Adders(1), options);
    ASSERT_TRUE(found.trace.has_value());
    EXPECT_EQ(TransitionsOf(*found.trace), InTurns({{0, 1}, {1, 2}, {0, 1}}));
  }
}

TEST(Minimise, RefusesATraceInWhichNothingGoesWrong) {
  Trace trace;
  trace.scenario = "program";
  try {
    Minimise(Throws(), trace);
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "nothing goes wrong in the trace: there is nothing to minimise");
  }
}

}  // namespace
}  // namespace heddle::internal
