#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/heap.h>
#include <heddle/internal/poison.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <string>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

struct Node {
  int value = 0;
  Node* next = nullptr;
};

/// What a task does with a block of its own.
Task<> UseOne(Heap& heap, int& read) {
  Node* node = co_await heap.New<Node>(7, nullptr);
  co_await heap.Write(node, &Node::value, 8);
  read = co_await heap.Read(node, &Node::value);
  co_await heap.Delete(node);
}

TEST(Heap, MakesReadsWritesAndFrees) {
  Heap* heap = nullptr;
  int read = 0;
  Stepper run([&](Scheduler& scheduler) {
    heap = &scheduler.Make<Heap>("heap");
    scheduler.Spawn("a", UseOne(*heap, read));
  });
  EXPECT_EQ(run.Next(0), "new heap");
  EXPECT_EQ(run.Step(0), "a.1");
  EXPECT_EQ(heap->Describe(), "a.1");
  EXPECT_THAT(run.End(), MatchesRegex("deadlock.*|unfinished.*|"));
  EXPECT_EQ(run.Step(0), "a.1 = 8");
  EXPECT_EQ(run.Step(0), "a.1 is 8");
  EXPECT_EQ(read, 8);
  EXPECT_EQ(run.Step(0), "a.1");
  EXPECT_EQ(heap->Describe(), "freed: a.1");
  EXPECT_TRUE(run.HasEnded(0));
  EXPECT_EQ(run.failure(), "");
  EXPECT_EQ(run.End(), "");
}

Task<> DeleteIt(Heap& heap, Node* node) { co_await heap.Delete(node); }
Task<> ReadIt(Heap& heap, Node* node) { (void)co_await heap.Read(node, &Node::next); }
Task<> WriteIt(Heap& heap, Node* node) { co_await heap.Write(node, &Node::next, nullptr); }

/// A deletes a node, then the other task does something with it. What is said of that.
std::string AfterADelete(Task<> (*use)(Heap&, Node*)) {
  Stepper run([&](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    Node* node = heap.Make<Node>();
    scheduler.Spawn("a", DeleteIt(heap, node));
    scheduler.Spawn("b", use(heap, node));
  });
  run.Step(0);
  run.Step(1);
  return run.failure();
}

TEST(Heap, RefusesWhatComesAfterADeleteNamingBothPlaces) {
  constexpr const char* kBoth = "heap_test.cc:[0-9]+, which a freed at heap_test.cc:[0-9]+";
  EXPECT_THAT(
      AfterADelete(ReadIt),
      MatchesRegex(std::string("use-after-free: b: b reads setup.1 of 'heap' at ") + kBoth));
  EXPECT_THAT(
      AfterADelete(WriteIt),
      MatchesRegex(std::string("use-after-free: b: b writes setup.1 of 'heap' at ") + kBoth));
  EXPECT_THAT(AfterADelete(DeleteIt),
              MatchesRegex(std::string("double-free: b: b frees setup.1 of 'heap' at ") + kBoth));
}

Task<> DeleteWhatIsNoBlock(Heap& heap, int which) {
  static Node node;
  Node* made = co_await heap.New<Node>();
  if (which == 0) co_await heap.Delete(&node);
  if (which == 1) co_await heap.Delete(&made->next);
  if (which == 2) (void)co_await heap.Read(static_cast<Node*>(nullptr), &Node::value);
  if (which == 3) co_await heap.Write(&node, &Node::value, 1);
  co_await heap.Delete(nullptr);
  co_await heap.Delete(made);
}

TEST(Heap, IsMisusedByWhatIsNoBlock) {
  const auto said = [](int which) {
    Stepper run([which](Scheduler& scheduler) {
      scheduler.Spawn("a", DeleteWhatIsNoBlock(scheduler.Make<Heap>("heap"), which));
    });
    while (!run.HasEnded(0)) run.Step(0);
    return run.failure();
  };
  EXPECT_EQ(said(0), "misuse: a: a frees what is no block of 'heap'");
  EXPECT_EQ(said(1), "misuse: a: a frees what is no block of 'heap'");
  EXPECT_EQ(said(2), "misuse: a: a reads through a null pointer");
  EXPECT_EQ(said(3), "misuse: a: a writes no block of 'heap'");
  EXPECT_EQ(said(4), "") << "null can be freed";
}

