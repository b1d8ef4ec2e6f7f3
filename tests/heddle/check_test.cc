// The answers to whether a scenario holds and what it reaches.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/check.h>
#include <heddle/reach.h>

#include <sstream>
#include <string>

#include "tests/heddle/programs.h"

namespace heddle::internal {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using Verdict = CheckResult::Verdict;
using Reached = ReachResult::Verdict;

/// The message with which `what` is refused, or "" if it is not.
template <typename What>
std::string Refusal(What what) {
  try {
    what();
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Check, HoldsWhereEveryInterleavingDoes) {
  const CheckResult result = Check(CountsOne);
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.why, "");
  EXPECT_EQ(result.Text(), "program: holds in every interleaving\n");
}

TEST(Check, SaysWhatIsWrongAndShowsTheExecution) {
  const CheckResult result = Check(Configured(Counters(), {{"least", "2"}}));
  EXPECT_EQ(result.verdict, Verdict::kViolated);
  EXPECT_EQ(result.why, "final: enough is counted: the count is 1");
  const std::string text = result.Text();
  EXPECT_THAT(text, StartsWith("counters tasks=2 least=2: does not hold: final: enough is counted"
                               ": the count is 1\n\n"));
  EXPECT_THAT(text, HasSubstr("set count"));
  EXPECT_THAT(text, HasSubstr("HEDDLE_REPLAY="));
}

TEST(Check, DoesNotKnowWhatALimitHasStopped) {
  const CheckResult result = Check(CountsOne, {.limit_executions = 2});
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_FALSE(result.holds());
  EXPECT_EQ(result.why, "stopped by the limit of 2 states");
}

TEST(Check, DoesNotKnowWhatWasDrawn) {
  const CheckResult result = Check(CountsOne, {.strategy = "random"});
  EXPECT_EQ(result.verdict, Verdict::kUnknown);
  EXPECT_EQ(result.why, "random visits some executions and never all");
}

TEST(Check, TellsSequentialConsistencyFromEveryInterleaving) {
  const CheckResult result = Check(Relaxed);
  EXPECT_EQ(result.verdict, Verdict::kHoldsSc);
  EXPECT_FALSE(result.holds());
  EXPECT_THAT(result.Text(), HasSubstr("holds under sequential consistency"));
}

TEST(Check, PrintsItselfToStreamsAndByFmt) {
  const CheckResult result = Check(LosesOne);
  std::ostringstream out;
  out << result;
  EXPECT_EQ(out.str(), result.Text());
  EXPECT_EQ(fmt::format("{}", result), result.Text());
}

TEST(Check, TakesASetUpAndItsObserver) {
  const CheckResult result = Check(CountsOne, {.observe = "count"});
  EXPECT_EQ(result.exploration.outcome_count, 2u);
  EXPECT_THAT(Refusal([] { Check(CountsOne, {.observe = "sum"}); }), HasSubstr("'sum'"));
}

TEST(Check, RefusesAValueToReach) {
  EXPECT_THAT(Refusal([] { Check(CountsOne, {.observe = "count", .reach = "1"}); }),
              HasSubstr("Reach does"));
}

TEST(Check, RefusesAParameterThatThereIsNot) {
  EXPECT_THAT(Refusal([] {
                Configured(Counters(), {{"lest", "1"}});
              }),
              HasSubstr("did you mean 'least'?"));
}

TEST(Reach, FindsAValueAndTheWayThere) {
  const ReachResult result = Reach(Counters(), "count", "1");
  EXPECT_EQ(result.verdict, Reached::kReached);
  ASSERT_TRUE(result.trace);
  EXPECT_EQ(result.trace->outcome, "1");
  EXPECT_THAT(result.Text(), StartsWith("counters tasks=2 least=1: count = 1 is reached\n\n"));
}

TEST(Reach, KnowsWhatNoExecutionEndsWith) {
  const ReachResult result = Reach(CountsOne, "count", "0");
  EXPECT_EQ(result.verdict, Reached::kUnreachable);
  EXPECT_EQ(result.Text(), "program: count = 0 is reached in no interleaving\n");
}

TEST(Reach, DoesNotKnowWhatItHasNotVisited) {
  EXPECT_EQ(Reach(CountsOne, "count", "0", {.limit_executions = 2}).verdict, Reached::kUnknown);
  EXPECT_EQ(Reach(CountsOne, "count", "0", {.strategy = "pct"}).verdict, Reached::kUnknown);
  EXPECT_EQ(Reach(Relaxed, "flag", "0").verdict, Reached::kUnreachableSc);
}

TEST(Reach, RefusesAnObserverThatThereIsNot) {
  EXPECT_THAT(Refusal([] { Reach(Counters(), "cuont", "0"); }), EndsWith("did you mean 'count'?"));
}

TEST(StrategyVariable, ChoosesTheStrategy) {
  const Variable variable("HEDDLE_STRATEGY", "dpor");
  const CheckResult result = Check(CountsOne);
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.exploration.states, std::nullopt);
  EXPECT_TRUE(result.exploration.executions.has_value());
}

TEST(StrategyVariable, IsRefusedInOneLine) {
  const Variable variable("HEDDLE_STRATEGY", "dpro");
  EXPECT_EQ(Refusal([] { Check(CountsOne); }),
            "HEDDLE_STRATEGY: there is no strategy 'dpro'; did you mean 'dpor'?");
}

}  // namespace
}  // namespace heddle::internal
