#include <gtest/gtest.h>
#include <heddle/join.h>
#include <heddle/semaphore.h>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> ReleaseTwice(Semaphore& semaphore) {
  co_await semaphore.Release();
  co_await semaphore.Release();
}

Task<> JoinTask(Ends& ends, TaskId task) { co_await ends.Join(task); }

Task<> Nothing() { co_return; }

TEST(Join, WaitsForTheEndOfATask) {
  Stepper run([](Scheduler& scheduler) {
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("worker", ReleaseTwice(scheduler.Make<Semaphore>("s", 0)));
    scheduler.Spawn("main", JoinTask(ends, 0));
  });
  EXPECT_EQ(run.Next(1), "join ends");
  EXPECT_FALSE(run.Can(1));
  run.Step(0);
  EXPECT_FALSE(run.Can(1));
  run.Step(0);
  ASSERT_TRUE(run.Can(1));
  EXPECT_EQ(run.Step(1), "worker");
  EXPECT_TRUE(run.HasEnded(1));
}

TEST(Join, GoesOnAtOnceWhereATaskDoesNothing) {
  Stepper run([](Scheduler& scheduler) {
    scheduler.Spawn("main", JoinTask(scheduler.Make<Ends>(), 1));
    scheduler.Spawn("worker", Nothing());
  });
  EXPECT_TRUE(run.HasEnded(1));
  EXPECT_TRUE(run.Can(0));
}

TEST(Join, LeavesTasksThatJoinEachOtherInADeadlock) {
  Stepper run([](Scheduler& scheduler) {
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("a", JoinTask(ends, 1));
    scheduler.Spawn("b", JoinTask(ends, 0));
  });
  EXPECT_EQ(run.world().enabled(), 0u);
  EXPECT_EQ(run.End(), "deadlock: a waits: join 'ends' (b); b waits: join 'ends' (a)");
}

}  // namespace
}  // namespace heddle::internal
