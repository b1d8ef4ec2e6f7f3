#include "latch.h"

#include <gtest/gtest.h>

#include "src/explorer/explore.h"
#include "src/scheduler/managed.h"

namespace {

using heddle::Exploration;
using heddle::Managed;
using heddle::ParameterSpec;
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
Exploration ExploreWorkers(const std::map<std::string, std::string>& given,
                           Strategy strategy = Strategy::kStates) {
  heddle::Scenario scenario;
  scenario.name = "workers";
  scenario.parameters = {
      ParameterSpec::Number("count", "what the latch counts down from", 2, 1, 3),
      ParameterSpec::Word("adder", "whether the adder waits for the latch", {"waits", "rushes"}),
  };
  scenario.observers = {{"sum", "what was added up"}};
  scenario.set_up = SetUpWorkers;
  heddle::ExploreOptions options;
  options.strategy = strategy;
  options.observe = "sum";
  return heddle::Explore(scenario, scenario.Configure(given), options);
}

TEST(Latch, HoldsTheAdderBackUntilBothPartsAreThere) {
  for (const auto strategy : {Strategy::kStates, Strategy::kDpor, Strategy::kAll}) {
    const Exploration result = ExploreWorkers({}, strategy);
    EXPECT_EQ(result.verdict, Exploration::Verdict::kHolds);
    EXPECT_TRUE(result.complete);
    ASSERT_EQ(result.outcome_count, 1u);
    EXPECT_EQ(result.outcomes->front().value, "3");
  }
}

TEST(Latch, CanBeCountedDownInTwoOrders) {
  EXPECT_EQ(ExploreWorkers({}, Strategy::kDpor).executions, heddle::ExecutionCount{2});
}

TEST(Latch, IsNeeded) {
  const Exploration result = ExploreWorkers({{"adder", "rushes"}});
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->kind, "final");
  EXPECT_EQ(result.outcome_count, 4u);  // each part is there, or is not
}

TEST(Latch, OfOneTooFewIsCountedDownPastZero) {
  const Exploration result = ExploreWorkers({{"count", "1"}});
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->kind, "misuse");
}

TEST(Latch, OfOneTooManyIsWaitedForForEver) {
  const Exploration result = ExploreWorkers({{"count", "3"}});
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->kind, "unfinished");
  EXPECT_NE(result.violation->message.find("adder"), std::string::npos)
      << result.violation->message;
}

}  // namespace
