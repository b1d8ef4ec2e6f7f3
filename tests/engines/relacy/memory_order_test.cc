// What Relacy adds: the memory orders of atomics. The explorer takes each as sequentially
// consistent, and so cannot find what a weaker one breaks; it can follow what Relacy found.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/ghost.h>
#include <heddle/shared.h>

#include <set>
#include <string>
#include <vector>

#include "src/search/trace_builder.h"
#include "tests/engines/relacy/of_relacy.h"
#include "tests/scenarios/runs.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using Order = std::memory_order;
using ::testing::HasSubstr;

constexpr Order kRelaxed = std::memory_order_relaxed;
constexpr Order kAcquire = std::memory_order_acquire;
constexpr Order kRelease = std::memory_order_release;
constexpr Order kAcquireRelease = std::memory_order_acq_rel;
constexpr Order kConsistent = std::memory_order_seq_cst;

/// What two tasks have read.
struct Read {
  int first = -1, second = -1;
  std::string Describe() const { return std::to_string(first) + std::to_string(second); }
};

void Observe(Scheduler& scheduler, Read& read) {
  scheduler.Observe("read", [&read](std::string& out) { out += read.Describe(); });
}

Exploration ByRelacy(const Scenario& scenario, const std::string& observe = "",
                     const char* search = "full") {
  ExploreOptions options = OfRelacy();
  options.strategy = {search, "relacy"};
  options.observe = observe;
  return Explore(scenario, scenario.Configure({}), options);
}

Texts Values(const Exploration& found) {
  Texts values;
  for (const auto& outcome : found.outcomes.value()) values.insert(outcome.value);
  return values;
}

/// A trace, run again by the explorer.
Trace Again(const Scenario& scenario, const Trace& trace) {
  std::vector<Transition> transitions;
  for (const TraceStep& step : trace.steps) {
    transitions.push_back(
        {static_cast<std::uint8_t>(step.task), static_cast<std::uint8_t>(step.choice)});
  }
  return BuildTrace(scenario, scenario.Configure({}), trace.observer, transitions, 1000);
}

/// Store buffering: each of two tasks stores to one atomic and loads the other.
Scenario StoreBuffering(Order store, Order load) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x", 0);
        auto& y = scheduler.Make<Atomic<int>>("y", 0);
        auto& read = scheduler.Make<Read>();
        const auto task = [](Atomic<int>& mine, Atomic<int>& other, int& result, Order store,
                             Order load) -> Task<> {
          co_await mine.Store(1, store);
          result = co_await other.Load(load);
        };
        scheduler.Spawn("first", task(x, y, read.first, store, load));
        scheduler.Spawn("second", task(y, x, read.second, store, load));
        Observe(scheduler, read);
      },
      {"read"});
}

TEST(StoreBuffering, LetsBothTasksReadTheOldValuesUnlessItIsSequentiallyConsistent) {
  EXPECT_EQ(Values(ByRelacy(StoreBuffering(kRelaxed, kRelaxed), "read")),
            (Texts{"00", "01", "10", "11"}));
  EXPECT_EQ(Values(ByRelacy(StoreBuffering(kRelease, kAcquire), "read")),
            (Texts{"00", "01", "10", "11"}));
  EXPECT_EQ(Values(ByRelacy(StoreBuffering(kConsistent, kConsistent), "read")),
            (Texts{"01", "10", "11"}));
  EXPECT_EQ(Values(ExploreAllOf(StoreBuffering(kRelaxed, kRelaxed), "all", "read")),
            (Texts{"01", "10", "11"}));
}

TEST(StoreBuffering, IsReachedByATraceWithAnOldValueWhichTheExplorerCanFollow) {
  const Scenario scenario = StoreBuffering(kRelaxed, kRelaxed);
  ExploreOptions options = OfRelacy();
  options.observe = "read";
  options.reach = "00";
  const Exploration found = Explore(scenario, scenario.Configure({}), options);
  ASSERT_TRUE(found.reached.has_value());
  const Trace& trace = *found.reached;
  EXPECT_EQ(trace.engine, "relacy");
  EXPECT_EQ(trace.outcome, "00");
  ASSERT_EQ(trace.steps.size(), 4u);
  int older = 0;
  for (const TraceStep& step : trace.steps) {
    if (step.choice == 0) continue;
    ++older;
    EXPECT_EQ(step.operation, "load");
    EXPECT_EQ(step.choice, 1);
    EXPECT_EQ(step.value, "0 (the newest is 1)");
  }
  EXPECT_EQ(older, 1);
  Trace again = Again(scenario, trace);
  EXPECT_EQ(again.engine, "heddle");
  again.engine = "relacy";
  EXPECT_EQ(again, trace);
}

