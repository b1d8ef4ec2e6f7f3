// The smallest parameters with which something fails, and how ranges are given.

#include "src/claims/parameter_ranges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <heddle/scheduler.h>

#include <map>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "src/claims/verify.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;

Task<> Update(Managed<int>& x) {
  co_await x.Update([](int& value) { ++value; });
}

/// So many tasks update x, and it loses none but from `enough` in all on.
Scenario Updates(int enough) {
  Scenario scenario;
  scenario.name = "updates";
  scenario.parameters = {ParameterSpec::Number("first", "", 1, 0, 9),
                         ParameterSpec::Number("second", "", 1, 0, 9),
                         ParameterSpec::Word("kind", "", {"plain", "odd"})};
  scenario.set_up = [enough](Scheduler& scheduler, const Parameters& parameters) {
    const auto first = parameters.Number("first");
    const auto second = parameters.Number("second");
    if (first == 3) throw UsageError("not three");
    auto& x = scheduler.Make<Managed<int>>("x");
    for (int i = 0; i < first + second; ++i) {
      scheduler.Spawn("task " + std::to_string(i), Update(x));
    }
    scheduler.Finally("few", [&x, first, second, enough]() -> Failure {
      if (x.value() == 0 || first * 10 + second < enough) return {};
      return "many";
    });
  };
  return scenario;
}

std::vector<std::string> InOrder(const std::map<std::string, std::string>& given) {
  const Scenario scenario = Updates(0);
  const ParameterRanges ranges(scenario, given);
  std::vector<std::string> texts;
  for (const auto& settings : ranges.InOrder()) {
    texts.push_back(ranges.Text(Parameters(scenario.name, scenario.parameters, settings)));
  }
  return texts;
}

TEST(ParameterRanges, ComeInTheOrderOfTheirSums) {
  EXPECT_THAT(InOrder({{"first", "0..2"}, {"second", "1..2"}}),
              ElementsAre("first=0 second=1", "first=0 second=2", "first=1 second=1",
                          "first=1 second=2", "first=2 second=1", "first=2 second=2"));
  EXPECT_THAT(InOrder({{"first", "2"}, {"second", "8..9"}}), ElementsAre("second=8", "second=9"));
}

TEST(ParameterRanges, AreRefusedWhereTheyAreNone) {
  const auto refusal = [](const std::string& name, const std::string& value) -> std::string {
    try {
      ParameterRanges(Updates(0), {{name, value}});
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(refusal("first", "5..1"),
            "updates: the range 5..1 of first is empty: the smaller number comes first");
  EXPECT_EQ(refusal("first", "1..10"),
            "updates: first must be a whole number from 0 to 9, not all of '1..10'");
  EXPECT_EQ(refusal("first", "1..x"),
            "updates: a range of first is two whole numbers, as 1..5, not '1..x'");
  EXPECT_EQ(refusal("kind", "1..2"), "updates: kind can be no range: it must be one of plain, odd");
  EXPECT_EQ(refusal("first", "1..5"), "");
}

TEST(ExploreSmallest, StopsAtTheSmallestThatFails) {
  const Scenario scenario = Updates(11);
  const ParameterRanges ranges(scenario, {{"first", "0..2"}, {"second", "0..2"}});
  const Smallest smallest = ExploreSmallest(scenario, ranges, {});
  EXPECT_TRUE(smallest.found);
  EXPECT_TRUE(smallest.complete);
  // Before it: 0 0, 0 1, 1 0, 0 2.
  EXPECT_EQ(ranges.Text(smallest.parameters), "first=1 second=1");
  EXPECT_EQ(smallest.explored, 5);
  EXPECT_EQ(smallest.of, 9);
  ASSERT_TRUE(smallest.exploration.violation.has_value());
}

TEST(ExploreSmallest, SaysThatAllHold) {
  const Scenario scenario = Updates(100);
  const ParameterRanges ranges(scenario, {{"second", "0..2"}});
  const Smallest smallest = ExploreSmallest(scenario, ranges, {});
  EXPECT_FALSE(smallest.found);
  EXPECT_TRUE(smallest.complete);
  EXPECT_EQ(smallest.explored, 3);
  EXPECT_EQ(smallest.exploration.verdict, Exploration::Verdict::kHolds);
}

TEST(ExploreSmallest, KeepsTheOneThatShowsLeast) {
  const Scenario scenario = Updates(100);
  const ParameterRanges ranges(scenario, {{"second", "0..2"}});
  ExploreOptions options;
  options.limit_executions = 4;  // states: enough for one task, and not for two
  const Smallest smallest = ExploreSmallest(scenario, ranges, options);
  EXPECT_FALSE(smallest.found);
  EXPECT_EQ(smallest.exploration.verdict, Exploration::Verdict::kStopped);
}

constexpr const char* kClaim = R"(
[[claim]]
id = "smallest"
says = "one letter each is enough to lose one"
scenario = "shared_string"
parameters = { model = "manager", first = "1..3", second = "1..3" }
smallest = true
strategy = "states"
[claim.expect]
verdict = "violated"
)";

TEST(ClaimOfTheSmallest, IsVerified) {
  const std::string right = std::string(kClaim) + "smallest = { first = 1, second = 1 }\n";
  const auto claims = ParseClaims(right, "a.toml");
  const ClaimResult result = Verify(claims.at(0));
  EXPECT_THAT(result.differences, ElementsAre());
  EXPECT_EQ(result.claim.parameters.Number("first"), 1);
  const std::string wrong = std::string(kClaim) + "smallest = { first = 1, second = 2 }\n";
  EXPECT_THAT(Verify(ParseClaims(wrong, "a.toml").at(0)).differences,
              ElementsAre("smallest: expected first=1 second=2, got first=1 second=1"));
}

TEST(ClaimOfTheSmallest, NeedsARangeAndARangeNeedsIt) {
  const auto refusal = [](std::string text, const std::string& from,
                          const std::string& to) -> std::string {
    text.replace(text.find(from), from.size(), to);
    try {
      ParseClaims(text, "a.toml");
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  };
  EXPECT_EQ(refusal(kClaim, "smallest = true\n", ""),
            "a.toml:6: the range '1..3' of first needs the claim's key 'smallest'");
  EXPECT_EQ(refusal(kClaim, "first = \"1..3\", second = \"1..3\"", "first = 1"),
            "a.toml:6: smallest needs a range of a parameter, as \"1..5\"");
}

}  // namespace
}  // namespace heddle::internal
