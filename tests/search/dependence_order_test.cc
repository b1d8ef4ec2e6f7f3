#include "src/search/dependence_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/join.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// An execution of a program, by the tasks that take its steps, and the order of its events.
class Order {
 public:
  Order(const Scenario& scenario, const std::vector<int>& tasks)
      : scenario_(scenario),
        world_(scenario_, parameters_, "", Memory::kArena),
        order_(std::make_unique<DependenceOrder>(world_)) {
    for (const int task : tasks) Step(task);
  }

  void Step(int task, int choice = 0) {
    ASSERT_TRUE(world_.enabled() >> task & 1) << "task " << task << " cannot go on";
    order_->Push(world_, {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)});
    order_->SetWoken(world_.Step(task, choice));
  }

  /// The races of an event, as "first-second", with a ! for a data race.
  static std::vector<std::string> Text(std::span<const Race> races) {
    std::vector<std::string> texts;
    for (const Race& race : races) {
      texts.push_back(std::to_string(race.first) + "-" + std::to_string(race.second) +
                      (race.both_plain ? "!" : ""));
    }
    return texts;
  }
  std::vector<std::string> Races(int event) const { return Text(order_->RacesOf(event)); }
  std::vector<std::string> PendingRaces(int task) {
    return Text(order_->RacesOfPending(world_, task));
  }
  bool Ordered(int a, int b) const { return order_->Ordered(a, b); }
  DependenceOrder& operator*() { return *order_; }

 private:
  const Scenario scenario_;
  const Parameters parameters_;
  World world_;
  std::unique_ptr<DependenceOrder> order_;
};

Task<> Store(Shared<int>& x, int times) {
  for (int i = 0; i < times; ++i) co_await x.Store(i);
}

Task<> Load(Shared<int>& x) { co_await x.Load(); }

Task<> LockedStore(Shared<int>& x, Mutex& mutex) {
  co_await mutex.Lock();
  co_await x.Store(1);
  co_await mutex.Unlock();
}

/// Task 0 stores twice, tasks 1 and 2 load.
Scenario Accesses() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    scheduler.Spawn("writer", Store(x, 2));
    scheduler.Spawn("one", Load(x));
    scheduler.Spawn("other", Load(x));
  });
}

TEST(DependenceOrder, OrdersTheStepsOfATask) {
  Order order(Accesses(), {0, 0});
  EXPECT_TRUE(order.Ordered(0, 1));
  EXPECT_FALSE(order.Ordered(1, 0));
  EXPECT_THAT(order.Races(1), IsEmpty());
}

TEST(DependenceOrder, FindsADataRaceOfAStoreAndALoad) {
  Order order(Accesses(), {0, 1});
  EXPECT_TRUE(order.Ordered(0, 1));
  EXPECT_THAT(order.Races(1), ElementsAre("0-1!"));
}

TEST(DependenceOrder, DoesNotOrderTwoLoads) {
  Order order(Accesses(), {1, 2});
  EXPECT_FALSE(order.Ordered(0, 1));
  EXPECT_THAT(order.Races(1), IsEmpty());
}

TEST(DependenceOrder, FindsTheRaceOfAStoreWithEachLoadBeforeIt) {
  Order order(Accesses(), {1, 2, 0});
  EXPECT_THAT(order.Races(2), ElementsAre("1-2!", "0-2!"));
}

TEST(DependenceOrder, FindsNoRaceAcrossAnEventInBetween) {
  // The first store is before the second, which is before the load.
  Order order(Accesses(), {0, 0, 1});
  EXPECT_TRUE(order.Ordered(0, 2));
  EXPECT_THAT(order.Races(2), ElementsAre("1-2!"));
}

TEST(DependenceOrder, TakesEventsBack) {
  Order order(Accesses(), {1, 0});
  (*order).PopTo(1);
  EXPECT_EQ((*order).size(), 1);
  EXPECT_EQ((*order).LastOf(0), -1);
  EXPECT_EQ((*order).LastOf(1), 0);
  (*order).PopTo(0);
  EXPECT_EQ((*order).LastOf(1), -1);
}

Scenario Locked() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    for (int i = 0; i < 2; ++i) scheduler.Spawn("task", LockedStore(x, mutex));
  });
}

TEST(DependenceOrder, OrdersWhatAMutexKeepsApart) {
  Order order(Locked(), {0, 0, 0, 1, 1, 1});
  EXPECT_TRUE(order.Ordered(1, 4));
  // That is no data race, and the one thing to reverse is who locks first.
  EXPECT_THAT(order.Races(3), ElementsAre("0-3"));
  EXPECT_THAT(order.Races(4), IsEmpty());
}

TEST(DependenceOrder, FindsTheRaceOfALockThatStillWaits) {
  Order order(Locked(), {0, 0});
  EXPECT_THAT(order.PendingRaces(1), ElementsAre("0-2"));
}

Task<> Put(Queue<int>& queue, int times) {
  for (int i = 0; i < times; ++i) co_await queue.Put(i);
}

Task<> Get(Queue<int>& queue, int times) {
  for (int i = 0; i < times; ++i) co_await queue.Get();
}