/// Message passing: plain data, and a flag that says that it is there.
Scenario MessagePassing(Order store, Order load) {
  return Program([=](Scheduler& scheduler) {
    auto& data = scheduler.Make<Shared<int>>("data", 0);
    auto& flag = scheduler.Make<Atomic<bool>>("flag", false);
    scheduler.Spawn("writer", [](Shared<int>& data, Atomic<bool>& flag, Order order) -> Task<> {
      co_await data.Store(1);
      co_await flag.Store(true, order);
    }(data, flag, store));
    scheduler.Spawn("reader", [](Shared<int>& data, Atomic<bool>& flag, Order order) -> Task<> {
      co_await flag.Await([](bool set) { return set; }, order);
      co_await data.Load();
    }(data, flag, load));
  });
}

TEST(MessagePassing, IsADataRaceUnlessItIsReleasedAndAcquired) {
  for (const auto& [store, load] : {std::pair{kRelease, kAcquire}, {kConsistent, kConsistent}}) {
    const Exploration found = ByRelacy(MessagePassing(store, load));
    // Relacy does not look back at all the values that weaker orders let a load read.
    const bool weaker = store != kConsistent;
    EXPECT_EQ(NameOf(found.verdict), weaker ? "holds-sc" : "holds");
    EXPECT_EQ(found.complete, !weaker);
    EXPECT_TRUE(found.complete_sc);
  }
  for (const auto& [store, load] :
       {std::pair{kRelaxed, kAcquire}, {kRelease, kRelaxed}, {kRelaxed, kRelaxed}}) {
    const Exploration found = ByRelacy(MessagePassing(store, load));
    ASSERT_EQ(KindOfViolation(found), "data-race");
    EXPECT_THAT(found.violation->message, HasSubstr("nothing orders writer: store data (memory_"));
    EXPECT_THAT(found.violation->message, HasSubstr(" and reader: load data (memory_"));
    EXPECT_EQ(found.trace->steps.size(), 4u);
    EXPECT_EQ(found.trace->violation, found.violation);
    EXPECT_EQ(found.remark, "an atomic load looked back one store at the most");
  }
}

/// A counter that two tasks add to, each looking at it before.
Scenario Counting(Order order) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& count = scheduler.Make<Atomic<int>>("count", 0);
        const auto add = [](Atomic<int>& count, Order order) -> Task<> {
          co_await count.Load(order);
          co_await count.FetchAdd(1, order);
        };
        scheduler.Spawn("first", add(count, order));
        scheduler.Spawn("second", add(count, order));
        scheduler.Observe("count",
                          [&count](std::string& out) { out += std::to_string(count.value()); });
      },
      {"count"});
}

TEST(AReadModifyWrite, ReadsTheNewestValueWhateverItsOrder) {
  EXPECT_EQ(Values(ByRelacy(Counting(kRelaxed), "count")), Texts{"2"});
}

TEST(ACompareAndExchange, HandsDataOverByTheOrderThatItIsGiven) {
  const auto scenario = [](Order order) {
    return Program([=](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data", 0);
      auto& taken = scheduler.Make<Atomic<bool>>("taken", false);
      const auto add = [](Shared<int>& data, Atomic<bool>& taken, Order order) -> Task<> {
        if (!co_await taken.CompareExchange(false, true, order)) co_return;
        co_await data.Update([](int& value) { ++value; });
        co_await taken.Exchange(false, order);
      };
      scheduler.Spawn("first", add(data, taken, order));
      scheduler.Spawn("second", add(data, taken, order));
    });
  };
  EXPECT_EQ(NameOf(ByRelacy(scenario(kAcquireRelease)).verdict), "holds-sc");
  EXPECT_EQ(NameOf(ByRelacy(scenario(kConsistent)).verdict), "holds");
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario(kRelaxed))), "data-race");
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario(kAcquire))), "data-race");
}

