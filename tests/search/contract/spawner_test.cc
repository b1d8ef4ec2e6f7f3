// Tasks that are spawned while tasks run.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/queue.h>
#include <heddle/shared.h>
#include <heddle/spawner.h>

#include <stdexcept>
#include <string>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

HEDDLE_IN_EVERY_WAY();

Task<> AddTo(Managed<int>& sum, int amount) {
  co_await sum.Update([amount](int& value) { value += amount; });
}

Task<> Store(Shared<int>& x, int value) { co_await x.Store(value); }

/// A task that spawns an adder for each number up to `count`, of the `most` that it may, and joins
/// them all; `joins`: each before it spawns the next.
Scenario Adders(int count, int most, bool joins) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& sum = scheduler.Make<Managed<int>>("sum");
        auto& adders = scheduler.Make<Spawner>("adder", most);
        auto& ends = scheduler.Make<Ends>();
        scheduler.Spawn("main", [=, &sum, &adders, &ends]() -> Task<> {
          TaskId last = -1;
          for (int i = 1; i <= count; ++i) {
            last = co_await adders.Spawn(AddTo(sum, i));
            if (joins) co_await ends.Join(last);
          }
        });
        scheduler.Observe("sum", [&sum](std::string& out) { out += std::to_string(sum.value()); });
      },
      {"sum"});
}

std::string Outcomes(const Scenario& scenario, Strategy strategy) {
  const Exploration found = ExploreAllOf(scenario, strategy, "sum");
  EXPECT_TRUE(found.complete);
  std::string text;
  for (const auto& outcome : *found.outcomes) text += (text.empty() ? "" : " ") + outcome.value;
  return text;
}

TEST(Spawner, LetsItsTasksRunInEveryOrder) {
  for (const Strategy strategy : {"all", "dpor", "states", "count"}) {
    EXPECT_EQ(Outcomes(Adders(2, 2, false), strategy), "1 2 3") << NameOf(strategy);
    EXPECT_EQ(Outcomes(Adders(3, 4, true), strategy), "6") << NameOf(strategy);
  }
}

TEST(Spawner, LetsTheSpawningTaskGoOnInEveryOrder) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& sum = scheduler.Make<Managed<int>>("sum");
        auto& adders = scheduler.Make<Spawner>("adder", 1);
        scheduler.Spawn("main", [&sum, &adders]() -> Task<> {
          co_await sum.Store(0);
          co_await adders.Spawn(AddTo(sum, 1));
          co_await AddTo(sum, 2);
        });
        scheduler.Observe("sum", [&sum](std::string& out) { out += std::to_string(sum.value()); });
      },
      {"sum"});
  for (const Strategy strategy : {"all", "dpor", "states", "count"}) {
    EXPECT_EQ(Outcomes(scenario, strategy), "1 2 3") << NameOf(strategy);
  }
}

TEST(Spawner, CountsAsManyTracesAsAllHas) {
  const auto traces = [](Strategy strategy) {
    return ToString(*ExploreAllOf(Adders(3, 3, false), strategy, "sum").executions);
  };
  EXPECT_EQ(traces("dpor"), traces("count"));
  // Three updates of a load and a store: as if the tasks had been there from the beginning.
  const auto from_the_beginning = Program([](Scheduler& scheduler) {
    auto& sum = scheduler.Make<Managed<int>>("sum");
    for (int i = 1; i <= 3; ++i) scheduler.Spawn("adder", AddTo(sum, i));
  });
  EXPECT_EQ(traces("dpor"), ToString(*ExploreAllOf(from_the_beginning, "dpor").executions));
}

TEST_P(EveryWay, OrdersASpawnBeforeTheTask) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Shared<int>>("x");
              auto& workers = scheduler.Make<Spawner>("worker", 1);
              scheduler.Spawn("main", [&x, &workers]() -> Task<> {
                co_await x.Store(1);
                co_await workers.Spawn(Store(x, 2));
              });
            })),
            "holds");
}

TEST_P(EveryWay, FindsARaceAfterASpawn) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& x = scheduler.Make<Shared<int>>("x");
                auto& workers = scheduler.Make<Spawner>("worker", 1);
                scheduler.Spawn("main", [&x, &workers]() -> Task<> {
                  co_await workers.Spawn(Store(x, 2));
                  co_await x.Store(1);
                });
              })),
              StartsWith("data-race: nothing orders "));
}

TEST_P(EveryWay, RefusesASpawnPastTheMost) {
  EXPECT_EQ(Found(Adders(3, 2, false)),
            "misuse: main: 'adder' spawns more than 2 tasks: let it spawn more, where it is made");
}

TEST_P(EveryWay, DoesNotWaitForWhatIsNeverSpawned) {
  EXPECT_EQ(Found(Adders(1, 5, false)), "holds");
}

TEST_P(EveryWay, WaitsForWhatIsSpawned) {
  EXPECT_THAT(
      Found(Program([](Scheduler& scheduler) {
        auto& queue = scheduler.Make<Queue<int>>("queue");
        auto& workers = scheduler.Make<Spawner>("worker", 2);
        scheduler.Spawn("main", [&queue, &workers]() -> Task<> {
          co_await workers.Spawn([](Queue<int>& queue) -> Task<> { co_await queue.Get(); }(queue));
        });
      })),
      HasSubstr("unfinished: all others have ended, or need not; worker 1 waits: get"));
}

TEST_P(EveryWay, LetsASpawnedTaskSpawn) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& x = scheduler.Make<Managed<int>>("x");
              auto& workers = scheduler.Make<Spawner>("worker", 2);
              scheduler.Spawn("main", [&x, &workers]() -> Task<> {
                co_await workers.Spawn([](Managed<int>& x, Spawner& workers) -> Task<> {
                  co_await x.Store(1);
                  co_await workers.Spawn(AddTo(x, 1));
                }(x, workers));
              });
              scheduler.Finally("two", [&x] { return x.value() == 2; });
            })),
            "holds");
}

TEST(Spawner, RefusesNoTasksAtAll) {
  EXPECT_THROW(ExploreAllOf(Adders(0, 0, false), "states"), UsageError);
}

}  // namespace
}  // namespace heddle::internal
