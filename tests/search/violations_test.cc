// Each kind of thing that can go wrong, and how it is put into words: the same by every strategy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <functional>
#include <stdexcept>
#include <string>

#include "tests/search/left_waiting.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::StartsWith;

class ByStrategy : public testing::TestWithParam<Strategy> {
 protected:
  /// The violation found, its kind and what is said of it: the first one, and past it the shortest.
  static std::string Found(const Scenario& scenario) {
    ExploreOptions options;
    options.strategy = GetParam();
    const Exploration first = Explore(scenario, options);
    const Exploration shortest = ExploreAllOf(scenario, GetParam());
    EXPECT_EQ(NameOf(first.verdict), "violated");
    EXPECT_EQ(NameOf(shortest.verdict), "violated");
    EXPECT_FALSE(first.complete);
    if (!first.violation || !shortest.violation) return "none";
    EXPECT_EQ(first.violation->kind, shortest.violation->kind);
    EXPECT_EQ(shortest.trace->violation, shortest.violation);
    return shortest.violation->kind + ": " + shortest.violation->message;
  }
  static void Holds(const Scenario& scenario) {
    const Exploration found = ExploreAllOf(scenario, GetParam());
    EXPECT_EQ(NameOf(found.verdict), "holds");
    EXPECT_EQ(found.complete, !Draws(GetParam()));
  }
};

INSTANTIATE_TEST_SUITE_P(Strategies, ByStrategy,
                         testing::Values("states", "dpor", "all", "count", "random", "pct", "pos"),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

Task<> LockBoth(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

Scenario Locks(bool swapped) {
  return Program([swapped](Scheduler& scheduler) {
    auto& m = scheduler.Make<Mutex>("m");
    auto& n = scheduler.Make<Mutex>("n");
    scheduler.Spawn("one", LockBoth(m, n));
    scheduler.Spawn("other", swapped ? LockBoth(n, m) : LockBoth(m, n));
  });
}

TEST_P(ByStrategy, FindsADeadlock) {
  EXPECT_EQ(Found(Locks(true)),
            "deadlock: one waits: lock 'n' (held by other); other waits: lock 'm' (held by one)");
  Holds(Locks(false));
}

Task<> LockAndUnlock(Mutex& mutex, bool unlocks) {
  co_await mutex.Lock();
  if (unlocks) co_await mutex.Unlock();
}

Scenario EndsLocked(bool unlocks, bool allowed) {
  return Program([unlocks, allowed](Scheduler& scheduler) {
    auto& m = scheduler.Make<Mutex>("m");
    scheduler.Spawn("one", LockAndUnlock(m, unlocks));
    if (allowed) scheduler.AllowHeldLocks();
  });
}

TEST_P(ByStrategy, FindsALockThatIsHeldAtTheEnd) {
  EXPECT_THAT(Found(EndsLocked(false, false)),
              ContainsRegex("^held-lock: one has ended and still holds 'm', "
                            "taken at violations_test.cc:[0-9]+$"));
  Holds(EndsLocked(true, false));
  Holds(EndsLocked(false, true));
}

constexpr int kLineOfSecondLock = __LINE__ + 4;
Task<> LockAgain(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Unlock();
  co_await mutex.Lock();
}

TEST_P(ByStrategy, NamesTheLastTakingOfAHeldLock) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              scheduler.Spawn("one", LockAgain(scheduler.Make<Mutex>("m")));
            })),
            "held-lock: one has ended and still holds 'm', taken at violations_test.cc:" +
                std::to_string(kLineOfSecondLock));
}

