#include <gtest/gtest.h>
#include <heddle/shared.h>
#include <heddle/shared_mutex.h>

#include <string>
#include <vector>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> Read(SharedMutex& mutex, Shared<int>& value) {
  co_await mutex.LockShared();
  co_await value.Load();
  co_await mutex.UnlockShared();
}

Task<> Write(SharedMutex& mutex, Shared<int>& value) {
  co_await mutex.Lock();
  co_await value.Update([](int& number) { ++number; });
  co_await mutex.Unlock();
}

Task<> Try(SharedMutex& mutex, std::vector<bool>& got) {
  got.push_back(co_await mutex.TryLock());
  got.push_back(co_await mutex.TryLockShared());
}

class ReadersAndAWriter : public testing::Test {
 protected:
  std::vector<bool> got_;
  SharedMutex* mutex_ = nullptr;
  Stepper run_{[this](Scheduler& scheduler) {
    mutex_ = &scheduler.Make<SharedMutex>("m");
    auto& value = scheduler.Make<Shared<int>>("value", 0);
    scheduler.Spawn("a", Read(*mutex_, value));
    scheduler.Spawn("b", Read(*mutex_, value));
    scheduler.Spawn("writer", Write(*mutex_, value));
    scheduler.Spawn("tries", Try(*mutex_, got_));
  }};
};

TEST_F(ReadersAndAWriter, AreManyOrOne) {
  EXPECT_EQ(run_.Next(0), "lock shared m");
  run_.Step(0);
  EXPECT_TRUE(run_.Can(1));
  EXPECT_FALSE(run_.Can(2));
  run_.Step(1);
  EXPECT_EQ(mutex_->Describe(), "read by a, b");
  for (const int task : {0, 0}) run_.Step(task);
  EXPECT_FALSE(run_.Can(2)) << "one still reads";
  for (const int task : {1, 1}) run_.Step(task);
  ASSERT_TRUE(run_.Can(2));
  run_.Step(2);
  EXPECT_EQ(mutex_->Describe(), "held by writer");
}

TEST_F(ReadersAndAWriter, AreToldAtOnceWhereTheyOnlyTry) {
  run_.Step(0);
  EXPECT_EQ(run_.Step(3), "false") << "to write";
  EXPECT_EQ(run_.Step(3), "true") << "to read";
  EXPECT_EQ(got_, (std::vector<bool>{false, true}));
  EXPECT_EQ(mutex_->Describe(), "read by a, tries");
}

TEST_F(ReadersAndAWriter, LeaveNoLockBehindUnseen) {
  for (const int task : {3, 3}) run_.Step(task);
  EXPECT_EQ(run_.failure(), "misuse: tries: tries locks 'm', which it holds already");
}

TEST(SharedMutex, IsMisusedByGivingBackWhatOneDoesNotHoldSo) {
  Stepper run([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<SharedMutex>("m");
    scheduler.Spawn("a", [&mutex]() -> Task<> {
      co_await mutex.LockShared();
      co_await mutex.Unlock();
    });
  });
  run.Step(0);
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a unlocks 'm', which it does not hold so");
}

TEST(SharedMutex, IsAHeldLockWhereAReaderEndsWithIt) {
  Stepper run([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<SharedMutex>("m");
    scheduler.Spawn("a", [&mutex]() -> Task<> { co_await mutex.LockShared(); });
  });
  run.Step(0);
  EXPECT_EQ(run.End(), "held-lock: a has ended and still holds 'm'");
}

Scenario Guarded(bool writer_locks_shared) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<SharedMutex>("m");
        auto& value = scheduler.Make<Shared<int>>("value", 0);
        scheduler.Spawn("a", Read(mutex, value));
        scheduler.Spawn("b", Read(mutex, value));
        scheduler.Spawn("w", Write(mutex, value));
        if (writer_locks_shared) {
          scheduler.Spawn("wrong", [&]() -> Task<> {
            co_await mutex.LockShared();
            co_await value.Store(5);
            co_await mutex.UnlockShared();
          });
        }
        scheduler.Observe("value", [&](std::string& out) { out += value.Describe(); });
      },
      {"value"});
}

TEST(SharedMutex, OrdersReadersAndWritersInEveryStrategy) {
  const Scenario scenario = Guarded(false);
  const auto truth = RunEveryWay(scenario, "value", 100'000);
  ASSERT_TRUE(truth.has_value());
  for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
    const Exploration found = ExploreAllOf(scenario, strategy, "value");
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    if (strategy == "all") {
      EXPECT_EQ(found.executions, truth->interleavings);
    }
    if (strategy != "dpor") continue;
    EXPECT_EQ(found.executions, truth->traces.size());
    EXPECT_EQ(found.blocked_executions, 0u);
  }
  // Readers commute: the writer comes after none, either or both of them.
  EXPECT_EQ(truth->traces.size(), 4u);
}

TEST(SharedMutex, DoesNotGuardAgainstAWriterThatLocksItAsAReader) {
  for (const Strategy strategy : {"states", "dpor", "count"}) {
    const Exploration found = ExploreAllOf(Guarded(true), strategy);
    ASSERT_TRUE(found.violation.has_value()) << NameOf(strategy);
    EXPECT_EQ(found.violation->kind, "data-race") << NameOf(strategy);
  }
}

}  // namespace
}  // namespace heddle::internal
