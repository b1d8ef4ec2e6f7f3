// Loops that read and wait for another value are what an await in their place is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <array>
#include <functional>
#include <map>
#include <string>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using Verdict = Exploration::Verdict;

constexpr std::array kExhaustive = {"states", "dpor", "count", "all"};

/// How a task waits until an atomic has a value.
enum class Waiting { kAwait, kLoop };

Task<> WaitFor(Atomic<int>& atomic, int wanted, Waiting how) {
  if (how == Waiting::kAwait) {
    co_await atomic.Await([wanted](int value) { return value == wanted; });
  } else {
    while (co_await atomic.Load() != wanted) {
    }
  }
}

std::map<std::string, std::uint64_t> Counts(const Exploration& found) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& outcome : *found.outcomes) {
    counts[outcome.value] = static_cast<std::uint64_t>(outcome.executions);
  }
  return counts;
}

/// Both ways to wait come to the same, by every strategy, with snapshots and without.
void ExpectAlike(const std::function<void(Scheduler&, Waiting)>& set_up) {
  const auto program = [&](Waiting how) {
    return Program([&set_up, how](Scheduler& scheduler) { set_up(scheduler, how); }, {"outcome"});
  };
  const Scenario awaits = program(Waiting::kAwait);
  const Scenario loops = program(Waiting::kLoop);
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    const Exploration wanted = ExploreAllOf(awaits, strategy, "outcome");
    const Exploration found = ExploreAllOf(loops, strategy, "outcome");
    EXPECT_TRUE(found.complete);
    EXPECT_EQ(found.verdict, wanted.verdict);
    EXPECT_EQ(found.executions, wanted.executions);
    EXPECT_EQ(found.states, wanted.states);
    EXPECT_EQ(found.blocked_executions, wanted.blocked_executions);
    EXPECT_EQ(Counts(found), Counts(wanted));
    if (strategy == "states" || strategy == "count") continue;
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "outcome";
    options.memory = Memory::kHeap;
    const Exploration without = Explore(loops, options);
    EXPECT_EQ(without.verdict, wanted.verdict);
    EXPECT_EQ(without.executions, wanted.executions);
    EXPECT_EQ(Counts(without), Counts(wanted));
  }
}

Task<> Hand(Atomic<int>& turn, int mine, Atomic<int>& log, Waiting how) {
  co_await WaitFor(turn, mine, how);
  const int value = co_await log.Load();
  co_await log.Store(value * 10 + mine);
  co_await turn.Store(mine + 1);
}

TEST(WaitingLoop, IsAnAwaitWhereTasksTakeTurns) {
  ExpectAlike([](Scheduler& scheduler, Waiting how) {
    auto& turn = scheduler.Make<Atomic<int>>("turn", 1);
    auto& log = scheduler.Make<Atomic<int>>("log");
    for (int i = 3; i > 0; --i) {
      scheduler.Spawn("t" + std::to_string(i), Hand(turn, i, log, how));
    }
    scheduler.Observe("outcome", [&](std::string& out) { out += std::to_string(log.value()); });
  });
}

Task<> StoreAll(Atomic<int>& atomic, int from, int to) {
  for (int i = from; i <= to; ++i) co_await atomic.Store(i);
}

TEST(WaitingLoop, IsAnAwaitWhereTheValueMayPassBy) {
  ExpectAlike([](Scheduler& scheduler, Waiting how) {
    auto& x = scheduler.Make<Atomic<int>>("x");
    auto& seen = scheduler.Make<Atomic<int>>("seen");
    scheduler.Spawn("writer", StoreAll(x, 1, 3));
    scheduler.Spawn("other", StoreAll(x, 7, 8));
    const auto wait = [](Atomic<int>& x, Atomic<int>& seen, Waiting how) -> Task<> {
      co_await WaitFor(x, 2, how);
      co_await seen.Store(co_await x.Load());
    };
    // Who waits for ever is no violation here: an await and a loop name it by other kinds.
    scheduler.Spawn("waiter", wait(x, seen, how), {.in_parent = false, .may_be_abandoned = true});
    scheduler.Observe("outcome", [&](std::string& out) {
      out += std::to_string(x.value()) + " " + std::to_string(seen.value());
    });
  });
}

