// What an exploration finds, and how it says so, on programs whose behaviours are known.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/shared.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Verdict = Exploration::Verdict;

Task<> Add(Managed<int>& x, int amount) {
  co_await x.Update([amount](int& value) { value += amount; });
}

/// Two tasks add 1 and 10 to x, each by a load and a store.
Scenario Adders() {
  return Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("one", Add(x, 1));
        scheduler.Spawn("ten", Add(x, 10));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        scheduler.Finally("nothing is lost", [&x]() -> Failure {
          if (x.value() == 11) return {};
          return "x is " + std::to_string(x.value());
        });
      },
      {"x"});
}

std::vector<std::string> Listed(const Exploration& found) {
  std::vector<std::string> lines;
  const auto outcomes = found.outcomes.value();
  for (const auto& outcome : outcomes) {
    lines.push_back(outcome.value + ": " + ToString(outcome.executions));
  }
  return lines;
}

std::uint64_t Number(const std::optional<ExecutionCount>& count) {
  return static_cast<std::uint64_t>(count.value());
}

TEST(Explore, CountsTheExecutionsOfEachOutcomeOfWhichThereAreAsManyAsTheStrategyVisits) {
  const Exploration all = ExploreAllOf(Adders(), "all", "x");
  EXPECT_EQ(Number(all.executions), 6u);
  EXPECT_THAT(Listed(all), ElementsAre("1: 2", "10: 2", "11: 2"));
  EXPECT_EQ(all.outcome_count, 3u);
  EXPECT_EQ(all.violations, 4u);
  EXPECT_FALSE(all.states.has_value());
  for (const Strategy strategy : {"dpor", "count"}) {
    const Exploration traces = ExploreAllOf(Adders(), strategy, "x");
    EXPECT_EQ(Number(traces.executions), 4u);
    EXPECT_THAT(Listed(traces), ElementsAre("1: 1", "10: 1", "11: 2"));
  }
}

TEST(Explore, CountsTheStatesAndTheirOutcomes) {
  // Each task is about to load, to store (what it has loaded), or has ended.
  const Exploration found = ExploreAllOf(Adders(), "states", "x");
  // Before any store there are 4; after that of `one`, `ten` is to load, or to store 10 or 11,
  // which makes 3; likewise after that of `ten`; and there are 3 ends.
  EXPECT_EQ(found.states, 13u);
  EXPECT_FALSE(found.executions.has_value());
  EXPECT_EQ(found.outcome_count, 3u);
  EXPECT_EQ(found.violations, 2u);
}

TEST(Explore, FindsTheSameStatesByAllOfTheirBytes) {
  ExploreOptions options;
  options.observe = "x";
  const Exploration hashed = Explore(Adders(), options);
  options.whole_states = true;
  const Exploration whole = Explore(Adders(), options);
  EXPECT_EQ(whole.states, hashed.states);
  EXPECT_EQ(whole.steps, hashed.steps);
  EXPECT_EQ(whole.trace, hashed.trace);
  EXPECT_EQ(Listed(whole), Listed(hashed));
}

TEST(Explore, FindsTheSameWithoutSnapshots) {
  for (const Strategy strategy : {"all", "dpor", "random", "pct", "pos"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "x";
    options.samples = 50;
    const Exploration with = Explore(Adders(), options);
    options.memory = Memory::kHeap;
    const Exploration without = Explore(Adders(), options);
    EXPECT_EQ(Number(without.executions), Number(with.executions)) << NameOf(strategy);
    EXPECT_EQ(without.steps, with.steps) << NameOf(strategy);
    EXPECT_EQ(without.trace, with.trace) << NameOf(strategy);
    EXPECT_EQ(Listed(without), Listed(with)) << NameOf(strategy);
  }
}

TEST(Explore, StopsAtTheFirstViolationUnlessItIsToKeepGoing) {
  ExploreOptions options;
  options.strategy = "all";
  const Exploration first = Explore(Adders(), options);
  EXPECT_EQ(first.verdict, Verdict::kViolated);
  EXPECT_FALSE(first.complete);
  EXPECT_LT(Number(first.executions), 6u);
  options.keep_going = true;
  const Exploration every = Explore(Adders(), options);
  EXPECT_EQ(every.verdict, Verdict::kViolated);
  EXPECT_TRUE(every.complete);
  EXPECT_EQ(Number(every.executions), 6u);
  EXPECT_FALSE(every.outcomes.has_value());
}

Task<> StoreOne(Shared<int>& x) { co_await x.Store(1); }

TEST(Explore, CountsTheExecutionThatItStopsIn) {
  // Wrong in the middle of the very first execution.
  const Scenario race = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    for (int i = 0; i < 3; ++i) scheduler.Spawn("task", StoreOne(x));
  });
  for (const Strategy strategy : {"all", "dpor", "random", "pct", "pos"}) {
    ExploreOptions options;
    options.strategy = strategy;
    const Exploration found = Explore(race, options);
    EXPECT_EQ(found.violation.value().kind, "data-race") << NameOf(strategy);
    EXPECT_EQ(Number(found.executions), 1u) << NameOf(strategy);
    EXPECT_EQ(found.violations, 1u) << NameOf(strategy);
    const Exploration lost = Explore(Adders(), options);  // wrong at an end
    EXPECT_EQ(lost.violation.value().kind, "final") << NameOf(strategy);
    EXPECT_GE(Number(lost.executions), 1u) << NameOf(strategy);
    EXPECT_EQ(lost.violations, 1u) << NameOf(strategy);
  }
}