Task<> MakeMany(Heap& heap, int count) {
  for (int i = 0; i < count; ++i) co_await heap.Delete(co_await heap.New<int>(i));
}

TEST(Heap, SaysWhenItHasNoRoom) {
  const auto said = [](int blocks, Heap::Room room) {
    Stepper run([=](Scheduler& scheduler) {
      scheduler.Spawn("a", MakeMany(scheduler.Make<Heap>("heap", room), blocks));
    });
    while (!run.HasEnded(0)) run.Step(0);
    return run.failure();
  };
  EXPECT_EQ(said(2, {.blocks = 2}), "");
  EXPECT_EQ(said(3, {.blocks = 2}),
            "exception: a: a makes more than 2 blocks in 'heap', which uses none twice: give it a "
            "larger Heap::Room");
  EXPECT_EQ(said(1, {.bytes = 4}), "");
  EXPECT_EQ(said(1, {.bytes = 3}),
            "exception: a: a makes something of 4 bytes in 'heap', whose blocks have 3: give it a "
            "larger Heap::Room");
}

Task<> LoseOne(Heap& heap) { (void)co_await heap.New<Node>(); }

TEST(Heap, SaysWhatIsNeverFreed) {
  for (const bool allowed : {false, true}) {
    Stepper run([allowed](Scheduler& scheduler) {
      scheduler.Spawn("a", LoseOne(scheduler.Make<Heap>("heap")));
      if (allowed) scheduler.AllowLeaks();
    });
    run.Step(0);
    if (allowed) {
      EXPECT_EQ(run.End(), "");
    } else {
      EXPECT_THAT(run.End(), MatchesRegex("leak: nobody has freed a.1 of 'heap', which a made at "
                                          "heap_test.cc:[0-9]+"));
    }
  }
}

TEST(Heap, CountsWhatTheSetUpMadeAndNobodyFrees) {
  Stepper run([](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    (void)heap.Make<Node>();
    (void)heap.Make<Node>();
    scheduler.Spawn("a", MakeMany(heap, 1));
  });
  run.Step(0);
  run.Step(0);
  EXPECT_EQ(run.End(),
            "leak: nobody has freed setup.1 of 'heap', which the set-up made; nor 1 more");
}

/// An object with a destructor that can be seen.
struct Witness {
  explicit Witness(int* alive) : alive(alive) { ++*alive; }
  Witness(const Witness&) = delete;
  ~Witness() { --*alive; }
  int* alive;
};

TEST(Heap, DestroysWhatItFreesAndWhatIsLeft) {
  int alive = 0;
  {
    Stepper run([&](Scheduler& scheduler) {
      auto& heap = scheduler.Make<Heap>("heap");
      Witness* first = heap.Make<Witness>(&alive);
      (void)heap.Make<Witness>(&alive);
      scheduler.Spawn("a", [](Heap& heap, Witness* witness) -> Task<> {
        co_await heap.Delete(witness);
      }(heap, first));
    });
    EXPECT_EQ(alive, 2);
    run.Step(0);
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

Task<> WriteByNoOperation(Heap& heap, Node* node, Managed<int>& x) {
  co_await heap.Delete(node);
  co_await x.Store(1);
  node->value = 5;
  co_await x.Store(2);
}

TEST(Heap, FindsAWriteByNoOperationToWhatIsFreed) {
  if (internal::kAddressSanitizer) GTEST_SKIP() << "which reports it itself";
  for (const Memory memory : {Memory::kHeap, Memory::kArena}) {
    Stepper run(
        [](Scheduler& scheduler) {
          auto& heap = scheduler.Make<Heap>("heap");
          auto& x = scheduler.Make<Managed<int>>("x", 0);
          scheduler.Spawn("a", WriteByNoOperation(heap, heap.Make<Node>(), x));
        },
        memory);
    run.Step(0);
    EXPECT_EQ(run.failure(), "");
    run.Step(0);
    EXPECT_THAT(run.failure(),
                MatchesRegex("use-after-free: a: a has written to setup.1 of 'heap', by no "
                             "operation, which a freed at heap_test.cc:[0-9]+"));
  }
}

Task<> ReadByNoOperation(Heap& heap, Node* node, Managed<int>& x) {
  co_await heap.Delete(node);
  co_await x.Store(node->value);
}

TEST(HeapDeathTest, ShowsAddressSanitizerAReadOfWhatIsFreed) {
  if (!internal::kAddressSanitizer) GTEST_SKIP() << "there is none";
  EXPECT_DEATH(
      {
        Stepper run([](Scheduler& scheduler) {
          auto& heap = scheduler.Make<Heap>("heap");
          auto& x = scheduler.Make<Managed<int>>("x", 0);
          scheduler.Spawn("a", ReadByNoOperation(heap, heap.Make<Node>(), x));
        });
        run.Step(0);
      },
      "use-after-poison");
}

Task<> LockOnce(Mutex& mutex) {
  co_await mutex.Lock();
  co_await mutex.Unlock();
}
Task<> DestroyIt(Heap& heap, Object& object) { co_await heap.Destroy(object); }

TEST(Heap, EndsTheLifeOfAnObject) {
  Mutex* mutex = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    mutex = &scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", DestroyIt(heap, *mutex));
    scheduler.Spawn("b", LockOnce(*mutex));
  });
  EXPECT_EQ(run.Step(0), "m");
  EXPECT_EQ(run.Next(1), "lock m");
  run.Step(1);
  EXPECT_THAT(run.failure(), MatchesRegex("use-after-free: b: b uses 'm' \\(lock at "
                                          "heap_test.cc:[0-9]+\\), which a destroyed at "
                                          "heap_test.cc:[0-9]+"));
}

