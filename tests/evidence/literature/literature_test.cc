// Programs from the literature on stateless model checking, whose inequivalent executions others
// have counted (the expected results of the test suites of GenMC and Concuerror, and two
// enumerators that share no code with Heddle): optimal exploration runs exactly so many, and none
// in vain.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "tests/search/brute_force.h"

namespace heddle::internal {
namespace {

using Settings = std::map<std::string, std::string>;

Exploration ExploreAllOf(const std::string& name, const Settings& settings, Strategy strategy) {
  const Scenario& scenario = FindScenario(name);
  ExploreOptions options;
  options.strategy = strategy;
  options.keep_going = true;
  return Explore(scenario, scenario.Configure(settings), options);
}

std::uint64_t ExecutionsOf(const Exploration& found) {
  return static_cast<std::uint64_t>(found.executions.value());
}

std::uint64_t Factorial(int n) { return n < 2 ? 1 : n * Factorial(n - 1); }

std::uint64_t PowerOfTwo(int n) { return std::uint64_t{1} << n; }

/// A program of a given size (0: it has none), and how many Mazurkiewicz traces it has.
struct Known {
  std::string name;
  int size;
  std::uint64_t traces;

  Settings settings() const {
    return size == 0 ? Settings{} : Settings{{"n", std::to_string(size)}};
  }
  friend std::ostream& operator<<(std::ostream& out, const Known& known) {
    return out << known.name << "(" << known.size << ")";
  }
};

std::string NameOfKnown(const testing::TestParamInfo<Known>& info) {
  return info.param.name + (info.param.size == 0 ? "" : std::to_string(info.param.size));
}

/// Small enough to be run in every way.
std::vector<Known> Small() {
  std::vector<Known> known = {{"popl14", 0, 5}, {"etsi", 0, 7},  {"fib", 1, 3},   {"fib", 2, 19},
                              {"corr", 1, 6},   {"corr", 2, 36}, {"casrot", 3, 5}};
  known.push_back({"casrot", 4, 14});
  known.push_back({"casrot", 5, 43});
  known.push_back({"wcas", 3, 78});
  for (const int n : {1, 2, 6}) known.push_back({"readers", n, PowerOfTwo(n)});
  for (int n = 1; n <= 4; ++n) {
    known.push_back({"inc", n, Factorial(n) * Factorial(n)});
    known.push_back({"lockinc", n, Factorial(n)});
    if (n <= 3) known.push_back({"lastzero", n, (n + 3) * PowerOfTwo(n) / 4});
  }
  return known;
}

std::vector<Known> Larger() {
  std::vector<Known> known;
  for (const int n : {8, 10, 13}) known.push_back({"readers", n, PowerOfTwo(n)});
  for (const int n : {4, 5, 8, 10}) known.push_back({"lastzero", n, (n + 3) * PowerOfTwo(n - 2)});
  known.push_back({"inc", 5, Factorial(5) * Factorial(5)});
  for (const auto& [n, traces] : std::map<int, int>{{3, 141}, {4, 1107}}) {
    known.push_back({"fib", n, static_cast<std::uint64_t>(traces)});
  }
  known.push_back({"corr", 3, 216});
  known.push_back({"wcas", 4, 1752});
  for (const int n : {5, 6, 7}) known.push_back({"lockinc", n, Factorial(n)});
  for (const int n : {1, 2, 6, 10, 11, 12, 13, 14}) {
    known.push_back({"indexer", n, n <= 11 ? 1 : PowerOfTwo(3 * (n - 11))});
  }
  for (const int n : {1, 2, 7, 12, 13, 14, 15, 16, 17, 18, 19, 20}) {
    known.push_back({"filesystem", n, n <= 13 ? 1 : PowerOfTwo(n - 13)});
  }
  return known;
}

class LiteratureCount : public testing::TestWithParam<Known> {};

TEST_P(LiteratureCount, IsThatOfOptimalReduction) {
  const Exploration found = ExploreAllOf(GetParam().name, GetParam().settings(), "dpor");
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(ExecutionsOf(found), GetParam().traces);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds);
}

INSTANTIATE_TEST_SUITE_P(Small, LiteratureCount, testing::ValuesIn(Small()), NameOfKnown);
INSTANTIATE_TEST_SUITE_P(Larger, LiteratureCount, testing::ValuesIn(Larger()), NameOfKnown);

class SmallLiteratureCount : public testing::TestWithParam<Known> {};

TEST_P(SmallLiteratureCount, IsThatOfAllInterleavingsUpToIndependentSteps) {
  const auto truth = RunEveryWay(FindScenario(GetParam().name), "", 100'000, GetParam().settings());
  ASSERT_TRUE(truth.has_value());
  EXPECT_EQ(truth->traces.size(), GetParam().traces);
}

TEST_P(SmallLiteratureCount, IsThatOfCountingWithoutRunning) {
  const Exploration found = ExploreAllOf(GetParam().name, GetParam().settings(), "count");
  EXPECT_EQ(ExecutionsOf(found), GetParam().traces);
}

INSTANTIATE_TEST_SUITE_P(Small, SmallLiteratureCount, testing::ValuesIn(Small()), NameOfKnown);

Settings Philosophers(int n, const char* last) {
  return {{"n", std::to_string(n)}, {"last", last}};
}

class DiningPhilosophers : public testing::TestWithParam<int> {};

TEST_P(DiningPhilosophers, WhoAllTakeTheLeftForkFirstDeadlockInOneTrace) {
  const int n = GetParam();
  const Exploration found = ExploreAllOf("philosophers", Philosophers(n, "left"), "dpor");
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(ExecutionsOf(found), PowerOfTwo(n) - 1);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.violations, 1u);
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "deadlock");
  EXPECT_EQ(found.trace->steps.size(), static_cast<std::size_t>(n));
}

TEST_P(DiningPhilosophers, OfWhomTheLastIsDifferentDoNotDeadlock) {
  const int n = GetParam();
  const Exploration found = ExploreAllOf("philosophers", Philosophers(n, "right"), "dpor");
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(ExecutionsOf(found), PowerOfTwo(n) - 2);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds);
}

class FewDiningPhilosophers : public testing::TestWithParam<int> {};

TEST_P(FewDiningPhilosophers, HaveAsManyTracesInTruth) {
  const int n = GetParam();
  const Scenario& philosophers = FindScenario("philosophers");
  const auto left_first = RunEveryWay(philosophers, "", 100'000, Philosophers(n, "left"));
  ASSERT_TRUE(left_first.has_value());
  EXPECT_EQ(left_first->traces.size(), PowerOfTwo(n) - 1);
  EXPECT_EQ(left_first->stuck.size(), 1u);
  const auto different = RunEveryWay(philosophers, "", 100'000, Philosophers(n, "right"));
  ASSERT_TRUE(different.has_value());
  EXPECT_EQ(different->traces.size(), PowerOfTwo(n) - 2);
  EXPECT_TRUE(different->stuck.empty());
}

INSTANTIATE_TEST_SUITE_P(UpToThree, FewDiningPhilosophers, testing::Range(2, 4));
INSTANTIATE_TEST_SUITE_P(UpToTen, DiningPhilosophers, testing::Range(2, 11));

}  // namespace
}  // namespace heddle::internal
