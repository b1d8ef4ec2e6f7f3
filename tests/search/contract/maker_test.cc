// Objects that tasks make and destroy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/maker.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>
#include <heddle/spawner.h>

#include <functional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/search/contract/as_every_way.h"
#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using testing::AnyOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

HEDDLE_IN_EVERY_WAY();

Task<> AddUnder(Mutex& mutex, Shared<int>& sum, int amount) {
  co_await mutex.Lock();
  co_await sum.Update([amount](int& value) { value += amount; });
  co_await mutex.Unlock();
}

/// A task makes a mutex and a variable, hands them to a worker that it spawns, and uses them, too;
/// `locked`: the worker does so under the mutex.
Scenario HandsOver(bool locked) {
  return Ending([locked](Scheduler& scheduler) {
    auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
    auto& sums = scheduler.Make<Maker<Shared<int>>>("sum", 1, 5);
    auto& last = scheduler.Make<Managed<int>>("last");
    auto& workers = scheduler.Make<Spawner>("worker", 1);
    scheduler.Spawn("main", [=, &mutexes, &sums, &last, &workers]() -> Task<> {
      Mutex& mutex = co_await mutexes.Make();
      Shared<int>& sum = co_await sums.Make();
      const auto work = [](Mutex& mutex, Shared<int>& sum, Managed<int>& last,
                           bool locked) -> Task<> {
        if (locked) {
          co_await AddUnder(mutex, sum, 1);
        } else {
          co_await sum.Store(1);
        }
        co_await last.Store(1);
      };
      co_await workers.Spawn(work(mutex, sum, last, locked));
      co_await AddUnder(mutex, sum, 2);
      co_await last.Store(2);
    });
  });
}

TEST_P(EveryWay, HandsWhatATaskMakesToAnother) {
  EXPECT_EQ(Found(HandsOver(true)), "holds");
  ExpectAsEveryWay(HandsOver(true), GetParam());
}

TEST_P(EveryWay, FindsARaceAtWhatATaskMakes) {
  EXPECT_THAT(Found(HandsOver(false)), AllOf(StartsWith("data-race: nothing orders "),
                                             HasSubstr(" sum main.1 (maker_test.cc:")));
}

/// Two tasks that each make two variables, write to them, and add what they read to a sum.
Scenario TwoMakers(int each) {
  return Ending([each](Scheduler& scheduler) {
    auto& cells = scheduler.Make<Maker<Shared<int>>>("cell", each, 7);
    auto& sum = scheduler.Make<Managed<int>>("sum");
    for (const int task : {1, 2}) {
      scheduler.Spawn(task == 1 ? "a" : "b", [=, &cells, &sum]() -> Task<> {
        for (int i = 0; i < each; ++i) {
          Shared<int>& cell = co_await cells.Make();
          const int value = co_await cell.Load();
          if (i == 0) co_await sum.Update([=](int& all) { all = 2 * all + task * value; });
          co_await cells.Destroy(cell);
        }
      });
    }
  });
}

TEST_P(EveryWay, LetsTwoTasksMakeAsRunningThemEveryWayDoes) {
  ExpectAsEveryWay(TwoMakers(1), GetParam());
  ExpectAsEveryWay(TwoMakers(2), GetParam());
}

TEST(Maker, OrdersNoMakingOfDifferentTasks) {
  const auto making = Program([](Scheduler& scheduler) {
    auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 2);
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [&mutexes]() -> Task<> {
        Mutex& one = co_await mutexes.Make();
        co_await one.Lock();
        co_await one.Unlock();
        co_await mutexes.Destroy(one);
        co_await mutexes.Make();
      });
    }
  });
  const Exploration dpor = ExploreAllOf(making, "dpor");
  EXPECT_EQ(NameOf(dpor.verdict), "holds");
  EXPECT_EQ(dpor.executions, 1u);
  // 5 steps each, in any order: binomial(10, 5); and a state for each pair of places.
  EXPECT_EQ(ExploreAllOf(making, "all").executions, 252u);
  EXPECT_EQ(ExploreAllOf(making, "states").states, 36u);
}

// --- What was destroyed.

/// One task makes a mutex, says where it is, and destroys it; another one locks it, if it is told.
Scenario LocksWhatCanBeDestroyed() {
  return Ending([](Scheduler& scheduler) {
    auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
    auto& where = scheduler.Make<Managed<Mutex*>>("where");
    auto& used = scheduler.Make<Managed<int>>("used");
    scheduler.Spawn("owner", [&mutexes, &where]() -> Task<> {
      Mutex& mutex = co_await mutexes.Make();
      co_await where.Store(&mutex);
      co_await where.Store(nullptr);
      co_await mutexes.Destroy(mutex);
    });
    scheduler.Spawn("user", [&where, &used]() -> Task<> {
      Mutex* mutex = co_await where.Load();
      if (mutex == nullptr) co_return;
      co_await mutex->Lock();
      co_await mutex->Unlock();
      co_await used.Store(1);
    });
  });
}

