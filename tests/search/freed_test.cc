// Memory and objects that are freed while others use them: every strategy finds it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/heap.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <memory>
#include <string>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

struct Node {
  int value = 0;
  int other = 0;
};

class ByStrategy : public testing::TestWithParam<Strategy> {
 protected:
  static std::string Found(const Scenario& scenario) {
    ExploreOptions options;
    options.strategy = GetParam();
    std::string first;
    const bool either = GetParam() == "dpor" || GetParam() == "all";
    for (const Memory memory : {Memory::kArena, Memory::kHeap}) {
      if (memory == Memory::kHeap && !either) continue;
      options.memory = memory;
      const Exploration found = Explore(scenario, options);
      if (!found.violation) return found.complete ? "holds" : "not complete";
      EXPECT_EQ(found.trace->violation, found.violation);
      if (memory == Memory::kArena) first = found.violation->kind;
      EXPECT_EQ(found.violation->kind, first);
    }
    const Exploration shortest = ExploreAllOf(scenario, GetParam());
    return shortest.violation->kind + ": " + shortest.violation->message;
  }
};

INSTANTIATE_TEST_SUITE_P(Strategies, ByStrategy, testing::Values("states", "dpor", "all", "count"),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

Task<> ReadField(Heap& heap, Node* node, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  (void)co_await heap.Read(node, &Node::value);
  if (mutex != nullptr) co_await mutex->Unlock();
}
Task<> WriteOther(Heap& heap, Node* node) { co_await heap.Write(node, &Node::other, 1); }
Task<> WriteField(Heap& heap, Node* node) { co_await heap.Write(node, &Node::value, 1); }
Task<> DeleteIt(Heap& heap, Node* node, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  co_await heap.Delete(node);
  if (mutex != nullptr) co_await mutex->Unlock();
}

Scenario ReadAndDelete(bool locked) {
  return Program([locked](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    Mutex* mutex = locked ? &scheduler.Make<Mutex>("m") : nullptr;
    Node* node = heap.Make<Node>();
    scheduler.Spawn("reader", ReadField(heap, node, mutex));
    scheduler.Spawn("deleter", DeleteIt(heap, node, mutex));
  });
}

TEST_P(ByStrategy, FindsADeleteThatNothingOrdersWithAUse) {
  EXPECT_THAT(Found(ReadAndDelete(false)), StartsWith("use-after-free: nothing orders "));
}

TEST_P(ByStrategy, FindsAUseThatCanComeAfterADelete) {
  EXPECT_THAT(
      Found(ReadAndDelete(true)),
      StartsWith("use-after-free: reader: reader reads setup.1 of 'heap' at freed_test.cc:"));
}

TEST_P(ByStrategy, FindsTwoDeletesOfOneBlock) {
  const auto twice = [](bool locked) {
    return Program([locked](Scheduler& scheduler) {
      auto& heap = scheduler.Make<Heap>("heap");
      Mutex* mutex = locked ? &scheduler.Make<Mutex>("m") : nullptr;
      Node* node = heap.Make<Node>();
      scheduler.Spawn("one", DeleteIt(heap, node, mutex));
      scheduler.Spawn("other", DeleteIt(heap, node, mutex));
    });
  };
  EXPECT_THAT(Found(twice(false)), StartsWith("double-free: nothing orders "));
  EXPECT_THAT(Found(twice(true)), HasSubstr(" of 'heap' at freed_test.cc:"));
  EXPECT_THAT(Found(twice(true)), StartsWith("double-free: "));
}

TEST_P(ByStrategy, TellsRacesFromAccessesToDifferentFields) {
  const auto both = [](Task<> (*other)(Heap&, Node*)) {
    return Program([other](Scheduler& scheduler) {
      auto& heap = scheduler.Make<Heap>("heap");
      Node* node = heap.Make<Node>();
      scheduler.Spawn("one", WriteField(heap, node));
      scheduler.Spawn("other", other(heap, node));
      scheduler.AllowLeaks();
    });
  };
  EXPECT_THAT(Found(both(WriteField)), StartsWith("data-race: nothing orders "));
  EXPECT_EQ(Found(both(WriteOther)), "holds");
}

Task<> Publish(Heap& heap, Atomic<int>& ready, Node*& shared) {
  Node* node = co_await heap.New<Node>();
  shared = node;
  co_await ready.Store(1);
}
Task<> Consume(Heap& heap, Atomic<int>& ready, Node*& shared, bool frees) {
  (void)co_await ready.Await([](int value) { return value == 1; });
  (void)co_await heap.Read(shared, &Node::value);
  if (frees) co_await heap.Delete(shared);
}

TEST_P(ByStrategy, FollowsABlockFromTaskToTask) {
  const auto hand_over = [](bool frees) {
    return Program([frees](Scheduler& scheduler) {
      auto& heap = scheduler.Make<Heap>("heap");
      auto& ready = scheduler.Make<Atomic<int>>("ready", 0);
      auto& shared = scheduler.Make<Node*>(nullptr);
      scheduler.Spawn("maker", Publish(heap, ready, shared));
      scheduler.Spawn("user", Consume(heap, ready, shared, frees));
    });
  };
  EXPECT_EQ(Found(hand_over(true)), "holds");
  EXPECT_THAT(Found(hand_over(false)),
              StartsWith("leak: nobody has freed maker.1 of 'heap', which maker made at "));
}

Task<> MakeAndFree(Heap& heap, int times) {
  for (int i = 0; i < times; ++i) co_await heap.Delete(co_await heap.New<Node>());
}

TEST(Freed, BlocksOfDifferentTasksAreIndependent) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    scheduler.Spawn("one", MakeAndFree(heap, 2));
    scheduler.Spawn("other", MakeAndFree(heap, 2));
  });
  const Exploration dpor = ExploreAllOf(scenario, "dpor");
  EXPECT_EQ(NameOf(dpor.verdict), "holds");
  EXPECT_EQ(dpor.executions, 1u);
  // 4 steps each, in any order: binomial(8, 4); and a state for each pair of places.
  EXPECT_EQ(ExploreAllOf(scenario, "all").executions, 70u);
  EXPECT_EQ(ExploreAllOf(scenario, "states").states, 25u);
}