TEST(AFailedCompareAndExchange, IsALoadByItsOrder) {
  const auto scenario = [](Order order) {
    return Program([=](Scheduler& scheduler) {
      auto& data = scheduler.Make<Shared<int>>("data", 0);
      auto& state = scheduler.Make<Atomic<int>>("state", 0);
      scheduler.Spawn("writer", [](Shared<int>& data, Atomic<int>& state) -> Task<> {
        co_await data.Store(1);
        co_await state.Store(1, kRelease);
      }(data, state));
      scheduler.Spawn("reader", [](Shared<int>& data, Atomic<int>& state, Order order) -> Task<> {
        if (co_await state.CompareExchange(0, 2, order)) co_return;
        co_await data.Load();
      }(data, state, order));
    });
  };
  EXPECT_EQ(NameOf(ByRelacy(scenario(kAcquire)).verdict), "holds-sc");
  EXPECT_EQ(NameOf(ByRelacy(scenario(kConsistent)).verdict), "holds-sc");
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario(kRelaxed))), "data-race");
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario(kRelease))), "data-race");
}

TEST(AFailedCompareAndExchange, IsNoStore) {
  // Store buffering, where each task fails to exchange what it has stored: the old value, from one
  // store back, is still there to be read.
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x", 0);
        auto& y = scheduler.Make<Atomic<int>>("y", 0);
        auto& read = scheduler.Make<Read>();
        const auto task = [](Atomic<int>& mine, Atomic<int>& other, int& result) -> Task<> {
          co_await mine.Store(1, kRelaxed);
          co_await mine.CompareExchange(7, 8, kRelaxed);
          result = co_await other.Load(kRelaxed);
        };
        scheduler.Spawn("first", task(x, y, read.first));
        scheduler.Spawn("second", task(y, x, read.second));
        Observe(scheduler, read);
      },
      {"read"});
  EXPECT_EQ(Values(ByRelacy(scenario, "read")), (Texts{"00", "01", "10", "11"}));
}

TEST(LoadsOfOneAtomic, NeverGoBackInItsHistory) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x", 0);
        auto& read = scheduler.Make<Read>();
        scheduler.Spawn("writer", [](Atomic<int>& x) -> Task<> {
          co_await x.Store(1, kRelaxed);
          co_await x.Store(2, kRelaxed);
        }(x));
        scheduler.Spawn("reader", [](Atomic<int>& x, Read& read) -> Task<> {
          read.first = co_await x.Load(kRelaxed);
          read.second = co_await x.Load(kRelaxed);
        }(x, read));
        Observe(scheduler, read);
      },
      {"read"});
  const Texts ordered = {"00", "01", "02", "11", "12", "22"};
  EXPECT_EQ(Values(ByRelacy(scenario, "read")), ordered);
  EXPECT_EQ(Values(ByRelacy(scenario, "read", "random")), ordered);
}

// ---- The pipeline's ring
// ---------------------------------------------------------------------------

Exploration Ring(Settings settings, ExploreOptions options) {
  settings["queue"] = "spsc";
  settings["print"] = "off";
  options.observe = "consumed";
  const Scenario& scenario = FindScenario("pipeline");
  return Explore(scenario, scenario.Configure(settings), options);
}

TEST(TheRing, IsProvedForOneItem) {
  for (const char* capacity : {"1", "2"}) {
    const Exploration found = Ring({{"items", "1"}, {"capacity", capacity}}, {});
    EXPECT_EQ(NameOf(found.verdict), "holds-sc");
    EXPECT_TRUE(found.complete_sc);
    EXPECT_EQ(Values(found), Texts{"1"});
  }
}

TEST(TheRing, HoldsWhereItGoesRoundWithFewPreemptions) {
  for (const char* capacity : {"1", "2"}) {
    ExploreOptions options = OfRelacy();
    options.strategy = {"bound", "relacy"};
    options.preemptions = 1;
    const Exploration found = Ring({{"items", "2"}, {"capacity", capacity}}, options);
    EXPECT_EQ(NameOf(found.verdict), "holds-sc");
    EXPECT_FALSE(found.complete_sc);
    EXPECT_EQ(Values(found), Texts{"1 2"});
  }
}

