// Fences, by the rules of [atomics.fences]: what they order where the atomics do not.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/fence.h>
#include <heddle/shared.h>

#include <optional>
#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using std::memory_order_acq_rel, std::memory_order_acquire, std::memory_order_relaxed,
    std::memory_order_release, std::memory_order_seq_cst;
using Order = std::optional<std::memory_order>;

/// How data is handed on: with which orders, and which fences.
struct Handing {
  Order fence_before_store = {};
  std::memory_order store = memory_order_relaxed;
  std::memory_order load = memory_order_relaxed;
  Order fence_after_load = {};
  bool modified_between = false;  // a third task adds to the flag
  bool fence_too_late = false;    // the releasing fence comes after the store
};

Task<> Publish(Shared<int>& data, Atomic<int>& ready, Fence& fence, const Handing& how) {
  co_await data.Store(7);
  if (how.fence_before_store && !how.fence_too_late) co_await fence.Issue(*how.fence_before_store);
  co_await ready.Store(1, how.store);
  if (how.fence_before_store && how.fence_too_late) co_await fence.Issue(*how.fence_before_store);
}

Task<> Consume(Shared<int>& data, Atomic<int>& ready, Fence& fence, const Handing& how) {
  const int seen = co_await ready.Load(how.load);
  if (how.fence_after_load) co_await fence.Issue(*how.fence_after_load);
  if (seen == (how.modified_between ? 11 : 1)) co_await data.Load();
}

Task<> AddTen(Atomic<int>& ready) { co_await ready.FetchAdd(10, memory_order_relaxed); }

std::string KindFoundBy(Strategy strategy, const Handing& how) {
  const Exploration found = ExploreAllOf(Program([&how](Scheduler& scheduler) {
                                           auto& data = scheduler.Make<Shared<int>>("data", 0);
                                           auto& ready = scheduler.Make<Atomic<int>>("ready", 0);
                                           auto& fence = scheduler.Make<Fence>();
                                           auto& copy = scheduler.Make<Handing>(how);
                                           scheduler.Spawn("p", Publish(data, ready, fence, copy));
                                           scheduler.Spawn("c", Consume(data, ready, fence, copy));
                                           if (how.modified_between) {
                                             scheduler.Spawn("adds", AddTen(ready));
                                           }
                                         }),
                                         strategy);
  return found.violation ? found.violation->kind : "";
}

/// What every strategy finds of it.
std::string KindOf(const Handing& how) {
  const std::string kind = KindFoundBy("states", how);
  for (const Strategy strategy : {"dpor", "all", "count"}) {
    EXPECT_EQ(KindFoundBy(strategy, how), kind) << NameOf(strategy);
  }
  return kind;
}

TEST(Fence, OrdersRelaxedAccessesByOneOnEachSide) {
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release,
                    .fence_after_load = memory_order_acquire}),
            "");
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_seq_cst,
                    .fence_after_load = memory_order_acq_rel}),
            "");
}

TEST(Fence, OrdersNothingByOneSideAlone) {
  EXPECT_EQ(KindOf({}), "data-race");
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release}), "data-race");
  EXPECT_EQ(KindOf({.fence_after_load = memory_order_acquire}), "data-race");
}

TEST(Fence, OrdersByItsKindAndItsPlace) {
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_acquire,
                    .fence_after_load = memory_order_acquire}),
            "data-race");
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release,
                    .fence_after_load = memory_order_release}),
            "data-race");
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release,
                    .fence_after_load = memory_order_acquire,
                    .fence_too_late = true}),
            "data-race");
}

TEST(Fence, SynchronizesWithAnAccessThatHasAnOrder) {
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release, .load = memory_order_acquire}), "");
  EXPECT_EQ(KindOf({.store = memory_order_release, .fence_after_load = memory_order_acquire}), "");
}

TEST(Fence, HeadsAReleaseSequenceThatOthersGoOnWith) {
  EXPECT_EQ(KindOf({.fence_before_store = memory_order_release,
                    .fence_after_load = memory_order_acquire,
                    .modified_between = true}),
            "");
  EXPECT_EQ(KindOf({.fence_after_load = memory_order_acquire, .modified_between = true}),
            "data-race");
}

TEST(Fence, IsAStepThatTouchesNothing) {
  Stepper run([](Scheduler& scheduler) {
    auto& fence = scheduler.Make<Fence>();
    scheduler.Spawn("a", [&fence]() -> Task<> { co_await fence.Issue(memory_order_release); });
  });
  EXPECT_EQ(run.Next(0), "issue fence");
  EXPECT_EQ(run.world().footprint(0), Footprint());
  EXPECT_EQ(run.Step(0), "release");
}

}  // namespace
}  // namespace heddle::internal
