// Programs whose inequivalent executions others have counted (the expected results of the test
// suites of GenMC and Concuerror): optimal exploration runs exactly so many, and none in vain.

#include <gtest/gtest.h>

#include <cstdint>
#include <ostream>
#include <string>

#include "src/explorer/explore.h"
#include "tests/explorer/brute_force.h"
#include "tests/explorer/literature_programs.h"
#include "tests/explorer/scenarios.h"

namespace heddle {
namespace {

/// A program of a given size, and how many Mazurkiewicz traces it has.
struct Known {
  std::string name;
  Scenario (*make)(int);
  int size;
  std::uint64_t traces;

  friend std::ostream& operator<<(std::ostream& out, const Known& known) {
    return out << known.name << "(" << known.size << ")";
  }
};

std::string NameOfKnown(const testing::TestParamInfo<Known>& info) {
  return info.param.name + std::to_string(info.param.size);
}

Scenario WakeupTrees(int) { return WakeupTreeExample(); }
Scenario OnlyEtsi(int) { return Etsi(); }

/// Small enough to run in every way.
const Known kSmall[] = {
    {"Readers", Readers, 2, 4},
    {"Readers", Readers, 6, 64},
    {"LastZero", LastZero, 1, 2},
    {"LastZero", LastZero, 2, 5},
    {"LastZero", LastZero, 3, 12},
    {"Increment", Increment, 2, 4},
    {"Increment", Increment, 3, 36},
    {"Increment", Increment, 4, 576},
    {"LockedIncrement", LockedIncrement, 2, 2},
    {"LockedIncrement", LockedIncrement, 3, 6},
    {"LockedIncrement", LockedIncrement, 4, 24},
    {"WakeupTrees", WakeupTrees, 1, 5},
    {"Etsi", OnlyEtsi, 1, 7},
};

const Known kLarger[] = {
    {"Readers", Readers, 8, 256},       {"Readers", Readers, 13, 8192},
    {"LastZero", LastZero, 4, 28},      {"LastZero", LastZero, 5, 64},
    {"FileSystem", FileSystem, 13, 1},  {"FileSystem", FileSystem, 14, 2},
    {"FileSystem", FileSystem, 15, 4},  {"FileSystem", FileSystem, 16, 8},
    {"FileSystem", FileSystem, 19, 64}, {"Indexer", Indexer, 11, 1},
    {"Indexer", Indexer, 12, 8},        {"Indexer", Indexer, 13, 64},
};

class LiteratureCount : public testing::TestWithParam<Known> {};

TEST_P(LiteratureCount, IsThatOfOptimalReduction) {
  const Exploration found = ExploreAllOf(GetParam().make(GetParam().size), Strategy::kDpor);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), GetParam().traces);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds);
}

INSTANTIATE_TEST_SUITE_P(Small, LiteratureCount, testing::ValuesIn(kSmall), NameOfKnown);
INSTANTIATE_TEST_SUITE_P(Larger, LiteratureCount, testing::ValuesIn(kLarger), NameOfKnown);

class SmallLiteratureCount : public testing::TestWithParam<Known> {};

TEST_P(SmallLiteratureCount, IsThatOfAllInterleavingsUpToIndependentSteps) {
  const auto truth = RunEveryWay(GetParam().make(GetParam().size), "", 100'000);
  ASSERT_TRUE(truth.has_value());
  EXPECT_EQ(truth->traces.size(), GetParam().traces);
}

TEST_P(SmallLiteratureCount, IsThatOfCountingWithoutRunning) {
  const Exploration found = ExploreAllOf(GetParam().make(GetParam().size), Strategy::kCount);
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), GetParam().traces);
}

INSTANTIATE_TEST_SUITE_P(Small, SmallLiteratureCount, testing::ValuesIn(kSmall), NameOfKnown);

class DiningPhilosophers : public testing::TestWithParam<int> {};

TEST_P(DiningPhilosophers, WhoAllTakeTheLeftForkFirstDeadlockInOneTrace) {
  const int n = GetParam();
  const Exploration found = ExploreAllOf(Philosophers(n, false), Strategy::kDpor);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), (1u << n) - 1);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.violations, 1u);
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "deadlock");
  EXPECT_EQ(found.trace->steps.size(), static_cast<std::size_t>(n));
}

TEST_P(DiningPhilosophers, OfWhomTheLastIsDifferentDoNotDeadlock) {
  const int n = GetParam();
  const Exploration found = ExploreAllOf(Philosophers(n, true), Strategy::kDpor);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), (1u << n) - 2);
  EXPECT_EQ(found.blocked_executions, 0u);
  EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds);
}

class FewDiningPhilosophers : public testing::TestWithParam<int> {};

TEST_P(FewDiningPhilosophers, HaveAsManyTracesInTruth) {
  const int n = GetParam();
  const auto left_first = RunEveryWay(Philosophers(n, false), "", 100'000);
  ASSERT_TRUE(left_first.has_value());
  EXPECT_EQ(left_first->traces.size(), (1u << n) - 1);
  EXPECT_EQ(left_first->stuck.size(), 1u);
  const auto different = RunEveryWay(Philosophers(n, true), "", 100'000);
  ASSERT_TRUE(different.has_value());
  EXPECT_EQ(different->traces.size(), (1u << n) - 2);
  EXPECT_TRUE(different->stuck.empty());
}

INSTANTIATE_TEST_SUITE_P(UpToThree, FewDiningPhilosophers, testing::Range(2, 4));
INSTANTIATE_TEST_SUITE_P(UpToFive, DiningPhilosophers, testing::Range(2, 6));

}  // namespace
}  // namespace heddle
