// What an exploration under sequential consistency says of programs that name weaker memory orders:
// which races their orders leave, and never that all was visited.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/join.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <array>
#include <atomic>
#include <string>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;
using Verdict = Exploration::Verdict;

constexpr std::array kExhaustive = {"states", "dpor", "count", "all"};

/// What each strategy says, with snapshots and without; all the same, or it is an error.
std::string Judge(const Scenario& scenario) {
  std::string judgement;
  const auto add = [&](const Exploration& found, Strategy strategy) {
    EXPECT_FALSE(found.complete) << NameOf(strategy);
    const std::string text = found.violation     ? found.violation->kind
                             : found.complete_sc ? std::string(NameOf(found.verdict))
                                                 : "incomplete";
    if (judgement.empty()) judgement = text;
    EXPECT_EQ(text, judgement) << NameOf(strategy);
  };
  for (const Strategy strategy : kExhaustive) {
    ExploreOptions options;
    options.strategy = strategy;
    add(Explore(scenario, options), strategy);
    if (strategy == "states" || strategy == "count") continue;
    options.memory = Memory::kHeap;
    add(Explore(scenario, options), strategy);
  }
  return judgement;
}

Task<> Send(Shared<int>& data, Atomic<int>& flag, std::memory_order order) {
  co_await data.Store(42);
  co_await flag.Store(1, order);
}

Task<> Receive(Shared<int>& data, Atomic<int>& flag, std::memory_order order) {
  const int set = co_await flag.Load(order);
  if (set == 1) co_await data.Load();
}

Scenario MessagePassing(std::memory_order store, std::memory_order load) {
  return Program([store, load](Scheduler& scheduler) {
    auto& data = scheduler.Make<Shared<int>>("data");
    auto& flag = scheduler.Make<Atomic<int>>("flag");
    scheduler.Spawn("sender", Send(data, flag, store));
    scheduler.Spawn("receiver", Receive(data, flag, load));
  });
}

TEST(MessagePassing, HoldsUnderSequentialConsistencyWhereTheFlagOrders) {
  EXPECT_EQ(Judge(MessagePassing(memory_order_release, memory_order_acquire)), "holds-sc");
  EXPECT_EQ(Judge(MessagePassing(memory_order_seq_cst, memory_order_acquire)), "holds-sc");
}

TEST(MessagePassing, IsADataRaceWhereTheFlagOrdersNothing) {
  EXPECT_EQ(Judge(MessagePassing(memory_order_relaxed, memory_order_acquire)), "data-race");
  EXPECT_EQ(Judge(MessagePassing(memory_order_release, memory_order_relaxed)), "data-race");
  EXPECT_EQ(Judge(MessagePassing(memory_order_seq_cst, memory_order_relaxed)), "data-race");
  EXPECT_EQ(Judge(MessagePassing(memory_order_relaxed, memory_order_relaxed)), "data-race");
}

TEST(MessagePassing, IsCompleteWithOrdersOfSequentialConsistency) {
  for (const Strategy strategy : kExhaustive) {
    const Exploration found =
        ExploreAllOf(MessagePassing(memory_order_seq_cst, memory_order_seq_cst), strategy);
    EXPECT_EQ(found.verdict, Verdict::kHolds);
    EXPECT_TRUE(found.complete);
    EXPECT_TRUE(found.complete_sc);
  }
}

TEST(MessagePassing, NamesBothAccessesAndTheirLines) {
  const Exploration found =
      ExploreAllOf(MessagePassing(memory_order_release, memory_order_relaxed), "dpor");
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_THAT(found.violation->message,
              testing::MatchesRegex("nothing orders sender: store data .memory_order_test.cc:.*. "
                                    "and receiver: load data .memory_order_test.cc:.*."));
}

// A read-modify-write continues the release sequence whatever its own order is; a store ends it.
TEST(ReleaseSequence, IsContinuedByARelaxedReadModifyWriteAlone) {
  const auto program = [](bool modifies) {
    return Program([modifies](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      const auto pass_on = [](Atomic<int>& flag, bool modifies) -> Task<> {
        if (modifies) {
          co_await flag.CompareExchange(1, 2, memory_order_relaxed);
        } else {
          const int value = co_await flag.Load(memory_order_relaxed);
          if (value == 1) co_await flag.Store(2, memory_order_relaxed);
        }
      };
      const auto receive = [](Shared<int>& data, Atomic<int>& flag) -> Task<> {
        const int value = co_await flag.Load(memory_order_acquire);
        if (value == 2) co_await data.Load();
      };
      scheduler.Spawn("sender", Send(data, flag, memory_order_release));
      scheduler.Spawn("middle", pass_on(flag, modifies));
      scheduler.Spawn("receiver", receive(data, flag));
    });
  };
  EXPECT_EQ(Judge(program(true)), "holds-sc");
  EXPECT_EQ(Judge(program(false)), "data-race");
}

