#include <gtest/gtest.h>
#include <heddle/gtest.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

heddle::Task<> Deposit(heddle::Shared<int>& balance, heddle::Mutex& mutex, int amount) {
  co_await mutex.Lock();
  co_await balance.Update([amount](int& value) { value += amount; });  // a load, then a store
  co_await mutex.Unlock();
}

void SetUpAccount(heddle::Scheduler& scheduler) {
  auto& balance = scheduler.Make<heddle::Shared<int>>("balance", 0);
  auto& mutex = scheduler.Make<heddle::Mutex>("mutex");
  scheduler.Spawn("alice", Deposit(balance, mutex, 10));
  scheduler.Spawn("bob", Deposit(balance, mutex, 20));
  scheduler.Finally("nothing is lost", [&balance]() -> heddle::Failure {
    if (balance.value() == 30) return {};
    return "the balance is " + std::to_string(balance.value());
  });
}

TEST(Account, LosesNoDeposit) { EXPECT_THAT(SetUpAccount, heddle::HoldsInEveryInterleaving()); }
