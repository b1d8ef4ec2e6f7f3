// Programs on which a reversal is easily got wrong: what cannot run where it would be reversed to
// must not be tried, and nothing else be left out. Each is measured by running it in every way.

#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

#include <cstdint>
#include <map>
#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>

#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

/// One execution of each trace, none blocked, and each outcome in as many as in truth.
void ExpectOptimal(const Scenario& scenario) {
  const auto truth = RunEveryWay(scenario, "end", 100'000);
  ASSERT_TRUE(truth.has_value());
  const Exploration found = ExploreAllOf(scenario, "dpor", "end");
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), truth->traces.size());
  EXPECT_EQ(found.blocked_executions, 0u);
  std::map<std::string, std::uint64_t> expected, counted;
  for (const auto& [value, outcome] : truth->outcomes) expected[value] = outcome.traces.size();
  const auto outcomes = found.outcomes.value();
  for (const auto& outcome : outcomes) {
    counted[outcome.value] = static_cast<std::uint64_t>(outcome.executions);
  }
  EXPECT_EQ(counted, expected);
  EXPECT_EQ(found.violation.has_value(), truth->shortest_violation.has_value());
}

/// Offers "end": what all objects hold, and who has not ended.
void ObserveEnd(Scheduler& scheduler) {
  scheduler.Observe("end", [&scheduler](std::string& out) {
    for (const Object* object : scheduler.program().objects()) out += object->Describe() + " ";
    for (TaskId task = 0; task < scheduler.program().task_count(); ++task) {
      if (!scheduler.program().task_state(task).finished)
        out += scheduler.program().NameOf(task) + " waits ";
    }
  });
}

Task<> Acquire(Semaphore& semaphore) { co_await semaphore.Acquire(); }
Task<> Release(Semaphore& semaphore) { co_await semaphore.Release(); }

TEST(Dpor, KnowsThatAReleaseIsNeededOnlyWhereTheCountIsZero) {
  for (int count = 0; count <= 2; ++count) {
    for (int acquirers = 1; acquirers <= 3; ++acquirers) {
      SCOPED_TRACE(std::to_string(count) + ", " + std::to_string(acquirers));
      ExpectOptimal(Program(
          [=](Scheduler& scheduler) {
            auto& semaphore = scheduler.Make<Semaphore>("semaphore", count);
            scheduler.Spawn("releaser", Release(semaphore));
            for (int i = 0; i < acquirers; ++i) scheduler.Spawn("acquirer", Acquire(semaphore));
            ObserveEnd(scheduler);
          },
          {"end"}));
    }
  }
}

Task<> AcquireInAMutex(Semaphore& semaphore, Mutex& mutex) {
  co_await semaphore.Acquire();
  co_await mutex.Lock();
  co_await semaphore.Acquire();
  co_await mutex.Unlock();
}

TEST(Dpor, KnowsThatAReleaseIsNeededOnlyWhereTheCountIsZeroByThen) {
  ExpectOptimal(Program(
      [](Scheduler& scheduler) {
        auto& semaphore = scheduler.Make<Semaphore>("semaphore", 1);
        auto& mutex = scheduler.Make<Mutex>("mutex");
        scheduler.Spawn("releaser", Release(semaphore));
        scheduler.Spawn("acquirer", AcquireInAMutex(semaphore, mutex));
        ObserveEnd(scheduler);
      },
      {"end"}));
}

Task<> NotifyThenLock(Condition& condition, Mutex* mutex) {
  co_await condition.NotifyOne();
  if (mutex != nullptr) co_await mutex->Lock();
}

Task<> WaitOnce(Condition& condition, Mutex& mutex) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

TEST(Dpor, DoesNotWakeATaskWhoseMutexIsTaken) {
  ExpectOptimal(Program(
      [](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("mutex");
        auto& condition = scheduler.Make<Condition>("condition");
        scheduler.Spawn("keeps the mutex", NotifyThenLock(condition, &mutex));
        scheduler.Spawn("notifies", NotifyThenLock(condition, nullptr));
        scheduler.Spawn("waits", WaitOnce(condition, mutex));
        ObserveEnd(scheduler);
      },
      {"end"}));
}

