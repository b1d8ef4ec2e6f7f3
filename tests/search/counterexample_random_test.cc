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
  }));
}

}  // namespace
}  // namespace heddle::internal