// --- Objects that somebody destroys.

Task<> LockOnce(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Unlock();
}
Task<> DestroyIt(Heap& heap, Object& object) { co_await heap.Destroy(object); }

TEST_P(ByStrategy, FindsALockOfADestroyedMutex) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& heap = scheduler.Make<Heap>("heap");
                auto& mutex = scheduler.Make<Mutex>("m");
                scheduler.Spawn("user", LockOnce(mutex));
                scheduler.Spawn("destroyer", DestroyIt(heap, mutex));
              })),
              AnyOf(StartsWith("use-after-free: user: user uses 'm' (lock at freed_test.cc:"),
                    StartsWith("misuse: destroyer: destroyer destroys 'm', which is held")));
}

Task<> PutOnce(Queue<int>& queue) { co_await queue.Put(1); }
Task<> GetOnce(Queue<int>& queue) { (void)co_await queue.Get(); }

TEST_P(ByStrategy, FindsAQueueThatIsDestroyedTooEarly) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& heap = scheduler.Make<Heap>("heap");
                auto& queue = scheduler.Make<Queue<int>>("q");
                scheduler.Spawn("putter", PutOnce(queue));
                scheduler.Spawn("getter", GetOnce(queue));
                scheduler.Spawn("other", GetOnce(queue));
                scheduler.Spawn("destroyer", DestroyIt(heap, queue));
              })),
              HasSubstr("use-after-free: "));
}

// --- Objects that a set-up has made by new, and a task deletes by no operation.

Task<> DeleteWhenDone(Mutex* mutex, Managed<int>& x) {
  co_await mutex->Lock();
  co_await mutex->Unlock();
  delete mutex;
  co_await x.Store(1);
}

TEST_P(ByStrategy, FindsTheUseOfADeletedObject) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto* mutex = new Mutex(scheduler, "m");
                auto& x = scheduler.Make<Managed<int>>("x", 0);
                scheduler.Spawn("user", LockOnce(*mutex));
                scheduler.Spawn("deleter", DeleteWhenDone(mutex, x));
              })),
              StartsWith("use-after-free: user: user uses 'm' (use at freed_test.cc:"));
}

Task<> HoldUntilTheEnd(std::shared_ptr<Mutex> mutex) {
  co_await mutex->Lock();
  co_await mutex->Unlock();
  mutex.reset();
}

TEST_P(ByStrategy, LetsTheLastUserDeleteAnObject) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto mutex = std::make_shared<Mutex>(scheduler, "m");
              scheduler.Spawn("one", HoldUntilTheEnd(mutex));
              scheduler.Spawn("other", HoldUntilTheEnd(mutex));
            })),
            "holds");
}

Task<> DeleteWhatIsOwned(Mutex* mutex, Managed<int>& x) {
  co_await x.Store(1);
  delete mutex;
}

TEST_P(ByStrategy, RefusesADeleteOfWhatTheSchedulerOwns) {
  EXPECT_EQ(Found(Program([](Scheduler& scheduler) {
              auto& mutex = scheduler.Make<Mutex>("m");
              auto& x = scheduler.Make<Managed<int>>("x", 0);
              scheduler.Spawn("deleter", DeleteWhatIsOwned(&mutex, x));
            })),
            "misuse: deleter: deleter destroys 'm', which the scheduler has made and destroys "
            "itself");
}

TEST(Freed, AnObjectMustNotEndWithTheSetUp) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    const auto mutex = std::make_unique<Mutex>(scheduler, "m");
    scheduler.Spawn("one", LockOnce(*mutex));
  });
  try {
    ExploreAllOf(scenario, "states");
    FAIL() << "it explores";
  } catch (const UsageError& error) {
    EXPECT_THAT(
        error.what(),
        StartsWith(
            "program: setting up failed: the object 'm' was destroyed before the tasks ran: "));
  }
}

}  // namespace
}  // namespace heddle::internal
