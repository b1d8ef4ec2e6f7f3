#ifndef HEDDLE_TESTS_SEARCH_CONTRACT_AS_EVERY_WAY_H_
#define HEDDLE_TESTS_SEARCH_CONTRACT_AS_EVERY_WAY_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "tests/search/brute_force.h"
#include "tests/search/contract/every_way.h"

// What a strategy finds, against running a program in every way.

namespace heddle::internal {

inline constexpr const char* kEnd = "end";

/// A program that offers "end": what all objects hold, and who has not ended.
inline Scenario Ending(std::function<void(Scheduler&)> set_up) {
  return Program(
      [set_up = std::move(set_up)](Scheduler& scheduler) {
        set_up(scheduler);
        scheduler.Observe(kEnd, [&scheduler](std::string& out) {
          for (const Object* object : scheduler.program().objects())
            out += object->Describe() + " ";
          for (TaskId task = 0; task < scheduler.program().task_count(); ++task) {
            if (!scheduler.program().task_state(task).finished)
              out += scheduler.program().NameOf(task) + " ";
          }
        });
      },
      {kEnd});
}

/// The outcomes are those of running every way, each as often as the strategy has it; and so is
/// whether something goes wrong.
inline void ExpectAsEveryWay(const Scenario& scenario, Way choice) {
  const auto truth = RunEveryWay(scenario, kEnd, 100'000);
  ASSERT_TRUE(truth.has_value());
  ASSERT_GT(truth->outcomes.size(), 1u);
  ExploreOptions options;
  options.strategy = choice.strategy;
  options.memory = choice.memory;
  options.observe = kEnd;
  options.keep_going = true;
  const Exploration found = Explore(scenario, options);
  std::map<std::string, std::uint64_t> expected, counted;
  const bool by_traces = choice.strategy == "dpor" || choice.strategy == "count";
  const bool counts = choice.strategy != "states";
  for (const auto& [value, outcome] : truth->outcomes) {
    const std::uint64_t count = by_traces ? outcome.traces.size() : outcome.interleavings;
    expected[value] = counts ? count : 1;
  }
  const auto outcomes = found.outcomes.value();
  for (const auto& outcome : outcomes) {
    counted[outcome.value] = counts ? static_cast<std::uint64_t>(outcome.executions) : 1;
  }
  EXPECT_EQ(counted, expected);
  EXPECT_EQ(found.violation.has_value(), truth->shortest_violation.has_value());
  EXPECT_TRUE(found.complete);
  if (choice.strategy == "dpor") {
    EXPECT_EQ(found.blocked_executions, 0u);
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_CONTRACT_AS_EVERY_WAY_H_
