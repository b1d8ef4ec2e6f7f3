// Memory that tasks take by new and never give back: found where there are snapshots, and nothing
// that has an owner is taken for it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/ghost.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

struct Node {
  int value = 1;
  Node* next = nullptr;
};

/// Keeps the compiler from doing without an allocation that nobody looks at.
template <typename T>
T* Kept(T* made) {
  asm volatile("" : "+r"(made) : : "memory");
  return made;
}

class ByStrategy : public testing::TestWithParam<Strategy> {
 protected:
  static std::string Found(const Scenario& scenario) {
    ExploreOptions options;
    options.strategy = GetParam();
    const Exploration found = Explore(scenario, options);
    if (!found.violation) return found.complete ? "holds" : "not complete";
    EXPECT_EQ(found.trace->violation, found.violation);
    return found.violation->kind + ": " + found.violation->message;
  }
};

INSTANTIATE_TEST_SUITE_P(Strategies, ByStrategy, testing::Values("states", "dpor", "all", "count"),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

constexpr int kLineOfStore = __LINE__ + 3;
Task<> Lose(Managed<int>& x) {
  (void)co_await x.Load();
  co_await x.Store(1);
  Node* node = Kept(new Node);
  (void)co_await x.Load();
  node->value = 2;
  co_await x.Store(node->value);
}

TEST_P(ByStrategy, FindsMemoryThatIsLost) {
  for (const bool allowed : {false, true}) {
    const std::string found = Found(Program([allowed](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      scheduler.Spawn("loser", Lose(x));
      if (allowed) scheduler.AllowLeaks();
    }));
    EXPECT_EQ(found, allowed ? "holds"
                             : "leak: nobody has freed 16 bytes, allocated after step 2, loser: "
                               "set x (leak_test.cc:" +
                                   std::to_string(kLineOfStore) + ")");
  }
}

Task<> LoseIfFirst(Managed<int>& x) {
  const int before = co_await x.Load();
  co_await x.Store(before + 1);
  if (before == 1) Kept(new Node);
}

TEST_P(ByStrategy, FindsMemoryThatIsLostInFewOrders) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& x = scheduler.Make<Managed<int>>("x", 0);
                scheduler.Spawn("one", LoseIfFirst(x));
                scheduler.Spawn("other", LoseIfFirst(x));
              })),
              testing::StartsWith("leak: nobody has freed 16 bytes, allocated after step 4, "));
}

Task<> LoseACircle(Managed<int>& x) {
  co_await x.Store(1);
  Node* one = Kept(new Node);
  one->next = Kept(new Node);
  one->next->next = one;
}

TEST_P(ByStrategy, FindsMemoryThatIsLostInACircle) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                scheduler.Spawn("loser", LoseACircle(scheduler.Make<Managed<int>>("x", 0)));
              })),
              testing::StartsWith("leak: "));
}

// --- What has an owner.

Task<> Grow(std::vector<int> own, std::vector<int>& others, Ghost<std::vector<int>>& ghost,
            std::vector<int>* raw, std::shared_ptr<std::vector<int>> observed,
            Queue<std::unique_ptr<Node>*>& queue) {
  for (int i = 0; i < 20; ++i) {
    own.push_back(i);
    others.push_back(i);
    ghost.value.push_back(i);
    raw->push_back(i);
    observed->push_back(i);
    co_await queue.Put(nullptr);
  }
}

TEST_P(ByStrategy, LeavesAloneWhatGrows) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& others = scheduler.Make<std::vector<int>>();
              auto& ghost = scheduler.Make<Ghost<std::vector<int>>>("ghost");
              auto& queue = scheduler.Make<Queue<std::unique_ptr<Node>*>>("q");
              auto observed = std::make_shared<std::vector<int>>();
              auto* raw = new std::vector<int>;
              scheduler.Finally("is full", [observed, raw]() -> Failure {
                if (observed->size() == 20 && raw->size() == 20) return {};
                return "it is not";
              });
              scheduler.Spawn("grower", Grow({}, others, ghost, raw, observed, queue));
            })),
            "holds");
}

Task<> Fill(std::unique_ptr<Node>& place, Managed<int>& x) {
  co_await x.Store(1);
  place = std::make_unique<Node>();
  place->next = nullptr;
}

TEST_P(ByStrategy, LeavesAloneWhatTheScenarioOwnsAtTheEnd) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Managed<int>>("x", 0);
              auto& place = scheduler.Make<std::unique_ptr<Node>>();
              scheduler.Spawn("filler", Fill(place, x));
            })),
            "holds");
}

Task<> Chain(Node* first, Managed<int>& x) {
  co_await x.Store(1);
  first->next = Kept(new Node);
  first->next->next = Kept(new Node);
}

TEST_P(ByStrategy, LeavesAloneWhatTheSetUpCanReach) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Managed<int>>("x", 0);
              scheduler.Spawn("chainer", Chain(new Node, x));
            })),
            "holds");
}

Task<> WaitWithMemory(Queue<int>& queue) {
  auto node = std::make_unique<Node>();
  Kept(node.get());
  node->value = co_await queue.Get();
}

TEST_P(ByStrategy, LeavesAloneWhatATaskHasThatMayWaitForEver) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              TaskTraits traits;
              traits.may_be_abandoned = true;
              scheduler.Spawn("waiter", WaitWithMemory(scheduler.Make<Queue<int>>("q")), traits);
            })),
            "holds");
}

}  // namespace
}  // namespace heddle::internal
