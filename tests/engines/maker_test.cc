// Objects that tasks make and destroy, for real and by Relacy.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/explore.h>
#include <heddle/join.h>
#include <heddle/latch.h>
#include <heddle/maker.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>
#include <heddle/spawner.h>

#include <string>

#include "src/engines/run_options.h"
#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

using testing::StartsWith;

Task<> AddUnder(Mutex& mutex, Shared<int>& sum, Latch& done) {
  for (int i = 0; i < 3; ++i) {
    co_await mutex.Lock();
    co_await sum.Update([](int& value) { ++value; });
    co_await mutex.Unlock();
  }
  co_await done.CountDown();
}

/// What goes wrong with what a task makes.
enum class Wrong { kNothing, kNoLock, kUsedAfter, kDestroyedTwice, kHeld };

Task<> StoreOnce(Shared<int>& sum, Latch& done) {
  co_await sum.Store(3);
  co_await done.CountDown();
}

/// A task makes a mutex, a variable and a latch, hands them to a worker that it spawns, awaits it,
/// and destroys them all.
void SetUp(Scheduler& scheduler, Wrong wrong) {
  auto& mutexes = scheduler.Make<Maker<Mutex>>("mutex", 1);
  auto& sums = scheduler.Make<Maker<Shared<int>>>("sum", 1, 10);
  auto& latches = scheduler.Make<Maker<Latch>>("latch", 1, 2);
  auto& total = scheduler.Make<Shared<int>>("total", 0);
  auto& workers = scheduler.Make<Spawner>("worker", 1);
  scheduler.Spawn("main", [=, &mutexes, &sums, &latches, &total, &workers]() -> Task<> {
    Mutex& mutex = co_await mutexes.Make();
    Shared<int>& sum = co_await sums.Make();
    Latch& done = co_await latches.Make();
    if (wrong == Wrong::kNoLock) {
      co_await workers.Spawn(StoreOnce(sum, done));
    } else {
      co_await workers.Spawn(AddUnder(mutex, sum, done));
    }
    co_await AddUnder(mutex, sum, done);
    co_await done.Wait();
    co_await total.Store(co_await sum.Load());
    co_await sums.Destroy(sum);
    if (wrong == Wrong::kHeld) co_await mutex.Lock();
    co_await mutexes.Destroy(mutex);
    if (wrong == Wrong::kUsedAfter) co_await mutex.Lock();
    if (wrong == Wrong::kDestroyedTwice) co_await mutexes.Destroy(mutex);
  });
  scheduler.Finally("all are added",
                    [&total, wrong] { return wrong != Wrong::kNothing || total.value() == 16; });
}

Scenario Makes(Wrong wrong) {
  return ScenarioOf([wrong](Scheduler& scheduler) { SetUp(scheduler, wrong); });
}

TEST(RealRuns, MakeAndDestroyObjects) {
  for (const RunOptions::On on : {RunOptions::On::kThreads, RunOptions::On::kCoroutines}) {
    RunOptions options = On(on);
    EXPECT_EQ(RunReal(Makes(Wrong::kNothing), options).violation(), "");
    EXPECT_THAT(RunReal(Makes(Wrong::kUsedAfter), options).violation(),
                StartsWith("use-after-free: main: main uses 'mutex main.1' (lock), which main "
                           "destroyed at maker_test.cc:"));
    EXPECT_THAT(RunReal(Makes(Wrong::kDestroyedTwice), options).violation(),
                StartsWith("double-free: main: main destroys 'mutex main.1', which main destroyed "
                           "at maker_test.cc:"));
    EXPECT_EQ(RunReal(Makes(Wrong::kHeld), options).violation(),
              "misuse: main: main destroys 'mutex main.1', which is held by main");
  }
}

TEST(RealRuns, AreRecordedWithWhatTasksMake) {
  for (const RunOptions::On on : {RunOptions::On::kThreads, RunOptions::On::kCoroutines}) {
    RunOptions options = On(on);
    options.record = true;
    const RealRun run = RunReal(Makes(Wrong::kNothing), options);
    EXPECT_EQ(run.violation(), "");
    ASSERT_TRUE(run.result.trace.has_value());
    const TraceStep& first = run.result.trace->steps.front();
    EXPECT_EQ(first.operation + " " + first.value, "make mutex main.1");
  }
}

TEST(RealRuns, MakeNoObjectsInProcesses) {
  try {
    RunReal(Makes(Wrong::kNothing), On(RunOptions::On::kProcesses));
    FAIL() << "it runs";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(
                                  ": processes cannot share the maker 'mutex'; run it on threads"));
  }
}

std::string ByRelacy(const Scenario& scenario) {
  ExploreOptions options;
  options.strategy = {"random", "relacy"};
  options.samples = 300;
  options.keep_going = true;
  const Exploration found = Explore(scenario, scenario.Configure({}), options);
  if (!found.violation) return "nothing";
  EXPECT_EQ(found.trace->violation, found.violation);
  return found.violation->kind + ": " + found.violation->message;
}

TEST(Relacy, MakesAndDestroysObjects) {
  EXPECT_EQ(ByRelacy(Makes(Wrong::kNothing)), "nothing");
  EXPECT_THAT(ByRelacy(Makes(Wrong::kNoLock)), StartsWith("data-race: nothing orders "));
  EXPECT_THAT(ByRelacy(Makes(Wrong::kUsedAfter)),
              StartsWith("use-after-free: main: main uses 'mutex main.1' (lock"));
  EXPECT_THAT(ByRelacy(Makes(Wrong::kDestroyedTwice)),
              StartsWith("double-free: main: main destroys 'mutex main.1', which main destroyed at "
                         "maker_test.cc:"));
  EXPECT_EQ(ByRelacy(Makes(Wrong::kHeld)),
            "misuse: main: main destroys 'mutex main.1', which is held by main");
}

/// One task destroys a variable that another one uses, with nothing between them.
Scenario DestroysTooEarly(bool atomic) {
  return ScenarioOf([atomic](Scheduler& scheduler) {
    auto& cells = scheduler.Make<Maker<Shared<int>>>("cell", 1);
    auto& flags = scheduler.Make<Maker<Atomic<int>>>("flag", 1);
    auto& workers = scheduler.Make<Spawner>("worker", 1);
    scheduler.Spawn("main", [=, &cells, &flags, &workers]() -> Task<> {
      Shared<int>& cell = co_await cells.Make();
      Atomic<int>& flag = co_await flags.Make();
      const auto use = [](Shared<int>& cell, Atomic<int>& flag, bool atomic) -> Task<> {
        if (atomic) {
          co_await flag.Store(1);
        } else {
          co_await cell.Store(1);
        }
      };
      co_await workers.Spawn(use(cell, flag, atomic));
      if (atomic) {
        co_await flags.Destroy(flag);
      } else {
        co_await cells.Destroy(cell);
      }
    });
  });
}

TEST(Relacy, FindsWhatIsDestroyedTooEarly) {
  for (const bool atomic : {false, true}) {
    EXPECT_THAT(ByRelacy(DestroysTooEarly(atomic)), StartsWith("use-after-free: "));
  }
}

}  // namespace
}  // namespace heddle::internal