TEST(Heap, IsMisusedByDestroyingWhatIsHeld) {
  Stepper run([&](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    auto& mutex = scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", DestroyIt(heap, mutex));
    scheduler.Spawn("b", LockOnce(mutex));
  });
  run.Step(1);
  run.Step(0);
  EXPECT_EQ(run.failure(), "misuse: a: a destroys 'm', which is held by b");
}

TEST(Heap, RefusesToDestroyAnObjectTwice) {
  Stepper run([&](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    auto& mutex = scheduler.Make<Mutex>("m");
    scheduler.Spawn("a", DestroyIt(heap, mutex));
    scheduler.Spawn("b", DestroyIt(heap, mutex));
  });
  run.Step(1);
  run.Step(0);
  EXPECT_THAT(run.failure(), MatchesRegex("double-free: a: a destroys 'm', which b destroyed at "
                                          "heap_test.cc:[0-9]+"));
}

Task<> WaitFor(Atomic<int>& atomic) {
  (void)co_await atomic.Await([](int value) { return value != 0; });
}

TEST(Heap, FindsWhoWaitsForWhatIsDestroyed) {
  Stepper run([](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    auto& atomic = scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("a", DestroyIt(heap, atomic));
    scheduler.Spawn("b", WaitFor(atomic));
  });
  run.Step(0);
  EXPECT_FALSE(run.Can(1));
  EXPECT_THAT(run.End(), MatchesRegex("use-after-free: b waits for 'x' \\(await\\), which a "
                                      "destroyed at heap_test.cc:[0-9]+"));
}

Task<> WaitWith(Condition& condition, Mutex& mutex) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}
Task<> NotifyAndDestroy(Heap& heap, Condition& condition, Mutex& mutex) {
  co_await condition.NotifyAll();
  co_await heap.Destroy(mutex);
}

TEST(Heap, FindsAConditionWhoseMutexIsDestroyed) {
  Stepper run([](Scheduler& scheduler) {
    auto& heap = scheduler.Make<Heap>("heap");
    auto& mutex = scheduler.Make<Mutex>("m");
    auto& condition = scheduler.Make<Condition>("c");
    scheduler.Spawn("a", WaitWith(condition, mutex));
    scheduler.Spawn("b", NotifyAndDestroy(heap, condition, mutex));
  });
  run.Step(0);
  run.Step(0);
  run.Step(1);
  run.Step(1);
  run.Step(0);
  EXPECT_THAT(run.failure(), HasSubstr("use-after-free: a: a uses 'm' (wake at "));
}

}  // namespace
}  // namespace heddle::internal