TEST_P(EveryWay, FindsTheUseOfWhatATaskHasDestroyed) {
  const std::string found = Found(LocksWhatCanBeDestroyed());
  EXPECT_THAT(found,
              AnyOf(StartsWith("misuse: owner: owner destroys 'mutex owner.1', which is held by "),
                    StartsWith("use-after-free: user: user uses 'mutex owner.1' (lock at "
                               "maker_test.cc:")));
  ExpectAsEveryWay(LocksWhatCanBeDestroyed(), GetParam());
}

TEST(Maker, HasAsShortACounterexampleInEveryStrategy) {
  const auto truth = RunEveryWay(LocksWhatCanBeDestroyed(), "", 100'000);
  // Make, store, load, store, destroy, and the lock; or, in the place of the store, the lock first.
  ASSERT_EQ(truth->shortest_violation, 6u);
  for (const Strategy strategy : {"all", "dpor", "states", "count", "random", "pct", "pos"}) {
    const Exploration found = ExploreAllOf(LocksWhatCanBeDestroyed(), strategy);
    ASSERT_TRUE(found.trace.has_value()) << NameOf(strategy);
    EXPECT_EQ(found.trace->steps.size(), 6u) << NameOf(strategy);
  }
}

/// A task that does `what` with a mutex that it has made.
Scenario With(std::function<Task<>(Maker<Mutex>&, Mutex&)> what) {
  return Program([what](Scheduler& scheduler) {
    auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
    scheduler.Spawn("task", [](Maker<Mutex>& mutexes, auto what) -> Task<> {
      Mutex& mutex = co_await mutexes.Make();
      co_await what(mutexes, mutex);
    }(mutexes, what));
  });
}

TEST_P(EveryWay, SaysWhoDestroyedWhatAndWhere) {
  constexpr int kLine = __LINE__;
  const Scenario scenario = With([](Maker<Mutex>& mutexes, Mutex& mutex) -> Task<> {
    co_await mutexes.Destroy(mutex);
    co_await mutex.Lock();
  });
  EXPECT_EQ(Found(scenario),
            "use-after-free: task: task uses 'mutex task.1' (lock at "
            "maker_test.cc:" +
                std::to_string(kLine + 3) +
                "), which task destroyed at maker_test.cc:" + std::to_string(kLine + 2));
}

TEST_P(EveryWay, FindsASecondDestruction) {
  EXPECT_THAT(Found(With([](Maker<Mutex>& mutexes, Mutex& mutex) -> Task<> {
                co_await mutexes.Destroy(mutex);
                co_await mutexes.Destroy(mutex);
              })),
              StartsWith("double-free: task: task destroys 'mutex task.1', which task destroyed at "
                         "maker_test.cc:"));
}

TEST_P(EveryWay, RefusesToDestroyWhatIsHeld) {
  EXPECT_EQ(Found(With([](Maker<Mutex>& mutexes, Mutex& mutex) -> Task<> {
              co_await mutex.Lock();
              co_await mutexes.Destroy(mutex);
            })),
            "misuse: task: task destroys 'mutex task.1', which is held by task");
}

TEST_P(EveryWay, RefusesToMakeMoreThanTheMost) {
  EXPECT_EQ(Found(With([](Maker<Mutex>& mutexes, Mutex&) -> Task<> { co_await mutexes.Make(); })),
            "misuse: task: task makes more than 1 of 'mutex': let each task make more, where that "
            "is made");
}

TEST_P(EveryWay, RefusesToDestroyWhatAnotherHasMade) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
              auto& mutex = scheduler.Make<Mutex>("m");
              scheduler.Spawn("task",
                              [&mutexes, &mutex]() -> Task<> { co_await mutexes.Destroy(mutex); });
            })),
            "misuse: task: task destroys 'm', which 'mutex' has not made");
}

TEST_P(EveryWay, RefusesADeleteOfWhatATaskHasMade) {
  EXPECT_THAT(Found(With([](Maker<Mutex>& mutexes, Mutex& mutex) -> Task<> {
                delete &mutex;
                co_await mutexes.Make();
              })),
              StartsWith("misuse: task: "));
}

