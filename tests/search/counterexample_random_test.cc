// Counterexamples of hundreds of random programs are as short as going through every execution of
// each says. HEDDLE_NIGHTLY=1 makes it thousands.

#include <gtest/gtest.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <string>

#include "src/search/replay.h"
#include "tests/sanitizer.h"
#include "tests/search/every_execution.h"
#include "tests/search/many_programs.h"
#include "tests/search/random_program.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

constexpr std::uint64_t kMaxExecutions = 20'000;

Length LengthOf(const Trace& trace) {
  return {static_cast<int>(trace.steps.size()), CountSwitches(trace)};
}

void CheckMinimal(const Scenario& scenario, const EveryExecution& truth, Strategy strategy) {
  RC_LOG() << NameOf(strategy) << "\n";
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = kEverything;
  options.samples = 20;
  options.minimise_seconds = 30;
  const Exploration found = Explore(scenario, options);
  if (!found.violation) {
    RC_ASSERT(truth.shortest.empty() || !strategy.traits().exhaustive);
    return;
  }
  RC_ASSERT(found.minimised.has_value());
  RC_ASSERT(truth.shortest.contains(found.violation->kind));
  RC_LOG() << found.violation->kind << ": " << found.violation->message << "\n"
           << found.minimised->remark << "\n";
  RC_ASSERT(found.minimised->shortest);
  RC_ASSERT(LengthOf(*found.trace) == truth.shortest.at(found.violation->kind));
  RC_ASSERT(found.trace->violation == found.violation);
  RC_ASSERT(Replay(scenario, *found.trace) == *found.trace);
}

/// The point of no return, and what passes instead, of what some strategy has met.
void CheckExplained(const Scenario& scenario, Strategy strategy) {
  RC_LOG() << "explained: " << NameOf(strategy) << "\n";
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = kEverything;
  options.samples = 5;
  options.minimise_seconds = 0;
  const Exploration found = Explore(scenario, options);
  if (!found.violation) return;
  const auto truth = GoThroughEveryExecution(scenario, scenario.Configure({}), kEverything,
                                             TransitionsOf(*found.trace), kMaxExecutions);
  ExplainBudget budget;
  budget.seconds = 30;
  const Explanation why = Explain(scenario, *found.trace, budget);
  RC_LOG() << found.violation->kind << ": " << found.violation->message << "\n"
           << why.remark << "\n"
           << why.point_of_no_return << " and not " << truth->point_of_no_return() << "\n";
  RC_ASSERT(why.established == Explanation::Established::kExactly);
  RC_ASSERT(why.point_of_no_return == truth->point_of_no_return());
  RC_ASSERT(why.passing.has_value() == (why.point_of_no_return != 0));
  if (!why.passing) return;
  RC_ASSERT(!why.passing->violation.has_value());
  RC_ASSERT(why.passing_is_nearest);
  RC_ASSERT(LengthOf(*why.passing) == *truth->passing_after[why.point_of_no_return - 1]);
}

TEST(RandomPrograms, HaveCounterexamplesAsShortAsBruteForceFinds) {
  constexpr int kPrograms = kIsSanitized ? 50 : 500;
  EXPECT_TRUE(HoldsForMany(kPrograms, "counterexamples are minimal", [] {
    const RandomProgram program =
        *AnyProgram({.sleeps = true, .frees = true, .orders = true, .crashes = true});
    const Scenario scenario = AsScenario(program, *rc::gen::inRange(0, 4) == 0);
    const auto truth =
        GoThroughEveryExecution(scenario, scenario.Configure({}), kEverything, {}, kMaxExecutions);
    if (!truth) {
      RC_TAG("too large");
      return;
    }
    RC_TAG(truth->shortest.empty() ? "holds" : "violated");
    for (const Strategy strategy : {"states", "dpor", "all", "random"}) {
      CheckMinimal(scenario, *truth, strategy);
    }
    CheckExplained(scenario, "states");
    CheckExplained(scenario, "random");
  }));
}

}  // namespace
}  // namespace heddle::internal
