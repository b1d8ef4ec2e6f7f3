#include "src/claims/report.h"

#include <gtest/gtest.h>

#include <vector>

namespace heddle::internal {
namespace {

TEST(Report, SeparatesThousands) {
  EXPECT_EQ(WithSeparators(0), "0");
  EXPECT_EQ(WithSeparators(999), "999");
  EXPECT_EQ(WithSeparators(1000), "1,000");
  EXPECT_EQ(WithSeparators(30'045'015), "30,045,015");
  EXPECT_EQ(WithSeparators(55'027'478'379'195), "55,027,478,379,195");
}

TEST(Report, ShowsTextOnOneLine) { EXPECT_EQ(OneLine("a\nb"), "\"a\\nb\""); }

ClaimResult Result() {
  ClaimResult result;
  result.claim.id = "orders";
  result.claim.says = "each order can happen";
  result.claim.where = "specs/a.toml:7";
  result.exploration.executions = 30'045'015;
  result.exploration.complete = true;
  result.exploration.seconds = 1.234;
  return result;
}

TEST(Report, SaysInOneLineWhatWasClaimedAndWhatWasVisited) {
  EXPECT_EQ(
      Report(Result()),
      "ok   orders: each order can happen [holds; 30,045,015 executions, complete, 1.23 s]\n");
}

TEST(Report, CountsStatesWhereTheStrategyDoes) {
  Exploration exploration;
  exploration.states = 108'062;
  exploration.complete = true;
  EXPECT_EQ(Visited(exploration), "108,062 states, complete");
  exploration.states = 1;
  exploration.complete = false;
  EXPECT_EQ(Visited(exploration), "1 state, not complete");
}

TEST(Report, ShowsEachDifferenceAndWhereTheClaimIs) {
  ClaimResult result = Result();
  result.differences = {"executions: expected 2, got 30,045,015",
                        "reached: expected true, got false"};
  EXPECT_EQ(Report(result),
            "FAIL orders: each order can happen [holds; 30,045,015 executions, complete, 1.23 s]\n"
            "       executions: expected 2, got 30,045,015\n"
            "       reached: expected true, got false\n"
            "       claimed in specs/a.toml:7\n");
}

TEST(Report, SumsUp) {
  std::vector<ClaimResult> results = {Result(), Result()};
  EXPECT_EQ(Summary(results), "2 claims, all as expected\n");
  results[1].differences = {"x"};
  EXPECT_EQ(Summary(results), "2 claims, 1 not as expected\n");
}

}  // namespace
}  // namespace heddle::internal
