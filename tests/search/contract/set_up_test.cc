// What is made, spawned and awaited, and when.

#include <gtest/gtest.h>
#include <heddle/ghost.h>
#include <heddle/join.h>
#include <heddle/mutex.h>

#include <functional>
#include <string>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

HEDDLE_IN_EVERY_WAY();

TEST_P(EveryWay, LetsNoTaskMakeObjectsOrSpawn) {
  EXPECT_EQ(
      Found(Later([](Scheduler& scheduler) -> Task<> {
        Mutex mutex(scheduler, "mutex");
        co_await mutex.Lock();
      })),
      "exception: task: a task makes an object that tasks share: the set-up makes them, and a "
      "Maker is for tasks");
  EXPECT_EQ(Found(Later([](Scheduler& scheduler) -> Task<> {
              scheduler.Spawn("other", []() -> Task<> { co_return; }());
              co_return;
            })),
            "exception: task: a task spawns another by the scheduler, which is for the set-up: a "
            "Spawner is for tasks");
}

TEST_P(EveryWay, JoinsOnlyTasksThatThereAre) {
  for (const int task : {-1, 1, 200}) {
    const Scenario scenario = Program([task](Scheduler& scheduler) {
      auto& ends = scheduler.Make<Ends>();
      scheduler.Spawn("task",
                      [](Ends& ends, int task) -> Task<> { co_await ends.Join(task); }(ends, task));
    });
    EXPECT_EQ(Found(scenario), "misuse: task: 'ends' joins task " + std::to_string(task) +
                                   ", which there is not: the tasks are 0 to 0");
  }
}

TEST_P(EveryWay, AwaitsATaskOnce) {
  EXPECT_EQ(Found(Later([](Scheduler&) -> Task<> {
              Task<> part = []() -> Task<> { co_return; }();
              co_await part;
              co_await part;
            })),
            "exception: task: a Task is awaited a second time");
}

TEST_P(EveryWay, NumbersNoMoreObjectsThanItCanTellApart) {
  const auto scenario = [](int objects) {
    return Program([objects](Scheduler& scheduler) {
      for (int i = 0; i < objects; ++i) scheduler.Make<Ghost<char>>("ghost", 'x');
    });
  };
  EXPECT_EQ(Refused<UsageError>(scenario(65'537)),
            "program: setting up failed: a scenario can have at most 65536 objects");
}

}  // namespace
}  // namespace heddle::internal