TEST_P(EveryWay, FindsAWaitAtWhatWasDestroyed) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& conditions = scheduler.Make<Maker<Condition>>("condition", 1);
                auto& mutex = scheduler.Make<Mutex>("mutex");
                auto& workers = scheduler.Make<Spawner>("worker", 1);
                scheduler.Spawn("main", [&conditions, &mutex, &workers]() -> Task<> {
                  Condition& condition = co_await conditions.Make();
                  co_await workers.Spawn([](Condition& condition, Mutex& mutex) -> Task<> {
                    co_await mutex.Lock();
                    co_await condition.Wait(mutex);
                    co_await mutex.Unlock();
                  }(condition, mutex));
                  co_await conditions.Destroy(condition);
                });
              })),
              HasSubstr("use-after-free: "));
}

// --- What can be made.

/// An object of a user's own: counts how often it is rung. It promises nothing.
class Bell final : public Object {
 public:
  Bell(Scheduler& scheduler, std::string_view name, int rung)
      : Object(scheduler, name), rung_(rung) {}
  Operation Ring(std::source_location where = std::source_location::current()) {
    return Operation(*this, 0, false, where);
  }
  Progress Perform(Operation&, TaskId, int) override {
    ++rung_;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "ring"; }
  std::string Describe() const override { return std::to_string(rung_); }

 private:
  int rung_;
};

/// A main task makes all of them, lets a worker use some, and awaits it by others.
void SetUpAllSorts(Scheduler& scheduler) {
  auto& queues = scheduler.Make<Maker<Queue<int>>>("queue", 1, 1);
  auto& atomics = scheduler.Make<Maker<Atomic<int>>>("atomic", 1, 0);
  auto& bells = scheduler.Make<Maker<Bell>>("bell", 1, 3);
  auto& conditions = scheduler.Make<Maker<Condition>>("condition", 1);
  auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
  auto& workers = scheduler.Make<Spawner>("worker", 1);
  scheduler.Spawn("main", [&]() -> Task<> {
    Queue<int>& queue = co_await queues.Make();
    Atomic<int>& atomic = co_await atomics.Make();
    Bell& bell = co_await bells.Make();
    Condition& condition = co_await conditions.Make();
    Mutex& mutex = co_await mutexes.Make();
    const auto work = [](Queue<int>& queue, Atomic<int>& atomic, Bell& bell, Condition& condition,
                         Mutex& mutex) -> Task<> {
      co_await bell.Ring();
      co_await queue.Put(1);
      co_await mutex.Lock();
      co_await atomic.Store(1);
      co_await condition.NotifyOne();
      co_await mutex.Unlock();
      co_await atomic.Store(2);
    };
    co_await workers.Spawn(work(queue, atomic, bell, condition, mutex));
    co_await bell.Ring();
    static_cast<void>(co_await queue.Get());
    co_await mutex.Lock();
    int stored = co_await atomic.Load();
    while (stored == 0) {
      co_await condition.Wait(mutex);
      stored = co_await atomic.Load();
    }
    co_await mutex.Unlock();
    static_cast<void>(co_await atomic.Await([](int value) { return value == 2; }));
    co_await queues.Destroy(queue);
    co_await bells.Destroy(bell);
    co_await conditions.Destroy(condition);
    co_await mutexes.Destroy(mutex);
    co_await atomics.Destroy(atomic);
  });
}

TEST_P(EveryWay, MakesObjectsOfEverySort) { EXPECT_EQ(Found(Program(SetUpAllSorts)), "holds"); }

TEST(Maker, IsShownInTracesByWhatItHasMade) {
  const Exploration found = ExploreAllOf(HandsOver(false), "states");
  ASSERT_TRUE(found.trace.has_value());
  for (const TraceObject& object : found.trace->objects) {
    if (object.value.empty()) continue;
    EXPECT_THAT(object.name, AnyOf("mutex", "sum", "last", "worker"));  // nothing is made yet
  }
  const TraceStep& make = found.trace->steps[1];
  EXPECT_EQ(make.operation, "make");
  EXPECT_EQ(found.trace->ObjectOf(make), "sum");
  EXPECT_EQ(make.value, "sum main.1");
  std::vector<std::string> changes;
  for (const TraceChange& change : make.changes) {
    changes.push_back(found.trace->objects.at(change.object).name + " = " + change.value);
  }
  EXPECT_THAT(changes, ElementsAre("sum = 1 made", "sum main.1 = 5"));
}

TEST(Maker, MustLetATaskMakeSomething) {
  for (const int most : {0, 65}) {
    EXPECT_THROW(ExploreAllOf(Program([most](Scheduler& scheduler) {
                                scheduler.Make<Maker<Mutex>>("mutex", most);
                              }),
                              "states"),
                 UsageError);
  }
}

}  // namespace
}  // namespace heddle::internal
