// How many states an exploration visits does not hang on Bazel's compilation mode, nor on who
// builds it, nor does it take much longer: consumer_test.sh compares what this prints.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "latch.h"

namespace {

using heddle::Exploration;

struct Account {
  heddle::Mutex& mutex;
  heddle::Shared<int>& balance;
  heddle::Managed<std::string>& log;
};

/// A part with values of its own, some of which nobody needs any more when it waits.
heddle::Task<int> Deposit(Account& account, int amount) {
  const std::string note = "deposit " + std::to_string(amount);
  co_await account.mutex.Lock();
  const int before = co_await account.balance.Load();
  const std::vector<int> parts = {before, amount};
  int sum = 0;
  for (const int part : parts) sum += part;
  co_await account.balance.Store(sum);
  co_await account.mutex.Unlock();
  co_await account.log.Update([&note](std::string& log) { log += note.back(); });
  co_return sum;
}

heddle::Task<> Customer(Account& account, int times, heddle::Queue<int>& receipts, Latch& done) {
  for (int i = 0; i < times; ++i) {
    const int balance = co_await Deposit(account, 10 * (i + 1));
    co_await receipts.Put(balance);
  }
  co_await done.CountDown();
}

heddle::Task<> Auditor(heddle::Queue<int>& receipts, heddle::Atomic<int>& seen, int count,
                       Latch& done) {
  int last = 0;
  for (int i = 0; i < count; ++i) {
    const int receipt = co_await receipts.Get();
    if (receipt > last) {
      last = receipt;
      co_await seen.Store(last);
    }
  }
  co_await done.Wait();
}

void SetUpBank(heddle::Scheduler& scheduler, const heddle::Parameters&) {
  constexpr int kTimes = 3;
  auto& account = scheduler.Make<Account>(Account{
      scheduler.Make<heddle::Mutex>("mutex"), scheduler.Make<heddle::Shared<int>>("balance", 0),
      scheduler.Make<heddle::Managed<std::string>>("log", "")});
  auto& receipts = scheduler.Make<heddle::Queue<int>>("receipts");
  auto& seen = scheduler.Make<heddle::Atomic<int>>("seen", 0);
  auto& done = scheduler.Make<Latch>("done", 2);
  scheduler.Spawn("alice", Customer(account, kTimes, receipts, done));
  scheduler.Spawn("bob", Customer(account, kTimes, receipts, done));
  scheduler.Spawn("auditor", Auditor(receipts, seen, 2 * kTimes, done));
  scheduler.Finally("all is there", [&account] { return account.balance.value() == 120; });
}

/// What this process has taken so far: other processes, which there may be, do not count.
long MillisecondsOfProcessor() { return static_cast<long>(std::clock() / (CLOCKS_PER_SEC / 1000)); }

TEST(Bank, HasTheSameStatesInEveryCompilationMode) {
  heddle::Scenario scenario;
  scenario.name = "bank";
  scenario.set_up = SetUpBank;
  const Exploration result = heddle::Explore(scenario, scenario.Configure({}), {});
  EXPECT_EQ(result.verdict, Exploration::Verdict::kHolds);
  EXPECT_TRUE(result.complete) << result.remark;
  ASSERT_TRUE(result.states.has_value());
  // For consumer_test.sh, which compares them.
  std::printf("states: %llu\n", static_cast<unsigned long long>(*result.states));
  std::printf("milliseconds of the processor: %ld\n", MillisecondsOfProcessor());
}

}  // namespace
