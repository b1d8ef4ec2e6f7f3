#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/semaphore.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <stdexcept>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> Acquire(Semaphore& semaphore, int times) {
  for (int i = 0; i < times; ++i) co_await semaphore.Acquire();
}

Task<> Release(Semaphore& semaphore, int times) {
  for (int i = 0; i < times; ++i) co_await semaphore.Release();
}

TEST(Semaphore, RefusesANegativeCount) {
  EXPECT_THROW(Stepper([](Scheduler& scheduler) { scheduler.Make<Semaphore>("s", -1); }),
               UsageError);
}

TEST(Semaphore, WaitsAtZeroAndGoesOnAfterARelease) {
  Semaphore* semaphore = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    semaphore = &scheduler.Make<Semaphore>("s", 1);
    scheduler.Spawn("a", Acquire(*semaphore, 2));
    scheduler.Spawn("b", Release(*semaphore, 1));
  });
  EXPECT_EQ(run.Next(0), "acquire s");
  EXPECT_EQ(run.Next(1), "release s");
  run.Step(0);
  EXPECT_EQ(semaphore->count(), 0);
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_EQ(semaphore->Describe(), "1");
  run.Step(0);
  EXPECT_EQ(semaphore->count(), 0);
  EXPECT_TRUE(run.HasEnded(0));
}

TEST(Semaphore, GivesOneToATryAcquireOnlyWhereThereIsOne) {
  Semaphore* semaphore = nullptr;
  std::vector<bool> got;
  Stepper run([&](Scheduler& scheduler) {
    semaphore = &scheduler.Make<Semaphore>("s", 1);
    scheduler.Spawn("a", [&]() -> Task<> {
      got.push_back(co_await semaphore->TryAcquire());
      got.push_back(co_await semaphore->TryAcquire());
    });
  });
  EXPECT_EQ(run.Next(0), "try-acquire s");
  EXPECT_EQ(run.Step(0), "true");
  EXPECT_EQ(semaphore->count(), 0);
  EXPECT_EQ(run.Step(0), "false");
  EXPECT_EQ(semaphore->count(), 0);
  EXPECT_EQ(got, (std::vector<bool>{true, false}));
}

RC_GTEST_PROP(Semaphore, HasItsFirstCountAndWhatWasReleasedLessWhatWasAcquired, ()) {
  const int initial = Draw(0, 2);
  const auto changes = DrawSome(Draw(1, 4), -3, 3);
  const int tasks = static_cast<int>(changes.size());
  Semaphore* semaphore = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    semaphore = &scheduler.Make<Semaphore>("s", initial);
    for (const int change : changes) {
      scheduler.Spawn("t", change < 0 ? Acquire(*semaphore, -change) : Release(*semaphore, change));
    }
  });
  int count = initial;
  while (run.world().enabled() != 0) {
    for (int task = 0; task < tasks; ++task) {
      if (!run.HasEnded(task)) RC_ASSERT(run.Can(task) == (changes[task] > 0 || count > 0));
    }
    const int task = DrawEnabled(run.world());
    run.Step(task);
    count += changes[task] < 0 ? -1 : 1;
    RC_ASSERT(semaphore->count() == count);
    RC_ASSERT(count >= 0);
  }
}

// A release at 0 has to come before the acquire that it lets go on; one above 0 does not. A task
// that is about to release does not know which of the two it will be.
RC_GTEST_PROP(Semaphore, IsReleasedFromWhateverCountThereIsByThen, ()) {
  const int initial = Draw(0, 1);
  const int releasers = Draw(0, 3);
  const int acquirers = Draw(0, 3);
  Scenario scenario;
  scenario.name = "semaphore";
  scenario.set_up = [=](Scheduler& scheduler, const Parameters&) {
    auto& semaphore = scheduler.Make<Semaphore>("s", initial);
    for (int i = 0; i < releasers; ++i) scheduler.Spawn("releaser", Release(semaphore, 1));
    for (int i = 0; i < acquirers; ++i) scheduler.Spawn("acquirer", Acquire(semaphore, 1));
  };
  // All operations on a semaphore depend on one another: each interleaving is a trace of its own.
  ExploreOptions options;
  options.keep_going = true;
  options.strategy = "all";
  const auto all = Explore(scenario, scenario.Configure({}), options).executions;
  options.strategy = "dpor";
  RC_ASSERT(Explore(scenario, scenario.Configure({}), options).executions == all);
}

}  // namespace
}  // namespace heddle::internal
