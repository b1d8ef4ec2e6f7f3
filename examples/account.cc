// Two people pay into one account.
//
// A deposit loads the balance and stores the sum. If another deposit gets in between, it is lost.

#include <heddle/gtest.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <string>

namespace {

using heddle::Mutex;
using heddle::Shared;
using heddle::Task;

/// What the mutex guards: nothing, the load and the store each by itself, or the whole deposit.
enum class Guard { kNothing, kEachAccess, kWholeDeposit };

Task<> Deposit(Shared<int>& balance, Mutex& mutex, int amount, Guard guard) {
  if (guard != Guard::kNothing) co_await mutex.Lock();
  const int before = co_await balance.Load();
  if (guard == Guard::kEachAccess) {
    co_await mutex.Unlock();
    co_await mutex.Lock();
  }
  co_await balance.Store(before + amount);
  if (guard != Guard::kNothing) co_await mutex.Unlock();
}

/// The program: what is shared, who uses it, and what must be true when all have ended.
auto Account(Guard guard) {
  return [guard](heddle::Scheduler& scheduler) {
    auto& balance = scheduler.Make<Shared<int>>("balance", 0);
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("alice", Deposit(balance, mutex, 10, guard));
    scheduler.Spawn("bob", Deposit(balance, mutex, 20, guard));
    scheduler.Finally("no deposit is lost", [&balance]() -> heddle::Failure {
      if (balance.value() == 30) return {};
      return "the balance is " + std::to_string(balance.value());
    });
    scheduler.Observe("balance",
                      [&balance](std::string& out) { out += std::to_string(balance.value()); });
  };
}

// The bug. No lucky timing is needed: every order of the steps is tried.
TEST(Account, HasADataRaceWithoutTheMutex) {
  EXPECT_THAT(Account(Guard::kNothing), heddle::FailsWith("data-race"));
}

// A cure that is none: no access races any more, and a deposit still gets lost.
TEST(Account, LosesADepositIfEachAccessIsGuardedByItself) {
  EXPECT_THAT(Account(Guard::kEachAccess), heddle::FailsWith("final"));
}

TEST(Account, CanThenEndWithEitherDepositOrBoth) {
  for (const char* balance : {"10", "20", "30"}) {
    EXPECT_THAT(Account(Guard::kEachAccess), heddle::Reaches("balance", balance));
  }
}

// The cure.
TEST(Account, LosesNoDepositIfItIsGuardedAsAWhole) {
  EXPECT_THAT(Account(Guard::kWholeDeposit), heddle::HoldsInEveryInterleaving());
  EXPECT_THAT(Account(Guard::kWholeDeposit), heddle::NeverReaches("balance", "20"));
}

}  // namespace
