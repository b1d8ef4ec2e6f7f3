#include <gtest/gtest.h>
#include <heddle/latch.h>
#include <heddle/shared.h>

#include <stdexcept>
#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> CountDownBy(Latch& latch, int amount) { co_await latch.CountDown(amount); }
Task<> WaitFor(Latch& latch) { co_await latch.Wait(); }
Task<> ArriveAt(Latch& latch) { co_await latch.ArriveAndWait(); }
Task<> TryAt(Latch& latch, bool& open) { open = co_await latch.TryWait(); }

TEST(Latch, LetsNobodyGoOnBeforeItIsAtZero) {
  Latch* latch = nullptr;
  bool open = true;
  Stepper run([&](Scheduler& scheduler) {
    latch = &scheduler.Make<Latch>("l", 3);
    scheduler.Spawn("waits", WaitFor(*latch));
    scheduler.Spawn("counts", CountDownBy(*latch, 2));
    scheduler.Spawn("arrives", ArriveAt(*latch));
    scheduler.Spawn("tries", TryAt(*latch, open));
  });
  EXPECT_FALSE(run.Can(0));
  EXPECT_EQ(run.Next(2), "arrive l");
  run.Step(2);
  EXPECT_EQ(run.Next(2), "wait l");
  EXPECT_FALSE(run.Can(2));
  EXPECT_EQ(run.Step(3), "false");
  EXPECT_FALSE(open);
  EXPECT_EQ(latch->Describe(), "2");
  run.Step(1);
  EXPECT_EQ(latch->count(), 0);
  for (const int task : {0, 2}) {
    ASSERT_TRUE(run.Can(task));
    run.Step(task);
    EXPECT_TRUE(run.HasEnded(task));
  }
}

TEST(Latch, IsMisusedByCountingBelowZero) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("a", CountDownBy(scheduler.Make<Latch>("l", 1), 2));
  });
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a counts 'l' down by 2, which is at 1");
}

TEST(Latch, RefusesANegativeCount) {
  EXPECT_THROW(Stepper([](Scheduler& scheduler) { scheduler.Make<Latch>("l", -1); }), UsageError);
}

TEST(Latch, LeavesWaitingWhoeverIsNotCountedDownFor) {
  Stepper run(
      [](Scheduler& scheduler) { scheduler.Spawn("a", ArriveAt(scheduler.Make<Latch>("l", 2))); });
  run.Step(0);
  EXPECT_EQ(run.End(), "unfinished: all others have ended; a waits: wait 'l' (1)");
}

Task<> WriteAndCount(Shared<int>& value, Latch& latch) {
  co_await value.Store(1);
  co_await latch.CountDown();
}

Task<> WaitAndRead(Shared<int>& value, Latch& latch, bool waits) {
  if (waits) co_await latch.Wait();
  co_await value.Load();
}

Scenario Starting(bool waits) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& latch = scheduler.Make<Latch>("l", 2);
        auto& a = scheduler.Make<Shared<int>>("a", 0);
        auto& b = scheduler.Make<Shared<int>>("b", 0);
        scheduler.Spawn("first", WriteAndCount(a, latch));
        scheduler.Spawn("second", WriteAndCount(b, latch));
        scheduler.Spawn("reads a", WaitAndRead(a, latch, waits));
        scheduler.Spawn("reads b", WaitAndRead(b, latch, true));
        scheduler.Observe("all", [&](std::string& out) { out += a.Describe() + b.Describe(); });
      },
      {"all"});
}

TEST(Latch, OrdersWhatWasDoneBeforeItInEveryStrategy) {
  const auto truth = RunEveryWay(Starting(true), "all", 100'000);
  ASSERT_TRUE(truth.has_value());
  for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
    const Exploration found = ExploreAllOf(Starting(true), strategy, "all");
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    if (strategy == "all") {
      EXPECT_EQ(found.executions, truth->interleavings);
    }
    if (strategy == "dpor") {
      EXPECT_EQ(found.executions, truth->traces.size());
    }
    const Exploration wrong = ExploreAllOf(Starting(false), strategy, "all");
    ASSERT_TRUE(wrong.violation.has_value()) << NameOf(strategy);
    EXPECT_EQ(wrong.violation->kind, "data-race") << NameOf(strategy);
  }
  EXPECT_EQ(truth->traces.size(), 2u) << "the two count down in either order";
}

}  // namespace
}  // namespace heddle::internal
