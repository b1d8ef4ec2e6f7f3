#include "src/search/outcomes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::internal {
namespace {

using testing::ElementsAre;

std::vector<std::string> Listed(Outcomes& outcomes) {
  std::vector<std::string> lines;
  const auto list = outcomes.TakeList().value();
  for (const auto& outcome : list) {
    lines.push_back(outcome.value + ": " + ToString(outcome.executions));
  }
  return lines;
}

TEST(Outcomes, AddUpTheExecutionsOfEach) {
  Outcomes outcomes(10);
  outcomes.Add("a", 1);
  outcomes.Add("b", 2);
  outcomes.Add("a", 3);
  EXPECT_EQ(outcomes.count(), 2u);
  EXPECT_THAT(Listed(outcomes), ElementsAre("a: 4", "b: 2"));
}

TEST(Outcomes, AreListedShorterOnesFirst) {
  Outcomes outcomes(10);
  for (const char* value : {"10", "9", "", "aa", "b"}) outcomes.Add(value, 1);
  EXPECT_THAT(Listed(outcomes), ElementsAre(": 1", "9: 1", "b: 1", "10: 1", "aa: 1"));
}

TEST(Outcomes, AreListedUpToTheLimit) {
  Outcomes outcomes(2);
  outcomes.Add("a", 1);
  outcomes.Add("b", 1);
  outcomes.Add("a", 1);
  EXPECT_THAT(Listed(outcomes), ElementsAre("a: 2", "b: 1"));
}

TEST(Outcomes, AreOnlyCountedPastTheLimit) {
  for (const int different : {3, 17, 18, 19, 50, 1000}) {
    Outcomes outcomes(2);
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < different; ++i) outcomes.Add(std::to_string(i), 1);
    }
    EXPECT_FALSE(outcomes.TakeList().has_value());
    EXPECT_EQ(outcomes.count(), static_cast<std::size_t>(different));
    outcomes.Add("0", 1);  // counting is not the end
    outcomes.Add("new", 1);
    EXPECT_EQ(outcomes.count(), static_cast<std::size_t>(different) + 1);
  }
}

TEST(Outcomes, CanBeOfMoreExecutionsThan64BitsHold) {
  Outcomes outcomes(10);
  for (int i = 0; i < 4; ++i) outcomes.Add("a", UINT64_MAX);
  EXPECT_THAT(Listed(outcomes), ElementsAre("a: 73786976294838206460"));
}

TEST(ExecutionCount, IsWrittenInDigits) {
  EXPECT_EQ(ToString(0), "0");
  EXPECT_EQ(ToString(10), "10");
  EXPECT_EQ(ToString(~ExecutionCount{0}), "340282366920938463463374607431768211455");
}

}  // namespace
}  // namespace heddle::internal
