// How much there is: memory, steps; and the variables of processes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <string>
#include <vector>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

HEDDLE_IN_EVERY_WAY();

TEST_P(EveryWay, NeedsNoMoreMemoryThanThereIs) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Managed<int>& x) -> Task<> {
      co_await x.Load();
      const std::vector<char> much(std::size_t{80} << 20);
      co_await x.Store(1);
      co_await x.Store(much[much.size() / 2]);
    }(x));
  });
  if (GetParam().memory == Memory::kHeap) {
    EXPECT_EQ(Found(scenario), "holds");
  } else {
    EXPECT_THAT(Refused<UsageError>(scenario),
                HasSubstr("it needs more memory than the 64 MiB of an arena"));
  }
}

Task<> StoreIn(Shared<int>& x, int value) { co_await x.Store(value); }

TEST_P(EveryWay, SeesARaceOfTheParentsThreads) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0, Sharing::kPerProcess);
    scheduler.Spawn("first", StoreIn(x, 1), {.in_parent = true});
    scheduler.Spawn("second", StoreIn(x, 2), {.in_parent = true});
    scheduler.Spawn("child", StoreIn(x, 3));
  });
  EXPECT_THAT(Found(scenario), StartsWith("data-race: nothing orders first: store x"));
}

TEST_P(EveryWay, TakesAtLeastOneStepAtTheMost) {
  const Scenario scenario = Later([](Scheduler&) -> Task<> { co_return; });
  for (const int most : {0, -1}) {
    ExploreOptions options;
    options.strategy = GetParam().strategy;
    options.memory = GetParam().memory;
    options.max_steps = most;
    EXPECT_THROW(Explore(scenario, options), UsageError);
  }
}

TEST(States, GoAsFarAsTheyGo) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue");
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Queue<int>& queue, Managed<int>& x) -> Task<> {
      for (int i = 0; i < 6; ++i) co_await x.Store(i);
      co_await queue.Get();
    }(queue, x));
  });
  ExploreOptions options;
  options.max_steps = 3;
  const Exploration found = Explore(scenario, options);
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "unfinished");
  EXPECT_EQ(found.trace->violation, found.violation);
}

}  // namespace
}  // namespace heddle::internal