// The order for failure counts where a compare-and-exchange fails.
TEST(FailedCompareExchange, OrdersByItsOrderForFailure) {
  const auto program = [](std::memory_order failure) {
    return Program([failure](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      const auto receive = [](Shared<int>& data, Atomic<int>& flag,
                              std::memory_order failure) -> Task<> {
        const bool first = co_await flag.CompareExchange(0, 2, memory_order_acquire, failure);
        if (!first) co_await data.Load();
      };
      scheduler.Spawn("sender", Send(data, flag, memory_order_release));
      scheduler.Spawn("receiver", receive(data, flag, failure));
    });
  };
  EXPECT_EQ(Judge(program(memory_order_acquire)), "holds-sc");
  EXPECT_EQ(Judge(program(memory_order_relaxed)), "data-race");
}

// The second look at the number is not ordered after the data: a reader may take the data of one
// writing for those of another. As a race it shows on the data, which are plain here.
TEST(Seqlock, IsADataRaceWithPlainData) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& number = scheduler.Make<Atomic<int>>("number");
    auto& data = scheduler.Make<Shared<int>>("data");
    const auto write = [](Atomic<int>& number, Shared<int>& data) -> Task<> {
      co_await number.Store(1, memory_order_relaxed);
      co_await data.Store(1);
      co_await number.Store(2, memory_order_release);
    };
    const auto read = [](Atomic<int>& number, Shared<int>& data) -> Task<> {
      const int before = co_await number.Load(memory_order_relaxed);
      if (before != 2) co_return;
      co_await data.Load();
      co_await number.Load(memory_order_relaxed);
    };
    scheduler.Spawn("writer", write(number, data));
    scheduler.Spawn("reader", read(number, data));
  });
  EXPECT_EQ(Judge(scenario), "data-race");
}

// With atomic data there is no race, and what goes wrong needs older values: not all was visited.
TEST(Seqlock, HoldsNoMoreThanUnderSequentialConsistencyWithAtomicData) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& number = scheduler.Make<Atomic<int>>("number");
    auto& one = scheduler.Make<Atomic<int>>("one");
    auto& two = scheduler.Make<Atomic<int>>("two");
    auto& torn = scheduler.Make<Atomic<bool>>("torn");
    const auto write = [](Atomic<int>& number, Atomic<int>& one, Atomic<int>& two) -> Task<> {
      co_await number.Store(1, memory_order_relaxed);
      co_await one.Store(1, memory_order_relaxed);
      co_await two.Store(1, memory_order_relaxed);
      co_await number.Store(2, memory_order_release);
    };
    const auto read = [](Atomic<int>& number, Atomic<int>& one, Atomic<int>& two,
                         Atomic<bool>& torn) -> Task<> {
      const int before = co_await number.Load(memory_order_acquire);
      const int first = co_await one.Load(memory_order_relaxed);
      const int second = co_await two.Load(memory_order_relaxed);
      const int after = co_await number.Load(memory_order_relaxed);
      if (before == after && before % 2 == 0 && first != second) co_await torn.Store(true);
    };
    scheduler.Spawn("writer", write(number, one, two));
    scheduler.Spawn("reader", read(number, one, two, torn));
    scheduler.Finally("what is read belongs together", [&torn]() -> Failure {
      if (!torn.value()) return {};
      return "it does not";
    });
  });
  EXPECT_EQ(Judge(scenario), "holds-sc");
}

// A mutex, a queue and a join order what a relaxed flag does not.
TEST(RelaxedFlag, IsNoRaceWhereSomethingElseOrders) {
  const auto program = [](bool locks) {
    return Program([locks](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      auto& mutex = scheduler.Make<Mutex>("mutex");
      auto& queue = scheduler.Make<Queue<int>>("queue");
      const auto send = [](Shared<int>& data, Atomic<int>& flag, Mutex& mutex, Queue<int>& queue,
                           bool locks) -> Task<> {
        if (locks) co_await mutex.Lock();
        co_await data.Store(1);
        if (locks) co_await mutex.Unlock();
        co_await flag.Store(1, memory_order_relaxed);
        co_await queue.Put(1);
      };
      const auto receive = [](Shared<int>& data, Atomic<int>& flag, Mutex& mutex, Queue<int>& queue,
                              bool locks) -> Task<> {
        const int set = co_await flag.Load(memory_order_relaxed);
        if (set == 0) co_return;
        if (locks) {
          co_await mutex.Lock();
        } else {
          co_await queue.Get();
        }
        co_await data.Load();
        if (locks) co_await mutex.Unlock();
      };
      scheduler.Spawn("sender", send(data, flag, mutex, queue, locks));
      scheduler.Spawn("receiver", receive(data, flag, mutex, queue, locks));
    });
  };
  EXPECT_EQ(Judge(program(true)), "holds-sc");
  EXPECT_EQ(Judge(program(false)), "holds-sc");
}

