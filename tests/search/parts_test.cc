// An exploration in parts comes to what the whole comes to.

#include "src/search/parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <heddle/shared.h>
#include <rapidcheck.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/sanitizer.h"
#include "tests/search/many_programs.h"
#include "tests/search/random_program.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using Counts = std::map<std::string, ExecutionCount>;

Counts CountsOf(const Exploration& found) {
  Counts counts;
  for (const Outcome& outcome : found.outcomes.value()) {
    counts[outcome.value] = outcome.executions;
  }
  return counts;
}

/// Everything that is not time or memory.
void CheckSame(const Exploration& parts, const Exploration& whole) {
  RC_ASSERT(parts.verdict == whole.verdict);
  RC_ASSERT(parts.complete == whole.complete);
  RC_ASSERT(parts.complete_sc == whole.complete_sc);
  RC_ASSERT(parts.remark == whole.remark);
  RC_ASSERT((parts.executions == whole.executions));
  RC_ASSERT(parts.steps == whole.steps);
  RC_ASSERT(parts.violations == whole.violations);
  RC_ASSERT((CountsOf(parts) == CountsOf(whole)));
  RC_ASSERT(parts.outcome_count == whole.outcome_count);
  RC_ASSERT((parts.violation == whole.violation));
  RC_ASSERT((parts.trace == whole.trace));
  RC_ASSERT((parts.reached == whole.reached));
}

ExploreOptions By(Strategy strategy) {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = kEverything;
  options.list_outcomes = 100'000;
  return options;
}

constexpr int kPrograms = kIsSanitized ? 10 : 60;

TEST(Parts, OfAllInterleavingsAddUpToTheWhole) {
  EXPECT_TRUE(HoldsForMany(kPrograms, "parts by prefixes add up", [] {
    const RandomProgram program = *AnyProgram(
        {.sleeps = true, .frees = true, .orders = true, .spins = true, .crashes = true});
    const Scenario scenario = AsScenario(program, /*may_be_abandoned=*/true);
    ExploreOptions options = By("all");
    const Exploration whole = Explore(scenario, options);
    // The last outcome, which may come up late.
    if (!whole.outcomes->empty()) options.reach = whole.outcomes->back().value;
    const int parts = *rc::gen::inRange(1, 40);
    CheckSame(ExploreInParts(scenario, scenario.Configure({}), options, parts),
              Explore(scenario, options));
  }));
}

TEST(Parts, OfSamplesAddUpToTheWhole) {
  EXPECT_TRUE(HoldsForMany(kPrograms, "parts of samples add up", [] {
    const RandomProgram program = *AnyProgram(
        {.sleeps = true, .frees = true, .orders = true, .spins = true, .crashes = true});
    const Scenario scenario = AsScenario(program, /*may_be_abandoned=*/true);
    for (const Strategy strategy : {"random", "pct", "pos"}) {
      RC_LOG() << NameOf(strategy) << "\n";
      ExploreOptions options = By(strategy);
      options.samples = *rc::gen::inRange(1, 60);
      options.first_sample = *rc::gen::inRange(0, 1000);
      options.seed = *rc::gen::inRange(0, 1000);
      const int parts = *rc::gen::inRange(1, 10);
      CheckSame(ExploreInParts(scenario, scenario.Configure({}), options, parts),
                Explore(scenario, options));
    }
  }));
}

Task<> Add(Shared<int>& x, int amount) {
  co_await x.Update([amount](int& value) { value += amount; });
}

/// Three who add without a lock: whoever looks sees some of the sums.
Scenario Adders() {
  return Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Shared<int>>("x", 0);
        for (const int amount : {1, 2, 4}) scheduler.Spawn("adder", Add(x, amount));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        scheduler.Finally("nothing is lost", [&x] { return x.value() == 7; });
      },
      {"x"});
}

std::vector<Findings> FindingsOfParts(const Scenario& scenario, const ExploreOptions& options,
                                      int parts) {
  const Parameters parameters = scenario.Configure({});
  Part divided = DivideWork(scenario, parameters, options, WholeOf(options), parts);
  std::vector<Findings> all = {std::move(divided.findings)};
  for (const WorkItem& item : divided.left) {
    all.push_back(SearchPart(scenario, parameters, options, item).findings);
  }
  return all;
}

/// What one has to show that another may not have.
std::string Shown(Findings findings) {
  std::string text = ToString(findings.executions) + " " + std::to_string(findings.steps) + " " +
                     std::to_string(findings.violations) + " " +
                     std::to_string(findings.outcomes.count()) + ":";
  if (const auto list = findings.outcomes.TakeList()) {
    for (const auto& outcome : *list)
      text += " " + outcome.value + "x" + ToString(outcome.executions);
  }
  for (const Transition transition : findings.to_violation.transitions()) {
    text += "," + std::to_string(transition.task);
  }
  return text;
}

TEST(Findings, MergeAlikeInEveryGrouping) {
  ExploreOptions options;
  options.strategy = "all";
  options.observe = "x";
  // With two, the values are listed by none, some or all of those that are merged.
  for (const std::size_t listed : {1000, 2, 0}) {
    options.list_outcomes = listed;
    const std::vector<Findings> parts = FindingsOfParts(Adders(), options, 6);
    ASSERT_GT(parts.size(), 6u);
    Findings from_left = parts[0];
    for (std::size_t i = 1; i < parts.size(); ++i) from_left.Merge(Findings(parts[i]));
    Findings from_right = parts.back();
    for (std::size_t i = parts.size() - 1; i-- > 0;) {
      Findings sum = parts[i];
      sum.Merge(std::move(from_right));
      from_right = std::move(sum);
    }
    // 6! / 2!^3 interleavings.
    EXPECT_EQ(from_left.executions, ExecutionCount{90});
    EXPECT_EQ(Shown(from_left), Shown(from_right)) << listed;
  }
}

TEST(Parts, CanBeAsManyAsThereAreExecutions) {
  ExploreOptions options;
  options.strategy = "all";
  options.observe = "x";
  const std::vector<Findings> parts = FindingsOfParts(Adders(), options, 90);
  EXPECT_GE(parts.size(), 91u);
  for (std::size_t i = 1; i < parts.size(); ++i) EXPECT_EQ(parts[i].executions, ExecutionCount{1});
}

TEST(Parts, AreRefusedWhereOneSaysWhatThereIsInAnother) {
  ExploreOptions options;
  options.strategy = "dpor";
  try {
    ExploreInParts(Adders(), Adders().Configure({}), options, 2);
    ADD_FAILURE() << "not refused";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("the strategy dpor cannot be divided"));
  }
}

}  // namespace
}  // namespace heddle::internal
