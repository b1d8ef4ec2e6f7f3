// The compare-and-exchange in its full form, the weak one, changes bit by bit, and pairs.

#include <gtest/gtest.h>
#include <heddle/atomic.h>

#include <cstdint>
#include <string>
#include <vector>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> ChangeBits(Atomic<unsigned>& x, std::vector<unsigned>& got) {
  got.push_back(co_await x.FetchOr(5));
  got.push_back(co_await x.FetchAnd(6));
  got.push_back(co_await x.FetchXor(7));
  got.push_back(co_await x.FetchSub(1));
}

TEST(Atomic, ChangesBitByBitAndGivesWhatWasThere) {
  Atomic<unsigned>* x = nullptr;
  std::vector<unsigned> got;
  Stepper run([&](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<unsigned>>("x", 8U);
    scheduler.Spawn("task", ChangeBits(*x, got));
  });
  EXPECT_EQ(run.Next(0), "fetch-or x");
  EXPECT_EQ(run.Step(0), "8, or 5");
  EXPECT_EQ(run.Next(0), "fetch-and x");
  EXPECT_EQ(run.Step(0), "13, and 6");
  EXPECT_EQ(run.Next(0), "fetch-xor x");
  EXPECT_EQ(run.Step(0), "4, xor 7");
  EXPECT_EQ(run.Next(0), "fetch-sub x");
  EXPECT_EQ(run.Step(0), "3, minus 1");
  EXPECT_EQ(got, (std::vector<unsigned>{8, 13, 4, 3}));
  EXPECT_EQ(x->value(), 2U);
}

Task<> CompareTwice(Atomic<int>& x, std::vector<Compared<int>>& got) {
  got.push_back(
      co_await x.CompareExchangeStrong(3, 4, std::memory_order_acq_rel, std::memory_order_relaxed));
  got.push_back(co_await x.CompareExchangeStrong(3, 5));
}

TEST(Atomic, SaysWhatACompareExchangeHasMet) {
  std::vector<Compared<int>> got;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("task", CompareTwice(scheduler.Make<Atomic<int>>("x", 3), got));
  });
  EXPECT_EQ(run.world().Choices(0), 1);
  EXPECT_EQ(run.Step(0), "3, then 4");
  EXPECT_EQ(run.Step(0), "4, not 3");
  ASSERT_EQ(got.size(), 2u);
  EXPECT_TRUE(got[0]);
  EXPECT_EQ(got[0].seen, 3);
  EXPECT_FALSE(got[1]);
  EXPECT_EQ(got[1].seen, 4);
}

Task<> AddWeakly(Atomic<int>& x) {
  Compared<int> result{.seen = co_await x.Load()};
  while (!result.exchanged) {
    result = co_await x.CompareExchangeWeak(result.seen, result.seen + 1);
  }
}

TEST(WeakCompareExchange, MayFailOnceForEachTaskThoughTheValueIsThere) {
  Atomic<int>* x = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    x = &scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("a", AddWeakly(*x));
    scheduler.Spawn("b", AddWeakly(*x));
  });
  run.Step(0);
  run.Step(1);
  ASSERT_EQ(run.world().Choices(0), 2);
  EXPECT_EQ(run.Step(0, 1), "0, not exchanged");
  EXPECT_EQ(x->value(), 0);
  EXPECT_EQ(run.world().Choices(0), 1) << "it has failed for no reason already";
  EXPECT_EQ(run.world().Choices(1), 2) << "the other has not";
  EXPECT_EQ(run.Step(0), "0, then 1");
  EXPECT_EQ(run.world().Choices(1), 1) << "it fails for a reason";
  EXPECT_EQ(run.Step(1), "1, not 0");
  EXPECT_EQ(run.world().Choices(1), 2);
  EXPECT_EQ(run.Step(1), "1, then 2");
}

TEST(WeakCompareExchange, InALoopLosesNoUpdateInAnyStrategy) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Atomic<int>>("x", 0);
        for (const char* name : {"a", "b"}) scheduler.Spawn(name, AddWeakly(x));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        scheduler.Finally("both have added", [&x] { return x.value() == 2; });
      },
      {"x"});
  const auto truth = RunEveryWay(scenario, "x", 100'000);
  ASSERT_TRUE(truth.has_value());
  for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
    const Exploration found = ExploreAllOf(scenario, strategy, "x");
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    EXPECT_TRUE(found.complete) << NameOf(strategy);
    if (strategy == "all") {
      EXPECT_EQ(found.executions, truth->interleavings);
    }
    if (strategy == "dpor") {
      EXPECT_EQ(found.executions, truth->traces.size());
    }
  }
}

Task<> TryOnceWeakly(Atomic<int>& x, Atomic<bool>& done) {
  const auto result = co_await x.CompareExchangeWeak(0, 1);
  co_await done.Store(result.exchanged);
}

TEST(WeakCompareExchange, FailsInATraceSpuriouslyAndSaysSo) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x", 0);
    auto& done = scheduler.Make<Atomic<bool>>("done", false);
    scheduler.Spawn("a", TryOnceWeakly(x, done));
    scheduler.Finally("it is done", [&done] { return done.value(); });
  });
  const Exploration found = ExploreAllOf(scenario, "states");
  ASSERT_TRUE(found.trace.has_value());
  EXPECT_EQ(found.trace->steps[0].choice_kind, "spurious");
  EXPECT_EQ(found.trace->steps[1].choice_kind, "");
}

struct Top {
  std::uint32_t index = 0, tag = 0;
  friend bool operator==(const Top&, const Top&) = default;
  std::string Describe() const { return std::to_string(index) + "." + std::to_string(tag); }
};

Task<> SwapAndBack(Atomic<Top>& top) {
  const Top first = co_await top.Load();
  co_await top.CompareExchange(first, {first.index + 1, first.tag + 1});
  co_await top.CompareExchange({first.index + 1, first.tag + 1}, {first.index, first.tag + 2});
}

Task<> SwapOnce(Atomic<Top>& top, bool& exchanged) {
  const Top seen = co_await top.Load();
  const auto result = co_await top.CompareExchangeStrong(seen, {9, seen.tag + 1});
  exchanged = result.exchanged;
}

TEST(AtomicPair, IsReadAndWrittenAsOneSoThatATagTellsABA) {
  bool exchanged = true;
  Atomic<Top>* top = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    top = &scheduler.Make<Atomic<Top>>("top", Top{4, 0});
    scheduler.Spawn("swaps back", SwapAndBack(*top));
    scheduler.Spawn("is late", SwapOnce(*top, exchanged));
  });
  EXPECT_EQ(run.Step(1), "4.0");
  for (int step = 0; step < 3; ++step) run.Step(0);
  EXPECT_EQ(top->value(), (Top{4, 2})) << "the same index, another tag";
  EXPECT_EQ(run.Step(1), "4.2, not 4.0");
  EXPECT_FALSE(exchanged);
}

}  // namespace
}  // namespace heddle::internal