TEST(Explore, StopsAtALimitWithWhatItHasSoFar) {
  ExploreOptions options;
  options.strategy = "all";
  options.observe = "x";
  options.limit_executions = 3;
  const Exploration found = Explore(Adders(), options);
  EXPECT_EQ(Number(found.executions), 3u);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.remark, "stopped by the limit of 3 executions");
  EXPECT_EQ(found.verdict, Verdict::kViolated);  // one of the three lost something
}

Task<> LoadOnly(Managed<int>& x) { co_await x.Load(); }

TEST(Explore, IsStoppedIfNothingWentWrongUpToTheLimit) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    for (int i = 0; i < 3; ++i) scheduler.Spawn("task", LoadOnly(x));
  });
  for (const Strategy strategy : {"all", "states"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.limit_executions = 2;
    const Exploration stopped = Explore(scenario, options);
    EXPECT_EQ(stopped.verdict, Verdict::kStopped) << NameOf(strategy);
    EXPECT_FALSE(stopped.complete);
    EXPECT_THAT(stopped.remark, HasSubstr("the limit of 2"));
    options.limit_executions = 0;
    const Exploration whole = Explore(scenario, options);
    EXPECT_EQ(whole.verdict, Verdict::kHolds) << NameOf(strategy);
    EXPECT_TRUE(whole.complete);
    EXPECT_THAT(whole.remark, IsEmpty());
  }
}

TEST(Explore, AtRandomDrawsAsManyAsAskedForAndIsNeverComplete) {
  ExploreOptions options;
  options.strategy = "random";
  options.observe = "x";
  options.samples = 100;
  options.seed = 7;
  const Exploration found = Explore(Adders(), options);
  EXPECT_EQ(Number(found.executions), 100u);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(Listed(Explore(Adders(), options)), Listed(found));
  options.seed = 8;
  EXPECT_NE(Listed(Explore(Adders(), options)), Listed(found));
}

TEST(Explore, AtRandomHoldsButIsNotComplete) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    scheduler.Spawn("task", LoadOnly(scheduler.Make<Managed<int>>("x")));
  });
  ExploreOptions options;
  options.strategy = "random";
  options.samples = 5;
  const Exploration found = Explore(scenario, options);
  EXPECT_EQ(found.verdict, Verdict::kHolds);
  EXPECT_FALSE(found.complete);
}

TEST(Explore, ReachesAnOutcomeByAShortestExecution) {
  for (const Strategy strategy : {"states", "dpor", "all", "count"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "x";
    options.reach = "10";
    const Exploration found = Explore(Adders(), options);
    ASSERT_TRUE(found.reached.has_value()) << NameOf(strategy);
    EXPECT_EQ(found.reached->outcome, "10");
    EXPECT_EQ(found.reached->steps.size(), 4u);
    options.reach = "12";
    EXPECT_FALSE(Explore(Adders(), options).reached.has_value()) << NameOf(strategy);
  }
}

TEST(Explore, ListsOutcomesOnlyUpToAsManyAsAskedFor) {
  ExploreOptions options;
  options.observe = "x";
  options.list_outcomes = 2;
  const Exploration found = Explore(Adders(), options);
  EXPECT_FALSE(found.outcomes.has_value());
  EXPECT_EQ(found.outcome_count, 3u);
}

std::string RefusalOf(const ExploreOptions& options) {
  try {
    Explore(Adders(), options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Explore, RefusesOptionsThatDoNotGoTogether) {
  ExploreOptions options;
  options.observe = "y";
  EXPECT_THAT(RefusalOf(options), HasSubstr("program has no observer 'y'"));
  options.observe.clear();
  options.reach = "1";
  EXPECT_THAT(RefusalOf(options), HasSubstr("needs an observer"));
  options.reach.reset();
  options.memory = Memory::kHeap;
  EXPECT_EQ(
      RefusalOf(options),
      "the strategy states needs snapshots: a state is their bytes; without them use all, dpor, "
      "pct, pos or random");
  options.strategy = "all";
  options.whole_states = true;
  EXPECT_EQ(RefusalOf(options), "whole states are for the strategy states, not for heddle all");
  options.whole_states = false;
  options.pct_depth = 0;
  EXPECT_EQ(RefusalOf(options), "the depth of pct must be 1 to 100, not 0");
}

TEST(Strategy, IsKnownByItsName) {
  for (const char* name : {"states", "dpor", "all", "count", "random", "pct", "pos"}) {
    EXPECT_EQ(NameOf(StrategyNamed(name)), name);
  }
  EXPECT_THROW(StrategyNamed("dfs"), UsageError);
}

}  // namespace
}  // namespace heddle::internal