Task<> UseUnderSpinLock(Atomic<int>& flag, Shared<int>& data) {
  while (!co_await flag.CompareExchange(0, 1)) {
  }
  co_await data.Update([](int& value) { ++value; });
  co_await flag.Store(0);
}

Scenario SpinLock(int tasks) {
  return Program([tasks](Scheduler& scheduler) {
    auto& flag = scheduler.Make<Atomic<int>>("flag");
    auto& data = scheduler.Make<Shared<int>>("data");
    for (int i = 0; i < tasks; ++i) {
      scheduler.Spawn("t" + std::to_string(i), UseUnderSpinLock(flag, data));
    }
    scheduler.Finally("all are counted", [&data, tasks]() -> Failure {
      if (data.value() == tasks) return {};
      return std::to_string(data.value());
    });
  });
}

// As many as of a lock: each order in which it can be taken.
TEST(SpinLock, HoldsInEachOrderOfItsTakersByEveryStrategy) {
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    const Exploration found = ExploreAllOf(SpinLock(3), strategy);
    EXPECT_EQ(found.verdict, Verdict::kHolds) << (found.violation ? found.violation->message : "");
    EXPECT_TRUE(found.complete);
    if (strategy == "dpor" || strategy == "count") {
      EXPECT_EQ(found.executions, ExecutionCount{6});
    }
  }
}

TEST(SpinLock, ThatNobodyLetsGoIsEndlessByEveryStrategy) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& flag = scheduler.Make<Atomic<int>>("flag");
    const auto take = [](Atomic<int>& flag) -> Task<> {
      while (!co_await flag.CompareExchange(0, 1)) {
      }
    };
    scheduler.Spawn("a", take(flag));
    scheduler.Spawn("b", take(flag));
  });
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    const Exploration found = ExploreAllOf(scenario, strategy);
    ASSERT_TRUE(found.violation.has_value());
    EXPECT_EQ(found.violation->kind, "endless");
    EXPECT_THAT(found.violation->message, testing::HasSubstr("compare-exchange 'flag'"));
    EXPECT_EQ(found.trace->steps.size(), 1u);
  }
}

// Two objects in one round: whoever writes either of them may end it.
TEST(WaitingLoop, OverTwoObjectsIsLeftByAWriteToEither) {
  const auto program = [](bool both) {
    return Program(
        [both](Scheduler& scheduler) {
          auto& x = scheduler.Make<Atomic<int>>("x");
          auto& y = scheduler.Make<Atomic<int>>("y");
          auto& seen = scheduler.Make<Atomic<int>>("seen");
          const auto either = [](Atomic<int>& x, Atomic<int>& y, Atomic<int>& seen) -> Task<> {
            while (co_await x.Load() == 0 && co_await y.Load() == 0) {
            }
            co_await seen.Store(1 + co_await x.Load() + 2 * co_await y.Load());
          };
          const auto both_of_them = [](Atomic<int>& x, Atomic<int>& y,
                                       Atomic<int>& seen) -> Task<> {
            while (co_await x.Load() == 0 || co_await y.Load() == 0) {
            }
            co_await seen.Store(1 + co_await x.Load() + 2 * co_await y.Load());
          };
          scheduler.Spawn("waiter", both ? both_of_them(x, y, seen) : either(x, y, seen));
          scheduler.Spawn("one", StoreAll(x, 1, 1));
          scheduler.Spawn("two", StoreAll(y, 1, 1));
          scheduler.Observe("outcome",
                            [&](std::string& out) { out += std::to_string(seen.value()); });
        },
        {"outcome"});
  };
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    const Exploration either = ExploreAllOf(program(false), strategy, "outcome");
    EXPECT_EQ(either.verdict, Verdict::kHolds);
    EXPECT_TRUE(either.complete);
    EXPECT_EQ(either.outcome_count, 3u);  // either is seen first, or both
    EXPECT_EQ(either.blocked_executions.value_or(0), 0u);
    const Exploration both = ExploreAllOf(program(true), strategy, "outcome");
    EXPECT_EQ(both.verdict, Verdict::kHolds);
    EXPECT_TRUE(both.complete);
    EXPECT_EQ(both.outcome_count, 1u);
  }
}

