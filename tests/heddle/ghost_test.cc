#include <gtest/gtest.h>
#include <heddle/ghost.h>
#include <heddle/semaphore.h>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> CountTurns(Ghost<int>& turns, Semaphore& semaphore) {
  for (int i = 0; i < 3; ++i) {
    co_await semaphore.Release();
    ++turns.value;
  }
}

TEST(Ghost, IsWrittenWithoutAStep) {
  Ghost<int>* ghost = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    ghost = &scheduler.Make<Ghost<int>>("turns", 10);
    scheduler.Spawn("a", CountTurns(*ghost, scheduler.Make<Semaphore>("s", 0)));
  });
  EXPECT_EQ(ghost->Describe(), "10");
  for (int turn = 1; turn <= 3; ++turn) {
    EXPECT_EQ(run.Next(0), "release s");
    run.Step(0);
    EXPECT_EQ(ghost->value, 10 + turn);
  }
  EXPECT_TRUE(run.HasEnded(0));
}

TEST(Ghost, LeavesItsBytesBehindForItsWriterAlone) {
  Ghost<int>* ghost = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    ghost = &scheduler.Make<Ghost<int>>("turns");
    auto& semaphore = scheduler.Make<Semaphore>("s", 0);
    ghost->writer = scheduler.Spawn("a", CountTurns(*ghost, semaphore));
    scheduler.Spawn("b", CountTurns(*ghost, semaphore));
  });
  EXPECT_EQ(static_cast<void*>(ghost->Residue(0).data()), &ghost->value);
  EXPECT_EQ(ghost->Residue(0).size(), sizeof(int));
  EXPECT_TRUE(ghost->Residue(1).empty());
}

}  // namespace
}  // namespace heddle::internal
