// The counterexample of each claim that is violated is as short, and its point of no return is
// where, going through every execution says, as far as there are not too many. With
// HEDDLE_MUTANTS_CLAIMS defined: of the claims about the mutants.

#include <gtest/gtest.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "src/search/replay.h"
#include "tests/search/every_execution.h"

namespace heddle::internal {
namespace {

#ifdef HEDDLE_MUTANTS_CLAIMS
constexpr const char* kClaims = "tests/evidence/mutants/mutants.toml";
constexpr int kLeast = 25;  // so many have few enough executions
#else
constexpr const char* kClaims = "specs";
constexpr int kLeast = 26;
#endif

constexpr std::uint64_t kMaxExecutions = 200'000;

Length LengthOf(const Trace& trace) {
  return {static_cast<int>(trace.steps.size()), CountSwitches(trace)};
}

/// @return whether there were few enough executions to compare with.
bool Compare(const Claim& claim) {
  const Scenario& scenario = FindScenario(claim.scenario);
  ExploreOptions options = claim.options;
  options.minimise_seconds = 20;
  const Exploration found = Explore(scenario, claim.parameters, options);
  if (!found.trace || !found.violation) return false;
  const auto truth = GoThroughEveryExecution(scenario, claim.parameters, found.trace->observer,
                                             TransitionsOf(*found.trace), kMaxExecutions,
                                             options.spurious_wakeups);
  if (!truth) return false;
  EXPECT_TRUE(found.minimised->shortest) << found.minimised->remark;
  const auto shortest = truth->shortest.find(found.violation->kind);
  if (shortest == truth->shortest.end()) {
    ADD_FAILURE() << "no execution fails by a " << found.violation->kind;
    return true;
  }
  EXPECT_EQ(LengthOf(*found.trace), shortest->second);
  ExplainBudget budget;
  budget.seconds = 20;
  budget.spurious_wakeups = options.spurious_wakeups;
  const Explanation why = Explain(scenario, *found.trace, budget);
  EXPECT_EQ(why.established, Explanation::Established::kExactly) << why.remark;
  EXPECT_EQ(why.point_of_no_return, truth->point_of_no_return());
  EXPECT_EQ(why.passing.has_value(), why.point_of_no_return != 0);
  if (!why.passing) return true;
  EXPECT_TRUE(why.passing_is_nearest);
  EXPECT_EQ(LengthOf(*why.passing), *truth->passing_after[why.point_of_no_return - 1]);
  return true;
}

TEST(ViolatedClaims, AreExplainedAsBruteForceDoes) {
  int compared = 0, violated = 0;
  for (const Claim& claim : ReadClaims(kClaims)) {
    if (claim.large || claim.expect.verdict != Exploration::Verdict::kViolated) continue;
    if (claim.options.strategy.engine() != "heddle") continue;
    SCOPED_TRACE(claim.id);
    ++violated;
    if (!Compare(claim)) continue;
    ++compared;
    std::printf("compared: %s\n", claim.id.c_str());
  }
  std::printf("%d of %d violated claims compared\n", compared, violated);
  EXPECT_GE(compared, kLeast);
}

}  // namespace
}  // namespace heddle::internal