// A round that counts itself changes something, and so it is none to be left out.
TEST(CountingLoop, IsExploredRoundByRound) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& flag = scheduler.Make<Atomic<int>>("flag");
        auto& rounds = scheduler.Make<Atomic<int>>("rounds");
        const auto poll = [](Atomic<int>& flag, Atomic<int>& rounds) -> Task<> {
          int count = 0;
          while (count < 3 && co_await flag.Load() == 0) ++count;
          co_await rounds.Store(count);
        };
        scheduler.Spawn("poller", poll(flag, rounds));
        scheduler.Spawn("writer", StoreAll(flag, 1, 1));
        scheduler.Observe("outcome",
                          [&](std::string& out) { out += std::to_string(rounds.value()); });
      },
      {"outcome"});
  for (const Strategy strategy : kExhaustive) {
    const Exploration found = ExploreAllOf(scenario, strategy, "outcome");
    EXPECT_EQ(found.outcome_count, 4u) << NameOf(strategy);
    EXPECT_TRUE(found.complete);
  }
}

Task<> PollUnderMutex(Mutex& mutex, Atomic<bool>& done) {
  for (;;) {
    co_await mutex.Lock();
    const bool over = co_await done.Load();
    co_await mutex.Unlock();
    if (over) break;
  }
}

Task<> FinishUnderMutex(Mutex& mutex, Atomic<bool>& done) {
  co_await mutex.Lock();
  co_await done.Store(true);
  co_await mutex.Unlock();
}

// A round that locks is no read. Scheduled unfairly it goes on for ever, and that is no violation;
// who runs executions cannot run all of them, and says so.
TEST(PollingLoop, IsNoViolationWhereAFairScheduleEndsIt) {
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    ExploreOptions options;
    options.strategy = strategy;
    options.max_steps = 1000;
    const Exploration found = Explore(Program([](Scheduler& scheduler) {
                                        auto& mutex = scheduler.Make<Mutex>("mutex");
                                        auto& done = scheduler.Make<Atomic<bool>>("done");
                                        scheduler.Spawn("poller", PollUnderMutex(mutex, done));
                                        scheduler.Spawn("other", FinishUnderMutex(mutex, done));
                                      }),
                                      options);
    EXPECT_FALSE(found.violation.has_value());
    const bool by_state = strategy == "states";
    EXPECT_EQ(found.verdict, by_state ? Verdict::kHolds : Verdict::kStopped);
    EXPECT_EQ(found.complete, by_state);
    if (!by_state) {
      EXPECT_THAT(found.remark, testing::HasSubstr("scheduled fairly"));
    }
  }
}

TEST(PollingLoop, IsAViolationWhereNothingEndsIt) {
  for (const Strategy strategy : kExhaustive) {
    SCOPED_TRACE(NameOf(strategy));
    ExploreOptions options;
    options.strategy = strategy;
    options.max_steps = 1000;
    const Exploration found = Explore(Program([](Scheduler& scheduler) {
                                        auto& mutex = scheduler.Make<Mutex>("mutex");
                                        auto& done = scheduler.Make<Atomic<bool>>("done");
                                        scheduler.Spawn("poller", PollUnderMutex(mutex, done));
                                      }),
                                      options);
    ASSERT_TRUE(found.violation.has_value());
    EXPECT_EQ(found.violation->kind, "endless");
  }
}

}  // namespace
}  // namespace heddle::internal