Task<> LockTwice(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Lock();
}

Task<> StoreAndLock(Managed<int>& x, Mutex& mutex) {
  co_await x.Store(1);
  co_await mutex.Lock();
  co_await mutex.Unlock();
}

TEST(Dpor, DoesNotLockAheadOfATaskThatLocksWhatItHolds) {
  ExpectOptimal(Program(
      [](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("mutex");
        scheduler.Spawn("locks twice", LockTwice(mutex));
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("locks once", StoreAndLock(x, mutex));
        ObserveEnd(scheduler);
      },
      {"end"}));
}

Task<> PutThenUnlock(Queue<int>& queue, Mutex& mutex) {
  co_await queue.Put(1);
  co_await mutex.Unlock();
}

Task<> PutLocked(Queue<int>& queue, Mutex& mutex) {
  co_await mutex.Lock();
  co_await queue.Put(2);
  co_await mutex.Unlock();
}

TEST(Dpor, DoesNotTakeAnUnlockByAnotherForARelease) {
  // Where the second puts first, the first never comes to its misuse: a deadlock, easily missed.
  ExpectOptimal(Program(
      [](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("mutex");
        auto& queue = scheduler.Make<Queue<int>>("queue", 1);
        scheduler.Spawn("first", PutThenUnlock(queue, mutex));
        scheduler.Spawn("second", PutLocked(queue, mutex));
        ObserveEnd(scheduler);
      },
      {"end"}));
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

Task<> LockAndAddOnce(Mutex& mutex, Managed<int>& x) {
  co_await mutex.Lock();
  co_await x.Update([](int& value) { ++value; });
  co_await mutex.Unlock();
}

TEST(Dpor, CountsTracesWithMisuseAsAllInterleavingsHaveThem) {
  ExpectOptimal(Program(
      [](Scheduler& scheduler) {
        auto& mutex = scheduler.Make<Mutex>("mutex");
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("unlocks", UnlockOnly(mutex));
        for (int i = 0; i < 2; ++i) scheduler.Spawn("adds", LockAndAddOnce(mutex, x));
        ObserveEnd(scheduler);
      },
      {"end"}));
}

/// A user's own object: one at a time goes in, and each needs a coin.
class Turnstile : public Object {
 public:
  Turnstile(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}

  enum Code { kInsert, kEnter, kLeave };
  Operation Do(Code code) { return Operation(*this, code, code == kEnter, {}); }

  bool Enabled(const Operation&, TaskId) const override { return coins_ > 0 && !taken_; }
  Progress Perform(Operation& operation, TaskId, int) override {
    if (operation.code == kInsert) ++coins_;
    if (operation.code == kEnter) --coins_;
    if (operation.code != kInsert) taken_ = operation.code == kEnter;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    Access access = AccessIn(Mode::kWrite);
    access.acquires = operation.code == kEnter;
    access.releases = operation.code == kLeave;
    return {access, {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    constexpr std::string_view kNames[] = {"insert", "enter", "leave"};
    return kNames[operation.code];
  }
  std::string Describe() const override {
    return std::to_string(coins_) + (taken_ ? " taken" : " free");
  }

 private:
  int coins_ = 0;
  bool taken_ = false;
};

Task<> Insert(Turnstile& turnstile, int coins) {
  for (int i = 0; i < coins; ++i) co_await turnstile.Do(Turnstile::kInsert);
}

Task<> GoThrough(Turnstile& turnstile, Managed<int>& x) {
  co_await turnstile.Do(Turnstile::kEnter);
  co_await x.Update([](int& value) { value = 2 * value + 1; });
  co_await turnstile.Do(Turnstile::kLeave);
}

TEST(Dpor, TriesWhetherWhatAUsersObjectAcquiresCanBeHadEarlier) {
  for (int coins = 0; coins <= 2; ++coins) {
    SCOPED_TRACE(coins);
    ExpectOptimal(Program(
        [=](Scheduler& scheduler) {
          auto& turnstile = scheduler.Make<Turnstile>("turnstile");
          auto& x = scheduler.Make<Managed<int>>("x");
          scheduler.Spawn("inserts", Insert(turnstile, coins));
          for (int i = 0; i < 2; ++i) scheduler.Spawn("goes through", GoThrough(turnstile, x));
          ObserveEnd(scheduler);
        },
        {"end"}));
  }
}

Task<> StoreOnce(Shared<int>& x) { co_await x.Store(1); }

// The last step of one and the only one of the other: nothing of the other's is left to be looked
// at then, and yet the two are a race.
TEST(Dpor, SeesARaceWithTheFirstStepOfTheTaskLeftAlone) {
  const Exploration found = ExploreAllOf(Program([](Scheduler& scheduler) {
                                           auto& x = scheduler.Make<Shared<int>>("x", 0);
                                           scheduler.Spawn("a", StoreOnce(x));
                                           scheduler.Spawn("b", StoreOnce(x));
                                         }),
                                         "dpor");
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "data-race");
  EXPECT_EQ(static_cast<std::uint64_t>(found.executions.value()), 2u);
  EXPECT_EQ(found.violations, 2u);
}

Task<> AddLocked(Mutex& mutex, Managed<int>& x, int amount) {
  co_await mutex.Lock();
  co_await x.Update([amount](int& value) { value = 10 * value + amount; });
  co_await mutex.Unlock();
}

// All branch at once where all are about to lock, and not where one is about to do something else.
TEST(Dpor, BranchesWhereAllAreAboutToLockAndOneIsNot) {
  for (int others = 0; others <= 2; ++others) {
    SCOPED_TRACE(others);
    ExpectOptimal(Program(
        [others](Scheduler& scheduler) {
          auto& mutex = scheduler.Make<Mutex>("mutex");
          auto& x = scheduler.Make<Managed<int>>("x", 0);
          auto& free = scheduler.Make<Semaphore>("free", 1);
          for (int i = 1; i <= 3; ++i) {
            scheduler.Spawn("adds " + std::to_string(i), AddLocked(mutex, x, i));
          }
          for (int i = 0; i < others; ++i) scheduler.Spawn("acquires", Acquire(free));
          ObserveEnd(scheduler);
        },
        {"end"}));
  }
}

// --- Invariants.

Task<> StoreOne(Shared<int>& variable) { co_await variable.Store(1); }

/// Two stores that are independent, and an invariant that fails between them in one of two orders.
void StoreBoth(Scheduler& scheduler) {
  auto& x = scheduler.Make<Shared<int>>("x", 0);
  auto& y = scheduler.Make<Shared<int>>("y", 0);
  scheduler.Spawn("first", StoreOne(x));
  scheduler.Spawn("second", StoreOne(y));
  scheduler.Invariant("x comes first", [&x, &y]() -> Failure {
    if (x.value() >= y.value()) return {};
    return "y has come first";
  });
}

TEST(Dpor, IsNotCompleteWhereAnInvariantReadsSeveralObjects) {
  const Exploration found = ExploreAllOf(Program(StoreBoth), "dpor");
  EXPECT_EQ(found.executions, 1u);
  EXPECT_FALSE(found.complete);
  EXPECT_EQ(found.half_checked, "x comes first");
  EXPECT_NE(found.remark.find("the invariant 'x comes first'"), std::string::npos) << found.remark;
  for (const Strategy strategy : {"all", "states", "count"}) {
    const Exploration truth = ExploreAllOf(Program(StoreBoth), strategy);
    EXPECT_EQ(truth.verdict, Exploration::Verdict::kViolated) << NameOf(strategy);
    EXPECT_TRUE(truth.complete) << NameOf(strategy);
  }
}

Task<> StoreOther(Managed<int>& variable) { co_await variable.Store(1); }

/// Another's step comes between, and each value of x is met for all that.
TEST(Dpor, IsCompleteWhereAnInvariantIsAboutOneObject) {
  for (const int bad : {1, 2, 3}) {
    const Scenario scenario = Program([bad](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      auto& y = scheduler.Make<Managed<int>>("y", 0);
      const auto store_and_more = [](Managed<int>& x, Managed<int>& y) -> Task<> {
        co_await x.Store(1);
        co_await y.Store(1);
        co_await x.Store(2);
      };
      scheduler.Spawn("first", store_and_more(x, y));
      scheduler.Spawn("second", StoreOther(y));
      scheduler.Invariant("x is right", x, [&x, bad]() -> Failure {
        if (x.value() != bad) return {};
        return "it is not";
      });
    });
    const Exploration found = ExploreAllOf(scenario, "dpor");
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.remark, "");
    EXPECT_EQ(found.verdict, ExploreAllOf(scenario, "all").verdict) << bad;
    EXPECT_EQ(found.violation.has_value(), bad != 3) << bad;
  }
}

Task<> GetOne(Queue<int>& queue) { co_await queue.Get(); }

// A put and a get of different items commute, and between them the queue holds two items or none.
TEST(Dpor, IsNotCompleteWhereAnInvariantIsAboutAQueue) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue", 0);
    scheduler.Spawn("filler", [](Queue<int>& queue) -> Task<> {
      co_await queue.Put(0);
      co_await queue.Put(1);
    }(queue));
    scheduler.Spawn("getter", GetOne(queue));
    scheduler.Invariant("it never holds two", queue, [&queue]() -> Failure {
      if (queue.size() < 2) return {};
      return "it holds two";
    });
  });
  EXPECT_FALSE(ExploreAllOf(scenario, "dpor").complete);
  EXPECT_EQ(ExploreAllOf(scenario, "all").verdict, Exploration::Verdict::kViolated);
}

