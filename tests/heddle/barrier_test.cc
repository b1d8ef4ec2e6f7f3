#include <gtest/gtest.h>
#include <heddle/barrier.h>
#include <heddle/shared.h>

#include <stdexcept>
#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> Arrive(Barrier& barrier, int times) {
  for (int i = 0; i < times; ++i) co_await barrier.ArriveAndWait();
}

Task<> ArriveAndDrop(Barrier& barrier) { co_await barrier.ArriveAndDrop(); }

TEST(Barrier, LetsAllGoOnWhenTheLastHasArrived) {
  int completed = 0;
  Barrier* barrier = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    barrier = &scheduler.Make<Barrier>("b", 2, [&completed] { ++completed; });
    scheduler.Spawn("a", Arrive(*barrier, 2));
    scheduler.Spawn("b", Arrive(*barrier, 2));
  });
  EXPECT_EQ(run.Next(0), "arrive b");
  run.Step(0);
  EXPECT_EQ(run.Next(0), "pass b");
  EXPECT_FALSE(run.Can(0));
  EXPECT_EQ(barrier->Describe(), "1 of 2 have arrived");
  EXPECT_EQ(run.Step(1), "wakes a");
  EXPECT_EQ(completed, 1);
  EXPECT_EQ(run.Next(1), "arrive b") << "the last does not wait";
  run.Step(1);
  EXPECT_FALSE(run.Can(1)) << "for the end of the next phase";
  ASSERT_TRUE(run.Can(0));
  run.Step(0);
  EXPECT_EQ(run.Step(0), "wakes b");
  EXPECT_EQ(completed, 2);
}

TEST(Barrier, ExpectsOneFewerOnceOneHasDropped) {
  Barrier* barrier = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    barrier = &scheduler.Make<Barrier>("b", 2);
    scheduler.Spawn("a", Arrive(*barrier, 2));
    scheduler.Spawn("b", ArriveAndDrop(*barrier));
  });
  run.Step(1);
  EXPECT_TRUE(run.HasEnded(1));
  EXPECT_EQ(barrier->expected(), 2) << "in this phase it counts";
  run.Step(0);
  EXPECT_EQ(barrier->expected(), 1);
  run.Step(0);
  EXPECT_TRUE(run.HasEnded(0));
}

TEST(Barrier, IsMisusedWhereNobodyIsExpected) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("a", Arrive(scheduler.Make<Barrier>("b", 0), 1));
  });
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a arrives at 'b', where nobody is expected");
}

TEST(Barrier, RefusesToExpectLessThanNobody) {
  EXPECT_THROW(Stepper([](Scheduler& scheduler) { scheduler.Make<Barrier>("b", -1); }), UsageError);
}

TEST(Barrier, LeavesWaitingWhoeverIsLeftAlone) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("a", Arrive(scheduler.Make<Barrier>("b", 2), 1));
  });
  run.Step(0);
  EXPECT_EQ(run.End(),
            "unfinished: all others have ended; a waits: pass 'b' (1 of 2 have arrived)");
}

/// Writes its own, waits, and reads the other's.
Task<> Exchange(Shared<int>& own, Shared<int>& others, Barrier& barrier, int phases, bool waits) {
  for (int phase = 1; phase <= phases; ++phase) {
    co_await own.Store(phase);
    if (waits) co_await barrier.ArriveAndWait();
    co_await others.Load();
    if (phase < phases) co_await barrier.ArriveAndWait();
  }
}

Scenario Exchanging(int phases, bool waits) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& barrier = scheduler.Make<Barrier>("b", 2);
        auto& x = scheduler.Make<Shared<int>>("x", 0);
        auto& y = scheduler.Make<Shared<int>>("y", 0);
        scheduler.Spawn("a", Exchange(x, y, barrier, phases, true));
        scheduler.Spawn("b", Exchange(y, x, barrier, phases, waits));
        scheduler.Observe("all", [&](std::string& out) { out += x.Describe() + y.Describe(); });
      },
      {"all"});
}

TEST(Barrier, OrdersPhaseAfterPhaseInEveryStrategy) {
  const auto truth = RunEveryWay(Exchanging(2, true), "all", 100'000);
  ASSERT_TRUE(truth.has_value());
  // Either arrives last in the first phase. From then on, the one that has waited arrives first in
  // the next phase, or the other does, before or after the first has passed.
  EXPECT_EQ(truth->traces.size(), 2u * 3u * 3u);
  for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
    const Exploration found = ExploreAllOf(Exchanging(2, true), strategy, "all");
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    if (strategy == "all") {
      EXPECT_EQ(found.executions, truth->interleavings);
    }
    if (strategy == "dpor") {
      EXPECT_EQ(found.executions, truth->traces.size());
    }
    const Exploration wrong = ExploreAllOf(Exchanging(1, false), strategy);
    ASSERT_TRUE(wrong.violation.has_value()) << NameOf(strategy);
  }
}

}  // namespace
}  // namespace heddle::internal
