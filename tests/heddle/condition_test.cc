#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/mutex.h>

#include <string>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> WaitOnce(Mutex& mutex, Condition& condition) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> WaitUnlocked(Mutex& mutex, Condition& condition) { co_await condition.Wait(mutex); }

Task<> NotifyOnes(Condition& condition, int times) {
  for (int i = 0; i < times; ++i) co_await condition.NotifyOne();
}

Task<> NotifyAllOnce(Condition& condition) { co_await condition.NotifyAll(); }

constexpr int kNotifier = 3;

/// Three tasks a, b and c that wait, and a notifier.
class Waiters : public testing::Test {
 protected:
  /// Lets `task` take the mutex and wait.
  void BeginToWait(TaskId task) {
    run_.Step(task);
    run_.Step(task);
  }
  Mutex* mutex_ = nullptr;
  Condition* condition_ = nullptr;
  Stepper run_{[this](Scheduler& scheduler) {
    mutex_ = &scheduler.Make<Mutex>("m");
    condition_ = &scheduler.Make<Condition>("c");
    for (const char* name : {"a", "b", "c"}) scheduler.Spawn(name, WaitOnce(*mutex_, *condition_));
    scheduler.Spawn("notifier", NotifyOnes(*condition_, 3));
    scheduler.Spawn("crier", NotifyAllOnce(*condition_));
  }};
};

TEST_F(Waiters, GiveUpTheMutexAndWaitInOneStep) {
  run_.Step(0);
  EXPECT_EQ(run_.Next(0), "wait c");
  EXPECT_FALSE(condition_->IsWaiting(0));
  EXPECT_FALSE(mutex_->free());
  run_.Step(0);
  EXPECT_TRUE(condition_->IsWaiting(0));
  EXPECT_TRUE(mutex_->free());
  EXPECT_EQ(run_.Next(0), "wake c");
  EXPECT_EQ(condition_->Describe(), "a waits");
}

TEST_F(Waiters, DoNotWakeBeforeTheyAreNotified) {
  BeginToWait(0);
  EXPECT_FALSE(run_.Can(0));
  run_.Step(kNotifier);
  EXPECT_TRUE(run_.Can(0));
  EXPECT_FALSE(condition_->IsWaiting(0));
}

TEST_F(Waiters, WakeOnlyWhenTheMutexIsFreeAndThenHoldIt) {
  BeginToWait(0);
  run_.Step(1);  // b holds the mutex
  run_.Step(kNotifier);
  EXPECT_FALSE(run_.Can(0));
  run_.Step(1);  // b waits, too
  EXPECT_TRUE(run_.Can(0));
  run_.Step(0);
  EXPECT_EQ(mutex_->Describe(), "held by a");
  EXPECT_EQ(run_.Next(0), "unlock m");
}

TEST_F(Waiters, AreAnyOfThemTheOneThatIsNotified) {
  for (int woken = 0; woken < 3; ++woken) {
    run_.world().Start();
    for (int task = 0; task < 3; ++task) BeginToWait(task);
    ASSERT_EQ(run_.world().Choices(kNotifier), 3);
    EXPECT_EQ(run_.Step(kNotifier, woken), std::string(1, static_cast<char>('a' + woken)));
    for (int task = 0; task < 3; ++task) EXPECT_EQ(run_.Can(task), task == woken) << woken;
  }
}

TEST_F(Waiters, AreNotNotifiedTwice) {
  BeginToWait(0);
  BeginToWait(2);
  EXPECT_EQ(run_.Step(kNotifier, 1), "c");
  EXPECT_EQ(run_.world().Choices(kNotifier), 1) << "c does not wait any more";
  EXPECT_EQ(run_.Step(kNotifier), "a");
  EXPECT_EQ(run_.Step(kNotifier), "nobody");
}

TEST_F(Waiters, AreAllWokenByNotifyAllButNotThoseThatComeLater) {
  BeginToWait(0);
  BeginToWait(1);
  EXPECT_EQ(condition_->Describe(), "a, b waits");
  EXPECT_EQ(run_.Step(4), "a, b");
  EXPECT_EQ(condition_->Describe(), "nobody waits");
  BeginToWait(2);
  EXPECT_TRUE(run_.Can(0));
  EXPECT_TRUE(run_.Can(1));
  EXPECT_FALSE(run_.Can(2));
}

TEST_F(Waiters, LoseANotificationThatComesBeforeThem) {
  EXPECT_EQ(run_.world().Choices(kNotifier), 1);
  EXPECT_EQ(run_.Step(kNotifier), "nobody");
  EXPECT_EQ(run_.Step(4), "nobody");
  BeginToWait(0);
  EXPECT_FALSE(run_.Can(0));
}

TEST(Condition, LeavesWaitingWhoeverMissedTheNotification) {
  Stepper run([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    auto& condition = scheduler.Make<Condition>("c");
    scheduler.Spawn("waiter", WaitOnce(mutex, condition));
    scheduler.Spawn("notifier", NotifyOnes(condition, 1));
  });
  for (const int task : {1, 0, 0}) run.Step(task);
  EXPECT_EQ(run.world().enabled(), 0u);
  EXPECT_EQ(
      run.End(),
      "lost-wakeup: waiter waits: wake 'c' (nobody has notified it); a notification of 'c' came "
      "when nobody waited");
}

TEST(Condition, IsMisusedByWaitingWithoutTheMutex) {
  Condition* condition = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    condition = &scheduler.Make<Condition>("c");
    scheduler.Spawn("a", WaitUnlocked(scheduler.Make<Mutex>("m"), *condition));
  });
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a waits on 'c' with 'm', which it does not hold");
  EXPECT_FALSE(condition->IsWaiting(0)) << "a failed task waits for nothing";
}

TEST_F(Waiters, TouchTheMutexTooAndNotificationsDoNot) {
  run_.Step(0);
  const Footprint wait = run_.world().footprint(0);
  EXPECT_EQ(wait.first.object, condition_->id());
  EXPECT_EQ(wait.second.object, mutex_->id());
  EXPECT_TRUE(wait.second.releases);
  run_.Step(0);
  EXPECT_TRUE(run_.world().footprint(0).second.acquires);
  const Footprint notify = run_.world().footprint(kNotifier);
  EXPECT_TRUE(Dependent(notify, wait));
  EXPECT_EQ(notify.second.mode, Mode::kNone);
}

}  // namespace
}  // namespace heddle::internal