/// A counter whose ups commute with its downs: a user's own object, and a queue but for the kind. A
/// down does not wait for the up that it takes back.
class Counter final : public Object {
 public:
  explicit Counter(Scheduler& scheduler) : Object(scheduler, "counter") {}
  Operation Move(int by, std::source_location where = std::source_location::current()) {
    return Operation(*this, by > 0, false, where);
  }
  int value() const { return value_; }

  Progress Perform(Operation& operation, TaskId, int) override {
    value_ += operation.code != 0 ? 1 : -1;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code != 0 ? Mode::kPush : Mode::kPop), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "move"; }
  std::string Describe() const override { return std::to_string(value_); }

 private:
  int value_ = 0;
};

Task<> MoveOnce(Counter& counter, int by) { co_await counter.Move(by); }

TEST(Dpor, IsNotCompleteWhereAnInvariantIsAboutWhatIsPushedAndPopped) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& counter = scheduler.Make<Counter>();
    scheduler.Spawn("up and down", [](Counter& counter) -> Task<> {
      co_await counter.Move(1);
      co_await counter.Move(-1);
    }(counter));
    scheduler.Spawn("up", MoveOnce(counter, 1));
    scheduler.Invariant("it is never 2", counter, [&counter]() -> Failure {
      if (counter.value() != 2) return {};
      return "it is 2";
    });
  });
  EXPECT_EQ(ExploreAllOf(scenario, "dpor").half_checked, "it is never 2");
  EXPECT_EQ(ExploreAllOf(scenario, "all").verdict, Exploration::Verdict::kViolated);
}

TEST(Dpor, RefusesAPopOfWhatWasNotPushed) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& counter = scheduler.Make<Counter>();
    scheduler.Spawn("down", MoveOnce(counter, -1));
    scheduler.Spawn("up", MoveOnce(counter, 1));
  });
  try {
    ExploreAllOf(scenario, "dpor");
    ADD_FAILURE();
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "counter: a pop (Mode::kPop) of what was not pushed (Mode::kPush)");
  }
}

}  // namespace
}  // namespace heddle::internal
