#include <gtest/gtest.h>
#include <heddle/queue.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> PutAll(Queue<int>& queue, const std::vector<int>& items) {
  for (const int item : items) co_await queue.Put(item);
}

Task<> GetSome(Queue<int>& queue, int times, std::vector<int>& got) {
  for (int i = 0; i < times; ++i) {
    const int item = co_await queue.Get();
    got.push_back(item);
  }
}

TEST(Queue, GivesItemsInTheOrderInWhichTheyWerePut) {
  const std::vector<int> items{5, 3, 8};
  std::vector<int> got;
  Queue<int>* queue = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    queue = &scheduler.Make<Queue<int>>("q");
    scheduler.Spawn("putter", PutAll(*queue, items));
    scheduler.Spawn("getter", GetSome(*queue, 3, got));
  });
  EXPECT_EQ(run.Next(0), "put q");
  EXPECT_EQ(run.Next(1), "get q");
  EXPECT_EQ(queue->Describe(), "[]");
  EXPECT_EQ(run.Step(0), "5");
  run.Step(0);
  run.Step(0);
  EXPECT_EQ(queue->Describe(), "[5, 3, 8]");
  EXPECT_EQ(run.Step(1), "5");
  EXPECT_EQ(queue->Describe(), "[3, 8]");
  run.Step(1);
  run.Step(1);
  EXPECT_EQ(got, items);
}

TEST(Queue, LetsAGetWaitWhileItIsEmpty) {
  const std::vector<int> items{1};
  std::vector<int> got;
  Stepper run([&](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("q");
    scheduler.Spawn("putter", PutAll(queue, items));
    scheduler.Spawn("getter", GetSome(queue, 2, got));
  });
  EXPECT_FALSE(run.Can(1));
  run.Step(0);
  EXPECT_TRUE(run.Can(1));
  run.Step(1);
  EXPECT_FALSE(run.Can(1));
  EXPECT_EQ(run.End(), "unfinished: all others have ended; getter waits: get 'q' ([])");
}

TEST(Queue, LetsAPutWaitWhileItIsFull) {
  const std::vector<int> items{1, 2, 3};
  std::vector<int> got;
  Stepper run([&](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("q", 2);
    scheduler.Spawn("putter", PutAll(queue, items));
    scheduler.Spawn("getter", GetSome(queue, 3, got));
  });
  run.Step(0);
  EXPECT_TRUE(run.Can(0));
  run.Step(0);
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_TRUE(run.Can(0));
}

TEST(Queue, HasABoundOrNone) {
  EXPECT_THROW(
      Stepper([](Scheduler& scheduler) { scheduler.Make<Queue<int>>("q", -1); }, Memory::kArena),
      UsageError);
}

// The oracle: a std::deque that is only put into below its capacity and got from above 0.
RC_GTEST_PROP(Queue, IsADequeWithABound, ()) {
  const int capacity = Draw(0, 3);
  const int putters = Draw(1, 2);
  const int getters = Draw(1, 2);
  // More than the room that an unbounded queue begins with, so that it has to grow.
  const auto items = DrawSome(Draw(1, 30), 0, 99);
  std::vector<int> got;
  Queue<int>* queue = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    queue = &scheduler.Make<Queue<int>>("q", capacity);
    for (int i = 0; i < putters; ++i) scheduler.Spawn("putter", PutAll(*queue, items));
    for (int i = 0; i < getters; ++i) {
      scheduler.Spawn("getter", GetSome(*queue, static_cast<int>(items.size()), got));
    }
  });
  std::deque<int> held;
  std::vector<int> expected;
  std::vector<std::size_t> put(putters, 0);
  while (run.world().enabled() != 0) {
    const bool room = capacity == 0 || held.size() < static_cast<std::size_t>(capacity);
    for (int task = 0; task < putters + getters; ++task) {
      if (!run.HasEnded(task)) RC_ASSERT(run.Can(task) == (task < putters ? room : !held.empty()));
    }
    const int task = DrawEnabled(run.world());
    const bool puts = task < putters;
    run.Step(task);
    if (puts) {
      held.push_back(items[put[task]++]);
    } else {
      expected.push_back(held.front());
      held.pop_front();
    }
    RC_ASSERT(std::deque<int>(queue->items().begin(), queue->items().end()) == held);
    RC_ASSERT(got == expected);
  }
}

}  // namespace
}  // namespace heddle::internal