Scenario Queued(int capacity) {
  return Program([capacity](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue", capacity);
    scheduler.Spawn("putter", Put(queue, 3));
    scheduler.Spawn("getter", Get(queue, 2));
    scheduler.Spawn("another", Put(queue, 1));
  });
}

TEST(DependenceOrder, OrdersAnItemsPutAndItsGetOnly) {
  Order order(Queued(0), {0, 0, 1, 1});
  EXPECT_TRUE(order.Ordered(0, 2));
  EXPECT_FALSE(order.Ordered(1, 2));
  EXPECT_TRUE(order.Ordered(1, 3));
  EXPECT_THAT(order.Races(2), IsEmpty());
  EXPECT_THAT(order.Races(3), IsEmpty());
}

TEST(DependenceOrder, OrdersAGetAndThePutThatItMakesRoomFor) {
  Order bounded(Queued(2), {0, 0, 1, 0});
  EXPECT_TRUE(bounded.Ordered(2, 3));
  Order unbounded(Queued(0), {0, 0, 1, 0});
  EXPECT_FALSE(unbounded.Ordered(2, 3));
}

TEST(DependenceOrder, FindsTheRaceOfTwoPuts) {
  Order order(Queued(0), {0, 2});
  EXPECT_THAT(order.Races(1), ElementsAre("0-1"));
}

Task<> WaitOnce(Condition& condition, Mutex& mutex) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> NotifyOne(Condition& condition) { co_await condition.NotifyOne(); }

TEST(DependenceOrder, OrdersAWakeupAndTheNotificationThatGaveIt) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    scheduler.Spawn("waiter", WaitOnce(condition, mutex));
    scheduler.Spawn("notifier", NotifyOne(condition));
  });
  Order order(scenario, {0, 0, 1, 0, 0});
  EXPECT_THAT(order.Races(2), ElementsAre("1-2"));  // the notification could come before the wait
  EXPECT_TRUE(order.Ordered(2, 3));
  EXPECT_THAT(order.Races(3), IsEmpty());  // the wakeup could not come before the notification
}

Task<> Join(Ends& ends, Shared<int>& x) {
  co_await ends.Join(0);
  co_await x.Load();
}

TEST(DependenceOrder, OrdersTheEndOfATaskAndItsJoin) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("writer", Store(x, 1));
    scheduler.Spawn("joiner", Join(ends, x));
  });
  Order order(scenario, {0, 1, 1});
  EXPECT_TRUE(order.Ordered(0, 1));
  EXPECT_THAT(order.Races(2), IsEmpty());
}

Task<> SleepAndStore(Clock& clock, Shared<int>& x, std::chrono::microseconds pause) {
  co_await clock.Sleep(pause);
  co_await x.Store(1);
}

TEST(DependenceOrder, OrdersWhatVirtualTimeKeepsApart) {
  const auto scenario = [](int first, int second) {
    return Program([=](Scheduler& scheduler) {
      auto& x = scheduler.Make<Shared<int>>("x");
      auto& clock = scheduler.Make<Clock>("clock", true);
      scheduler.Spawn("first", SleepAndStore(clock, x, std::chrono::microseconds(first)));
      scheduler.Spawn("second", SleepAndStore(clock, x, std::chrono::microseconds(second)));
    });
  };
  Order apart(scenario(1, 2), {0, 0, 1, 1});
  EXPECT_TRUE(apart.Ordered(1, 2));
  EXPECT_THAT(apart.Races(3), IsEmpty());
  Order together(scenario(1, 1), {0, 0, 1, 1});
  EXPECT_FALSE(together.Ordered(1, 2));
  EXPECT_THAT(together.Races(3), ElementsAre("1-3!"));
}

Task<> Acquire(Semaphore& semaphore) { co_await semaphore.Acquire(); }
Task<> Release(Semaphore& semaphore) { co_await semaphore.Release(); }

Scenario Semaphores(int count) {
  return Program([count](Scheduler& scheduler) {
    auto& semaphore = scheduler.Make<Semaphore>("semaphore", count);
    scheduler.Spawn("releaser", Release(semaphore));
    for (int i = 0; i < 2; ++i) scheduler.Spawn("acquirer", Acquire(semaphore));
  });
}

TEST(DependenceOrder, FindsNoRaceOfAnAcquireWithTheReleaseThatItNeeds) {
  Order needed(Semaphores(0), {0, 1});
  EXPECT_TRUE(needed.Ordered(0, 1));
  EXPECT_THAT(needed.Races(1), IsEmpty());
  Order spare(Semaphores(1), {0, 1});
  EXPECT_THAT(spare.Races(1), ElementsAre("0-1"));
}

TEST(DependenceOrder, JudgesAReleaseByTheCountThatItMeets) {
  // When the releaser came to its release the count was 1; now that it releases, it is 0.
  Order order(Semaphores(1), {1, 0, 2});
  EXPECT_THAT(order.Races(2), ElementsAre("0-2"));
}

}  // namespace
}  // namespace heddle::internal
