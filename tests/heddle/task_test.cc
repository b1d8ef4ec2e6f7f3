#include <gtest/gtest.h>
#include <heddle/semaphore.h>
#include <heddle/task.h>

#include <optional>
#include <stdexcept>
#include <string>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

/// Counts how many of it there are.
struct Counted {
  explicit Counted(int& count) : count(count) { ++count; }
  Counted(const Counted&) = delete;
  ~Counted() { --count; }
  int& count;
};

Task<int> ReleaseAndAdd(Semaphore& semaphore, int a, int b) {
  co_await semaphore.Release();
  co_return a + b;
}

Task<> AddThree(Semaphore& semaphore, int& sum) {
  const int two = co_await ReleaseAndAdd(semaphore, 1, 1);
  const int three = co_await ReleaseAndAdd(semaphore, two, 1);
  sum = three;
}

TEST(Task, AwaitsAnotherAsAPartOfItselfAndGetsItsResult) {
  int sum = 0;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", AddThree(scheduler.Make<Semaphore>("s", 0), sum));
  });
  EXPECT_EQ(run.Next(0), "release s");
  run.Step(0);
  EXPECT_EQ(run.Next(0), "release s");
  EXPECT_EQ(sum, 0);
  run.Step(0);
  EXPECT_EQ(sum, 3);
  EXPECT_TRUE(run.HasEnded(0));
}

Task<int> Fail(Semaphore& semaphore) {
  co_await semaphore.Release();
  throw std::runtime_error("the thread has broken");
}

Task<> PassOn(Semaphore& semaphore, int& alive) {
  const Counted counted(alive);
  co_await Fail(semaphore);
}

Task<> Catch(Semaphore& semaphore, std::string& caught) {
  try {
    co_await Fail(semaphore);
  } catch (const std::runtime_error& error) {
    caught = error.what();
  }
  co_await semaphore.Release();
}

TEST(Task, EndsInAFailureWithTheExceptionThatLeavesIt) {
  int alive = 0;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("weaver", PassOn(scheduler.Make<Semaphore>("s", 0), alive));
  });
  EXPECT_EQ(alive, 1);
  EXPECT_EQ(run.failure(), "");
  run.Step(0);
  EXPECT_EQ(run.failure(), "exception: weaver: the thread has broken");
  EXPECT_TRUE(run.HasEnded(0));
  EXPECT_EQ(alive, 0) << "its locals are destroyed on the way out";
}

TEST(Task, GoesOnAfterAnExceptionThatItCatches) {
  std::string caught;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", Catch(scheduler.Make<Semaphore>("s", 0), caught));
  });
  run.Step(0);
  EXPECT_EQ(caught, "the thread has broken");
  EXPECT_EQ(run.failure(), "");
  EXPECT_EQ(run.Next(0), "release s");
}

Task<> ThrowAtOnce() {
  throw 7;
  co_return;
}

/// An exception that tells how many of it there are.
struct CountedError : std::runtime_error {
  explicit CountedError(int& count) : std::runtime_error("counted"), counted(count) {}
  CountedError(const CountedError& other)
      : std::runtime_error(other), counted(other.counted.count) {}
  Counted counted;
};

Task<> ThrowCounted(Semaphore& semaphore, int& count) {
  co_await semaphore.Release();
  throw CountedError(count);
}

Task<> KeepWhatHasThrown(Semaphore& semaphore, int& count) {
  Task<> part = ThrowCounted(semaphore, count);
  try {
    co_await part;
  } catch (const CountedError&) {
  }
  co_await semaphore.Release();
}

TEST(Task, KeepsNoExceptionThatItHasHandedOn) {
  int count = 0;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("task", KeepWhatHasThrown(scheduler.Make<Semaphore>("s", 0), count));
  });
  run.Step(0);
  EXPECT_EQ(count, 0);  // and the part is there still
  run.Step(0);
  EXPECT_EQ(run.failure(), "");
}

TEST(Task, FailsBeforeItsFirstOperationToo) {
  Stepper run([](Scheduler& scheduler) { scheduler.Spawn("a", ThrowAtOnce()); });
  EXPECT_EQ(run.failure(), "exception: a: something that is not a std::exception was thrown");
  EXPECT_TRUE(run.HasEnded(0));
}

TEST(Task, StartsOnlyWhenItIsSpawned) {
  std::optional<Task<>> never(ThrowAtOnce());
  never.reset();  // it has not thrown
}

TEST(Task, OutlivesTheFailureOfAnother) {
  int sum = 0;
  int alive = 0;
  Stepper run([&](Scheduler& scheduler) {
    auto& semaphore = scheduler.Make<Semaphore>("s", 0);
    scheduler.Spawn("weaver", PassOn(semaphore, alive));
    scheduler.Spawn("a", AddThree(semaphore, sum));
  });
  for (const int task : {1, 0, 1}) run.Step(task);
  EXPECT_EQ(sum, 3);
  EXPECT_EQ(run.failure(), "exception: weaver: the thread has broken");
}

Task<> AcquireForEver(Semaphore& semaphore, int& alive) {
  const Counted counted(alive);
  co_await semaphore.Acquire();
}

TEST(Task, IsDestroyedWithItsLocalsWhereItWaitsForEver) {
  int alive = 0;
  {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("a", AcquireForEver(scheduler.Make<Semaphore>("s", 0), alive));
    });
    EXPECT_EQ(alive, 1);
  }
  EXPECT_EQ(alive, 0);
}

}  // namespace
}  // namespace heddle::internal
