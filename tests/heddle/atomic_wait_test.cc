// Waiting for an atomic to change, and being told that it has.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/shared.h>

#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> WaitWhile(Atomic<int>& x, int old) { co_await x.Wait(old); }

Task<> StoreAndNotifyOne(Atomic<int>& x, int value) {
  co_await x.Store(value);
  co_await x.NotifyOne();
}

Task<> NotifyAllOnce(Atomic<int>& x) { co_await x.NotifyAll(); }

constexpr int kStorer = 2, kCrier = 3;

/// Tasks a and b that wait while x is 0, one that stores 1 and notifies one, and one that notifies
/// all.
class Sleepers : public testing::Test {
 protected:
  Atomic<int>* x_ = nullptr;
  Stepper run_{[this](Scheduler& scheduler) {
    x_ = &scheduler.Make<Atomic<int>>("x", 0);
    for (const char* name : {"a", "b"}) scheduler.Spawn(name, WaitWhile(*x_, 0));
    scheduler.Spawn("storer", StoreAndNotifyOne(*x_, 1));
    scheduler.Spawn("crier", NotifyAllOnce(*x_));
  }};
};

TEST_F(Sleepers, GoOnAtOnceWhereTheValueIsAnother) {
  run_.Step(kStorer);
  EXPECT_EQ(run_.Next(0), "wait x");
  EXPECT_EQ(run_.Step(0), "1");
  EXPECT_TRUE(run_.HasEnded(0));
}

TEST_F(Sleepers, SleepWhereItIsTheOldOneUntilNotified) {
  EXPECT_EQ(run_.Step(0), "0");
  EXPECT_EQ(run_.Next(0), "wake x");
  EXPECT_FALSE(run_.Can(0));
  run_.Step(kStorer);
  EXPECT_FALSE(run_.Can(0)) << "a store alone wakes nobody";
  EXPECT_EQ(run_.Step(kStorer), "a");
  EXPECT_TRUE(run_.Can(0));
  EXPECT_EQ(run_.Step(0), "1");
  EXPECT_TRUE(run_.HasEnded(0));
}

TEST_F(Sleepers, SleepOnWhereTheyAreNotifiedAndFindTheOldValue) {
  run_.Step(0);
  EXPECT_EQ(run_.Step(kCrier), "a");
  EXPECT_EQ(run_.Step(0), "0");
  EXPECT_EQ(run_.Next(0), "wake x");
  EXPECT_FALSE(run_.Can(0));
  run_.Step(kStorer);
  EXPECT_EQ(run_.Step(kStorer), "a");
  run_.Step(0);
  EXPECT_TRUE(run_.HasEnded(0));
}

TEST_F(Sleepers, AreAnyOfThemTheOneThatIsWoken) {
  for (int woken = 0; woken < 2; ++woken) {
    run_.world().Start();
    for (const int task : {0, 1, kStorer}) run_.Step(task);
    ASSERT_EQ(run_.world().Choices(kStorer), 2);
    EXPECT_EQ(run_.Step(kStorer, woken), woken == 0 ? "a" : "b");
    EXPECT_EQ(run_.Can(0), woken == 0);
    EXPECT_EQ(run_.Can(1), woken == 1);
  }
}

TEST_F(Sleepers, MissANotificationThatComesBeforeTheySleep) {
  EXPECT_EQ(run_.Step(kCrier), "nobody");
  run_.Step(0);
  EXPECT_FALSE(run_.Can(0));
}

Task<> NotifyThenStore(Atomic<int>& x) {
  co_await x.NotifyOne();
  co_await x.Store(1);
}

TEST(AtomicWait, IsALostWakeupWhereTheNotificationCameTooSoon) {
  Stepper run([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("waiter", WaitWhile(x, 0));
    scheduler.Spawn("storer", NotifyThenStore(x));
  });
  for (const int task : {1, 0, 1}) run.Step(task);
  EXPECT_EQ(run.End(),
            "lost-wakeup: waiter waits: wake 'x' (it is 1 by now, but nobody has notified it); a "
            "notification of 'x' came when nobody waited");
}

Task<> Publish(Shared<int>& data, Atomic<int>& ready, std::memory_order order) {
  co_await data.Store(7);
  co_await ready.Store(1, order);
  co_await ready.NotifyAll();
}

Task<> Consume(Shared<int>& data, Atomic<int>& ready, std::memory_order order) {
  co_await ready.Wait(0, order);
  co_await data.Load();
}

Scenario Handing(std::memory_order store, std::memory_order wait) {
  return Program([=](Scheduler& scheduler) {
    auto& data = scheduler.Make<Shared<int>>("data", 0);
    auto& ready = scheduler.Make<Atomic<int>>("ready", 0);
    scheduler.Spawn("publisher", Publish(data, ready, store));
    scheduler.Spawn("consumer", Consume(data, ready, wait));
  });
}

TEST(AtomicWait, OrdersByTheValueThatItReadsAndNotByTheNotification) {
  const auto kind = [](std::memory_order store, std::memory_order wait, Strategy strategy) {
    const Exploration found = ExploreAllOf(Handing(store, wait), strategy);
    return found.violation ? found.violation->kind : "";
  };
  for (const Strategy strategy : {"states", "dpor", "all"}) {
    using std::memory_order_acquire, std::memory_order_relaxed, std::memory_order_release;
    EXPECT_EQ(kind(memory_order_release, memory_order_acquire, strategy), "");
    EXPECT_EQ(kind(memory_order_relaxed, memory_order_acquire, strategy), "data-race");
    EXPECT_EQ(kind(memory_order_release, memory_order_relaxed, strategy), "data-race");
  }
}

TEST(AtomicWait, RefusesAnOrderThatNoLoadCanHave) {
  Stepper run([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("a", [&x]() -> Task<> { co_await x.Wait(0, std::memory_order_release); });
  });
  EXPECT_EQ(run.failure(),
            "misuse: a: 'x': a wait cannot have the order release: it must be relaxed, acquire or "
            "seq_cst");
}

}  // namespace
}  // namespace heddle::internal
