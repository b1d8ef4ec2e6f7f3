#include <gtest/gtest.h>

#include "src/explorer/explore.h"
#include "src/scheduler/mutex.h"
#include "src/scheduler/shared.h"
#include "src/trace/trace_text.h"

heddle::Task<> Deposit(heddle::Shared<int>& balance, heddle::Mutex& mutex, int amount) {
  co_await mutex.Lock();
  co_await balance.Update([amount](int& value) { value += amount; });  // a load, then a store
  co_await mutex.Unlock();
}

void SetUpAccount(heddle::Scheduler& scheduler, const heddle::Parameters&) {
  auto& balance = scheduler.Make<heddle::Shared<int>>("balance", 0);
  auto& mutex = scheduler.Make<heddle::Mutex>("mutex");
  scheduler.Spawn("alice", Deposit(balance, mutex, 10));
  scheduler.Spawn("bob", Deposit(balance, mutex, 20));
  scheduler.Finally("nothing is lost", [&balance]() -> heddle::Failure {
    if (balance.value() == 30) return {};
    return "the balance is " + std::to_string(balance.value());
  });
}

TEST(Account, LosesNoDeposit) {
  heddle::Scenario scenario;
  scenario.name = "account";
  scenario.set_up = SetUpAccount;
  const auto result = heddle::Explore(scenario, scenario.Configure({}), {});
  EXPECT_EQ(result.verdict, heddle::Exploration::Verdict::kHolds)
      << (result.trace ? heddle::TraceText(*result.trace) : "");  // the counterexample
  EXPECT_TRUE(result.complete) << result.remark;
}