Task<> WaitFor(Condition& condition, Mutex& mutex, Managed<int>* ready) {
  co_await mutex.Lock();
  int now = 0;
  if (ready != nullptr) now = co_await ready->Load();
  if (now == 0) co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> Notify(Condition& condition, Mutex& mutex, Managed<int>* ready) {
  co_await mutex.Lock();
  if (ready != nullptr) co_await ready->Store(1);
  co_await condition.NotifyOne();
  co_await mutex.Unlock();
}

Scenario Waiting(bool asks) {
  return Program([asks](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    auto* ready = asks ? &scheduler.Make<Managed<int>>("ready") : nullptr;
    scheduler.Spawn("waiter", WaitFor(condition, mutex, ready));
    scheduler.Spawn("notifier", Notify(condition, mutex, ready));
  });
}

TEST_P(ByStrategy, CallsALostWakeupByItsName) {
  EXPECT_EQ(Found(Waiting(false)),
            "lost-wakeup: waiter waits: wake 'condition' (nobody has notified it); a notification "
            "of 'condition' "
            "came when nobody waited");
  Holds(Waiting(true));
}

TEST_P(ByStrategy, CallsAWaiterThatNobodyNotifiesUnfinished) {
  const std::string found = Found(Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    scheduler.Spawn("waiter", WaitFor(condition, mutex, nullptr));
  }));
  EXPECT_EQ(
      found,
      "unfinished: all others have ended; waiter waits: wake 'condition' (nobody has notified it)");
}

TEST_P(ByStrategy, CallsAnEndByOneRuleWhateverIsWaitedFor) {
  for (const LeftWaiting& program : AllLeftWaiting()) {
    EXPECT_THAT(Found(Program(program.set_up)), StartsWith(program.kind + ": ")) << program.name;
  }
}

Task<> GetForEver(Queue<int>& queue) {
  for (;;) co_await queue.Get();
}

Task<> PutOnce(Queue<int>& queue) { co_await queue.Put(1); }

Scenario Consumer(bool may_be_abandoned) {
  return Program([may_be_abandoned](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue");
    TaskTraits traits;
    traits.may_be_abandoned = may_be_abandoned;
    scheduler.Spawn("consumer", GetForEver(queue), traits);
    scheduler.Spawn("producer", PutOnce(queue));
  });
}

TEST_P(ByStrategy, CallsATaskUnfinishedThatIsNeverToldToStop) {
  EXPECT_EQ(Found(Consumer(false)),
            "unfinished: all others have ended; consumer waits: get 'queue' ([])");
  Holds(Consumer(true));
}

Task<> LoadThenThrow(Managed<int>& x) {
  co_await x.Load();
  throw std::runtime_error("no more");
}

Task<> AddOne(Managed<int>& x) {
  co_await x.Update([](int& value) { ++value; });
}

Task<> AddThenThrow(Managed<int>& x) {
  co_await AddOne(x);
  co_await LoadThenThrow(x);
}

TEST_P(ByStrategy, FindsAnExceptionThatLeavesATask) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Managed<int>>("x");
              scheduler.Spawn("other", AddOne(x));
              scheduler.Spawn("runner", AddThenThrow(x));
            })),
            "exception: runner: no more");
}

Task<> ThrowAtOnce() {
  throw std::runtime_error("not even started");
  co_return;
}

TEST_P(ByStrategy, FindsAnExceptionBeforeTheFirstOperation) {
  const Scenario alone = Program([](Scheduler& scheduler) { scheduler.Spawn("a", ThrowAtOnce()); });
  EXPECT_EQ(Found(alone), "exception: a: not even started");
  const Scenario with_others = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("other", AddOne(x));
    scheduler.Spawn("a", ThrowAtOnce());
  });
  EXPECT_EQ(Found(with_others), "exception: a: not even started");
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

Task<> LockTwice(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Lock();
}

Task<> LockAndUnlock(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Unlock();
}

Scenario BesideALocker(std::function<Task<>(Mutex&)> body) {
  return Program([body](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("bad", body(mutex));
    scheduler.Spawn("good", LockAndUnlock(mutex));
  });
}

TEST_P(ByStrategy, FindsMisuse) {
  EXPECT_EQ(Found(BesideALocker(UnlockOnly)),
            "misuse: bad: bad unlocks 'mutex', which it does not hold");
  EXPECT_EQ(Found(BesideALocker(LockTwice)),
            "misuse: bad: bad locks 'mutex', which it holds already");
}

Task<> StorePlain(Shared<int>& x, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  co_await x.Store(1);
  if (mutex != nullptr) co_await mutex->Unlock();
}

Task<> LoadPlain(Shared<int>& x, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  co_await x.Load();
  if (mutex != nullptr) co_await mutex->Unlock();
}

