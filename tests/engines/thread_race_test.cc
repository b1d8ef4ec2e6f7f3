// Under ThreadSanitizer (--config=tsan) a run on threads shows the scenario's own races, and no
// others.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/clock.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <chrono>
#include <cstdlib>

#include "tests/engines/real_run.h"
#include "tests/sanitizer.h"

namespace heddle::internal {
namespace {

RunOptions Silent() {
  RunOptions options = On(RunOptions::On::kThreads);
  options.output_fd = ::open("/dev/null", O_WRONLY);
  return options;
}

class ThreadRace : public testing::Test {
 protected:
  void SetUp() override {
    if (!kWatchesThreads) GTEST_SKIP() << "only ThreadSanitizer sees races";
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
};

constexpr int kRaceFound = 66;  // ThreadSanitizer's exit status

void RunAndExit(const char* guard) {
  RunReal("shared_string", {{"guard", guard}, {"first", "30"}, {"second", "30"}}, Silent());
  std::exit(0);
}

TEST_F(ThreadRace, IsReportedWhereNothingGuardsTheString) {
  EXPECT_EXIT(RunAndExit("none"), testing::ExitedWithCode(kRaceFound),
              "WARNING: ThreadSanitizer: data race");
}

TEST_F(ThreadRace, IsNoneWhereAMutexGuardsTheString) {
  EXPECT_EXIT(RunAndExit("mutex"), testing::ExitedWithCode(0), "");
}

void RunPipelineAndExit(const char* order) {
  for (int i = 0; i < 10; ++i) {
    RunReal("pipeline",
            {{"queue", "spsc"},
             {"order", order},
             {"items", "100"},
             {"capacity", "1"},
             {"print", "off"}},
            Silent());
  }
  std::exit(0);
}

TEST_F(ThreadRace, IsNoneWhereAtomicsHandCellsOver) {
  EXPECT_EXIT(RunPipelineAndExit("acquire-release"), testing::ExitedWithCode(0), "");
}

TEST_F(ThreadRace, IsReportedWhereRelaxedAtomicsHandCellsOver) {
  EXPECT_EXIT(RunPipelineAndExit("relaxed"), testing::ExitedWithCode(kRaceFound),
              "WARNING: ThreadSanitizer: data race");
}

Task<> Increment(Mutex& mutex, Shared<int>& number) {
  for (int i = 0; i < 500; ++i) {
    co_await mutex.Lock();
    co_await number.Update([](int& value) { ++value; });
    co_await mutex.Unlock();
  }
}

void RunWithTwoMutexesAndExit() {
  RunReal(ScenarioOf([](Scheduler& scheduler) {
            auto& number = scheduler.Make<Shared<int>>("number", 0);
            scheduler.Spawn("a", Increment(scheduler.Make<Mutex>("mutex a"), number));
            scheduler.Spawn("b", Increment(scheduler.Make<Mutex>("mutex b"), number));
          }),
          Silent());
  std::exit(0);
}

TEST_F(ThreadRace, IsNotHiddenByTheRuntimesOwnLocks) {
  EXPECT_EXIT(RunWithTwoMutexesAndExit(), testing::ExitedWithCode(kRaceFound),
              "WARNING: ThreadSanitizer: data race");
}

Task<> AwaitEach(Atomic<int>& number, int times) {
  for (int i = 1; i <= times; ++i) {
    co_await number.Await([i](int value) { return value >= i; });
  }
}

Task<> StoreEach(Atomic<int>& number, Clock& clock, int times) {
  for (int i = 1; i <= times; ++i) {
    co_await clock.Sleep(std::chrono::milliseconds(25));
    co_await number.Store(i);
  }
}

void RunWithLongWaitsAndExit() {
  RunOptions options = Silent();
  options.pace = 1;
  RunReal(ScenarioOf([](Scheduler& scheduler) {
            auto& number = scheduler.Make<Atomic<int>>("number", 0);
            scheduler.Spawn("waits", AwaitEach(number, 5));
            scheduler.Spawn("stores", StoreEach(number, scheduler.Make<Clock>("clock", true), 5));
          }),
          options);
  std::exit(0);
}

// The run looks at tasks that wait long, in case they wait for ever.
TEST_F(ThreadRace, IsNoneWithWhoeverLooksForTasksThatAreStuck) {
  EXPECT_EXIT(RunWithLongWaitsAndExit(), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace heddle::internal