// What was loaded before is stored to: a race as well, and the only one of this program.
TEST(RelaxedFlag, LeavesAStoreUnorderedAfterALoad) {
  const auto program = [](std::memory_order store, std::memory_order load) {
    return Program([store, load](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      const auto use = [](Shared<int>& data, Atomic<int>& flag, std::memory_order order) -> Task<> {
        co_await data.Load();
        co_await flag.Store(1, order);
      };
      const auto reuse = [](Shared<int>& data, Atomic<int>& flag,
                            std::memory_order order) -> Task<> {
        const int used = co_await flag.Load(order);
        if (used == 1) co_await data.Store(1);
      };
      scheduler.Spawn("user", use(data, flag, store));
      scheduler.Spawn("owner", reuse(data, flag, load));
    });
  };
  EXPECT_EQ(Judge(program(memory_order_relaxed, memory_order_acquire)), "data-race");
  EXPECT_EQ(Judge(program(memory_order_release, memory_order_relaxed)), "data-race");
  EXPECT_EQ(Judge(program(memory_order_release, memory_order_acquire)), "holds-sc");
}

TEST(ReadModifyWrite, HandsOnByAcqRel) {
  const auto program = [](std::memory_order order) {
    return Program([order](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      const auto send = [](Shared<int>& data, Atomic<int>& flag,
                           std::memory_order order) -> Task<> {
        co_await data.Store(42);
        co_await flag.FetchAdd(1, order);
      };
      scheduler.Spawn("sender", send(data, flag, order));
      scheduler.Spawn("receiver", Receive(data, flag, memory_order_acquire));
    });
  };
  EXPECT_EQ(Judge(program(std::memory_order_acq_rel)), "holds-sc");
  EXPECT_EQ(Judge(program(memory_order_acquire)), "data-race");
}

// The room that a get leaves in a bounded queue orders the put that takes it.
TEST(RelaxedFlag, IsNoRaceWhereRoomInAQueueOrders) {
  const auto program = [](int capacity) {
    return Program([capacity](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      auto& queue = scheduler.Make<Queue<int>>("queue", capacity);
      const auto get = [](Shared<int>& data, Atomic<int>& flag, Queue<int>& queue) -> Task<> {
        co_await data.Load();
        co_await flag.Store(1, memory_order_relaxed);
        co_await queue.Get();
      };
      const auto put = [](Shared<int>& data, Atomic<int>& flag, Queue<int>& queue) -> Task<> {
        co_await queue.Put(1);
        co_await queue.Put(2);
        const int used = co_await flag.Load(memory_order_relaxed);
        if (used == 1) co_await data.Store(1);
      };
      scheduler.Spawn("getter", get(data, flag, queue));
      scheduler.Spawn("putter", put(data, flag, queue));
    });
  };
  EXPECT_EQ(Judge(program(1)), "holds-sc");
  EXPECT_EQ(Judge(program(2)), "data-race");
}

// A join orders what comes after it behind all that its task did.
TEST(RelaxedFlag, IsNoRaceWhereAJoinOrders) {
  const auto program = [](bool joins) {
    return Program([joins](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data");
      auto& flag = scheduler.Make<Atomic<int>>("flag");
      auto& ends = scheduler.Make<Ends>("ends");
      const auto receive = [](Shared<int>& data, Atomic<int>& flag, Ends& ends,
                              bool joins) -> Task<> {
        if (joins) co_await ends.Join(0);
        const int set = co_await flag.Load(memory_order_relaxed);
        if (set == 1) co_await data.Load();
      };
      scheduler.Spawn("sender", Send(data, flag, memory_order_relaxed));
      scheduler.Spawn("receiver", receive(data, flag, ends, joins));
    });
  };
  EXPECT_EQ(Judge(program(true)), "holds-sc");
  EXPECT_EQ(Judge(program(false)), "data-race");
}

}  // namespace
}  // namespace heddle::internal