TEST(TheRing, HoldsAtRandom) {
  ExploreOptions options = OfRelacy();
  options.strategy = {"random", "relacy"};
  options.samples = 5'000;
  const Exploration found = Ring({{"items", "10"}}, options);
  EXPECT_EQ(NameOf(found.verdict), "holds-sc");
  EXPECT_FALSE(found.complete_sc);
  EXPECT_EQ(found.executions, 5'000u);
  EXPECT_EQ(Values(found), Texts{"1 2 3 4 5 6 7 8 9 10"});
}

TEST(TheRelaxedRing, IsADataRaceOnACell) {
  for (const char* search : {"full", "bound", "random"}) {
    SCOPED_TRACE(heddle::NameOf(search));
    ExploreOptions options = OfRelacy();
    options.strategy = {search, "relacy"};
    const Scenario& scenario = FindScenario("pipeline");
    const Parameters parameters =
        scenario.Configure({{"queue", "spsc"}, {"order", "relaxed"}, {"items", "1"}});
    const Exploration found = Explore(scenario, parameters, options);
    ASSERT_EQ(KindOfViolation(found), "data-race");
    EXPECT_THAT(found.violation->message, HasSubstr("store cell"));
    EXPECT_THAT(found.violation->message, HasSubstr("load cell"));
    ASSERT_TRUE(found.trace.has_value());
    EXPECT_EQ(found.trace->violation, found.violation);
    EXPECT_EQ(found.trace->steps.back().operation, "load");
    // The explorer, for which loads read the newest values, sees by the orders what they leave
    // open.
    EXPECT_EQ(KindOfViolation(Explore(scenario, parameters, {})), "data-race");
  }
}

/// One ring between two tasks alone: what a full search can still go through where the ring has
/// gone round.
Scenario OneRing(int items, Order load, Order store) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& cell = scheduler.Make<Shared<int>>("cell", 0);
        auto& put = scheduler.Make<Atomic<int>>("put", 0);
        auto& got = scheduler.Make<Atomic<int>>("got", 0);
        auto& taken = scheduler.Make<Ghost<int>>("taken", 0);
        scheduler.Spawn("putter",
                        [](Shared<int>& cell, Atomic<int>& put, Atomic<int>& got, int items,
                           Order load, Order store) -> Task<> {
                          for (int i = 0; i < items; ++i) {
                            co_await got.Await([i](int got) { return got == i; }, load);
                            co_await cell.Store(i + 1);
                            co_await put.Store(i + 1, store);
                          }
                        }(cell, put, got, items, load, store));
        scheduler.Spawn("getter",
                        [](Shared<int>& cell, Atomic<int>& put, Atomic<int>& got, int items,
                           Order load, Order store, int& taken) -> Task<> {
                          for (int i = 0; i < items; ++i) {
                            co_await put.Await([i](int put) { return put > i; }, load);
                            taken = 10 * taken + co_await cell.Load();
                            co_await got.Store(i + 1, store);
                          }
                        }(cell, put, got, items, load, store, taken.value));
        scheduler.Observe("taken",
                          [&taken](std::string& out) { out += std::to_string(taken.value); });
      },
      {"taken"});
}

TEST(OneRing, IsProvedWhereItGoesRoundAndBrokenByEachOrderThatIsMissing) {
  const Exploration right = ByRelacy(OneRing(8, kAcquire, kRelease), "taken");
  EXPECT_EQ(NameOf(right.verdict), "holds-sc");
  EXPECT_TRUE(right.complete_sc);
  EXPECT_EQ(Values(right), Texts{"12345678"});
  EXPECT_EQ(KindOfViolation(ByRelacy(OneRing(2, kRelaxed, kRelease))), "data-race");
  EXPECT_EQ(KindOfViolation(ByRelacy(OneRing(2, kAcquire, kRelaxed))), "data-race");
}

}  // namespace
}  // namespace heddle::internal
