#include "latch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/gtest.h>
#include <heddle/managed.h>

namespace {

using heddle::Exploration;
using heddle::FailsWith;
using heddle::HoldsInEveryInterleaving;
using heddle::Managed;
using heddle::NeverReaches;
using heddle::ParameterSpec;
using heddle::Reaches;
using heddle::Strategy;

heddle::Task<> Work(Managed<int>& part, Latch& done, int result) {
  co_await part.Store(result);
  co_await done.CountDown();
}

heddle::Task<> AddUp(Managed<int>& left, Managed<int>& right, Latch& done, bool waits, int& sum) {
  if (waits) co_await done.Wait();
  const int a = co_await left.Load();
  const int b = co_await right.Load();
  sum = a + b;
}

void SetUpWorkers(heddle::Scheduler& scheduler, const heddle::Parameters& parameters) {
  auto& left = scheduler.Make<Managed<int>>("left", 0);
  auto& right = scheduler.Make<Managed<int>>("right", 0);
  auto& done = scheduler.Make<Latch>("done", static_cast<int>(parameters.Number("count")));
  auto& sum = scheduler.Make<int>(0);  // nobody's but the adder's, so it need not be an object
  scheduler.Spawn("left worker", Work(left, done, 1));
  scheduler.Spawn("right worker", Work(right, done, 2));
  scheduler.Spawn("adder", AddUp(left, right, done, parameters.Is("adder", "waits"), sum));
  scheduler.Finally("both parts are in the sum", [&sum]() -> heddle::Failure {
    if (sum == 3) return {};
    return "the sum is " + std::to_string(sum);
  });
  scheduler.Observe("sum", [&sum](std::string& out) { out += std::to_string(sum); });
}

/// Two workers, and one who adds up what they have worked out.
heddle::Configured Workers(const std::map<std::string, std::string>& given = {}) {
  heddle::Scenario scenario;
  scenario.name = "workers";
  scenario.parameters = {
      ParameterSpec::Number("count", "what the latch counts down from", 2, 1, 3),
      ParameterSpec::Word("adder", "whether the adder waits for the latch", {"waits", "rushes"}),
  };
  scenario.observers = {{"sum", "what was added up"}};
  scenario.set_up = SetUpWorkers;
  return {scenario, given};
}

TEST(Latch, HoldsTheAdderBackUntilBothPartsAreThere) {
  for (const auto strategy : {"states", "dpor", "all"}) {
    EXPECT_THAT(Workers(), HoldsInEveryInterleaving({.strategy = strategy}));
  }
  EXPECT_THAT(Workers(), Reaches("sum", "3"));
}

TEST(Latch, CanBeCountedDownInTwoOrders) {
  const Exploration found = heddle::Check(Workers(), {.strategy = "dpor"}).exploration;
  EXPECT_EQ(found.executions, heddle::ExecutionCount{2});
}

TEST(Latch, IsNeeded) {
  EXPECT_THAT(Workers({{"adder", "rushes"}}), FailsWith("final"));
  // Each part is there, or is not.
  for (const char* sum : {"0", "1", "2", "3"}) {
    EXPECT_THAT(Workers({{"adder", "rushes"}}), Reaches("sum", sum));
    if (sum != std::string("3")) EXPECT_THAT(Workers(), NeverReaches("sum", sum));
  }
}

TEST(Latch, OfOneTooFewIsCountedDownPastZero) {
  EXPECT_THAT(Workers({{"count", "1"}}), FailsWith("misuse"));
}

TEST(Latch, OfOneTooManyIsWaitedForForEver) {
  EXPECT_THAT(Workers({{"count", "3"}}), FailsWith("unfinished", testing::HasSubstr("adder")));
}

}  // namespace
