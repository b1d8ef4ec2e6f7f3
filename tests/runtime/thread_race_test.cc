// Under ThreadSanitizer (--config=tsan) a run on threads shows the scenario's own races, and no
// others.

#include <fcntl.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "src/scheduler/mutex.h"
#include "src/scheduler/shared.h"
#include "tests/runtime/real_run.h"

namespace heddle {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr bool kWatchesThreads = true;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
constexpr bool kWatchesThreads = true;
#else
constexpr bool kWatchesThreads = false;
#endif
#else
constexpr bool kWatchesThreads = false;
#endif

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
            {{"queue", "spsc"}, {"order", order}, {"items", "100"}, {"capacity", "1"}, {"print", "off"}},
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

}  // namespace
}  // namespace heddle