Scenario Accesses(bool first_locks, bool second_locks) {
  return Program([=](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("writer", StorePlain(x, first_locks ? &mutex : nullptr));
    scheduler.Spawn("reader", LoadPlain(x, second_locks ? &mutex : nullptr));
  });
}

TEST_P(ByStrategy, FindsADataRace) {
  for (const bool locks : {false, true}) {
    EXPECT_THAT(Found(Accesses(locks, false)),
                AllOf(StartsWith("data-race: nothing orders "),
                      ContainsRegex("writer: store x \\([a-z_]+test.cc:"),
                      ContainsRegex("reader: load x \\([a-z_]+test.cc:")));
  }
  Holds(Accesses(true, true));
}

Task<> Count(Managed<int>& x) {
  for (int i = 1; i <= 3; ++i) co_await x.Store(i);
}

TEST_P(ByStrategy, FindsAnInvariantThatFailsForAMomentOnly) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("counter", Count(x));
    scheduler.Invariant("never 2", [&x]() -> Failure {
      if (x.value() != 2) return {};
      return "x is 2";
    });
  });
  EXPECT_EQ(Found(scenario), "invariant: never 2: x is 2");
  EXPECT_EQ(ExploreAllOf(scenario, GetParam()).trace->steps.size(), 2u);
}

TEST_P(ByStrategy, FindsAnInvariantThatFailsAtTheStartOnly) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("counter", Count(x));
    scheduler.Invariant("never 0", [&x]() -> Failure {
      if (x.value() != 0) return {};
      return "x is 0";
    });
  });
  EXPECT_EQ(Found(scenario), "invariant: never 0: x is 0");
  EXPECT_EQ(ExploreAllOf(scenario, GetParam()).trace->steps.size(), 0u);
}

TEST_P(ByStrategy, FindsAPropertyThatFailsAtTheEndOnly) {
  const auto scenario = [](int wanted) {
    return Program([wanted](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x");
      scheduler.Spawn("counter", Count(x));
      scheduler.Finally("as wanted", [&x, wanted]() -> Failure {
        if (x.value() == wanted) return {};
        return "x is " + std::to_string(x.value());
      });
    });
  };
  EXPECT_EQ(Found(scenario(2)), "final: as wanted: x is 3");
  Holds(scenario(3));
}

Task<> StoreForEver(Managed<int>& x) {
  for (int i = 0;; ++i) co_await x.Store(i);
}

/// The strategies that follow executions, and not states, to their end.
class ByExecution : public ByStrategy {};

INSTANTIATE_TEST_SUITE_P(Strategies, ByExecution,
                         testing::Values("dpor", "all", "count", "random", "pct", "pos"),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST_P(ByExecution, TakesATaskOfTooManyStepsNeverToEnd) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    scheduler.Spawn("counter", StoreForEver(scheduler.Make<Managed<int>>("x")));
  });
  ExploreOptions options;
  options.strategy = GetParam();
  options.max_steps = 50;
  options.samples = 3;
  options.keep_going = true;
  const Exploration found = Explore(scenario, options);
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "endless");
  EXPECT_THAT(found.violation->message, testing::HasSubstr("counter"));
  EXPECT_FALSE(found.complete);
}

Task<> StoreTimes(Managed<int>& x, int times) {
  for (int i = 0; i < times; ++i) co_await x.Store(i);
}

TEST_P(ByExecution, AllowsTheMostStepsAndNotOneMore) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    scheduler.Spawn("counter", StoreTimes(scheduler.Make<Managed<int>>("x"), 4));
  });
  ExploreOptions options;
  options.strategy = GetParam();
  options.samples = 3;
  options.max_steps = 4;
  const Exploration whole = Explore(scenario, options);
  EXPECT_EQ(whole.verdict, Exploration::Verdict::kHolds);
  EXPECT_EQ(whole.complete, !Draws(GetParam()));
  options.max_steps = 3;
  const Exploration cut = Explore(scenario, options);
  EXPECT_FALSE(cut.complete);
  ASSERT_TRUE(cut.violation.has_value());
  EXPECT_EQ(cut.violation->kind, "endless");
}

}  // namespace
}  // namespace heddle::internal
