// A step that does not come to its end is a violation, by every strategy, and no limit waits for
// it.

#include "src/guard/step_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

#include "src/search/conform.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

class StepWatchTest : public testing::Test {
 protected:
  void SetUp() override {
    if (kWatchesThreads) GTEST_SKIP() << "ThreadSanitizer holds the ticks back";
  }
};

using testing::HasSubstr;

volatile bool goes_on = true;

void Compute() {
  while (goes_on) {
  }
}
void Wait() { std::this_thread::sleep_for(std::chrono::hours(1)); }
void WaitToRead() {
  int ends[2];
  char byte;
  if (pipe(ends) == 0) static_cast<void>(read(ends[0], &byte, 1));
}

Task<> Writer(Managed<int>& x) {
  co_await x.Store(1);
  co_await x.Store(2);
}

Task<> Stuck(Managed<int>& x, void (*stay)()) {
  const int seen = co_await x.Load();
  if (seen == 1) stay();
  co_await x.Store(3);
}

Scenario SometimesStuck(void (*stay)()) {
  return Program(
      [stay](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("writer", Writer(x));
        scheduler.Spawn("t", Stuck(x, stay));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
}

ExploreOptions ShortSteps(Strategy strategy) {
  ExploreOptions options;
  options.strategy = strategy;
  options.limit_step_seconds = 0.1;
  return options;
}

class StepWatchIn : public StepWatchTest, public testing::WithParamInterface<Strategy> {};

TEST_P(StepWatchIn, FindsAStepThatComputesForEver) {
  const Exploration result = Explore(SometimesStuck(Compute), ShortSteps(GetParam()));
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(*result.violation,
            (Violation{"endless",
                       "t: does not come to its next operation: it computes for more than 0.1 s"}));
  ASSERT_EQ(result.trace->steps.size(), 2u);
  EXPECT_EQ(result.trace->steps[1].task, 1);
  EXPECT_EQ(result.trace->steps[1].value, "1");
}

TEST_P(StepWatchIn, GoesOnPastAStepThatDoesNotEnd) {
  ExploreOptions options = ShortSteps(GetParam());
  options.observe = "x";
  const Exploration result = Explore(SometimesStuck(Compute), options);
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(result.outcomes.has_value());
  EXPECT_EQ(result.outcomes->size(), 2u);  // 2 and 3
  EXPECT_EQ(result.violation->kind, "endless");
}

TEST_P(StepWatchIn, HonoursALimitInTheMidstOfAStep) {
  ExploreOptions options = ShortSteps(GetParam());
  options.limit_step_seconds = 100;
  options.limit_seconds = 0.3;
  const Exploration result = Explore(SometimesStuck(Compute), options);
  EXPECT_EQ(result.verdict, Exploration::Verdict::kStopped);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.violations, 0u);
  EXPECT_FALSE(result.violation.has_value());
  EXPECT_EQ(result.remark, "stopped by the limit of 0.3 seconds");
  EXPECT_LT(result.seconds, 3);
  ASSERT_TRUE(result.trace.has_value());
  ASSERT_EQ(result.trace->steps.size(), 2u);
  EXPECT_EQ(result.trace->steps[1].task, 1);
}

INSTANTIATE_TEST_SUITE_P(Strategies, StepWatchIn, testing::Values("states", "dpor", "all", "count"),
                         [](const auto& info) { return std::string(NameOf(info.param)); });

TEST_F(StepWatchTest, FindsAStepThatWaitsForEver) {
  for (void (*wait)() : {Wait, WaitToRead}) {
    ExploreOptions options = ShortSteps("states");
    options.limit_step_seconds = 0.05;
    const Exploration result = Explore(SometimesStuck(wait), options);
    ASSERT_TRUE(result.violation.has_value());
    EXPECT_EQ(result.violation->kind, "endless");
    EXPECT_THAT(result.violation->message, HasSubstr("it waits for more than 0.6 s"));
  }
}

TEST_F(StepWatchTest, WorksWithoutSnapshots) {
  for (const Strategy strategy : {"dpor", "all", "random"}) {
    ExploreOptions options = ShortSteps(strategy);
    options.memory = Memory::kHeap;
    options.limit_step_seconds = 0.1;
    const Exploration result = Explore(SometimesStuck(Compute), options);
    ASSERT_TRUE(result.violation.has_value());
    EXPECT_EQ(result.violation->kind, "endless");
  }
}

TEST_F(StepWatchTest, RefusesASetUpThatDoesNotEnd) {
  try {
    Explore(Program([](Scheduler&) { Compute(); }), ShortSteps("states"));
    FAIL() << "it is not refused";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "program: setting up failed: it computes for more than 0.1 s");
  }
}

TEST_F(StepWatchTest, BreaksAPropertyThatDoesNotEnd) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("t", Writer(x));
    scheduler.Finally("it ends", []() -> Failure {
      Compute();
      return {};
    });
  });
  const Exploration result = Explore(scenario, ShortSteps("dpor"));
  EXPECT_EQ(result.violation, (Violation{"final", "it ends: it computes for more than 0.1 s"}));
}

TEST_F(StepWatchTest, LetsSlowStepsBe) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [](Managed<int>& x) -> Task<> {
        for (int i = 0; i < 3; ++i) {
          co_await x.Load();
          const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(60);
          while (std::chrono::steady_clock::now() < end) {
          }
        }
      }(x));
    }
  });
  ExploreOptions options = ShortSteps("dpor");
  options.limit_step_seconds = 1;
  const Exploration result = Explore(scenario, options);
  EXPECT_EQ(result.verdict, Exploration::Verdict::kHolds);
  EXPECT_TRUE(result.complete);
  EXPECT_EQ(result.executions, 1);
}

TEST_F(StepWatchTest, HonoursALimitOfAComparison) {
  ConformOptions options;
  options.observe = "x";
  options.limit_seconds = 0.3;
  const Scenario scenario = SometimesStuck(Compute);
  const Conformance result = Conform(scenario, scenario.Configure({}), "7", options);
  EXPECT_FALSE(result.accepted);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.remark, "stopped by the limit of 0.3 seconds");
}

class TestTime : public StepWatchTest {
 protected:
  void SetUp() override {
    StepWatchTest::SetUp();
    const char* const now = std::getenv("TEST_TIMEOUT");
    before_ = now == nullptr ? "" : now;
  }
  void TearDown() override {
    if (before_.empty()) {
      unsetenv("TEST_TIMEOUT");
    } else {
      setenv("TEST_TIMEOUT", before_.c_str(), 1);
    }
  }
  std::string before_;
};

TEST_F(TestTime, EndsAnExplorationBeforeBazelDoes) {
  setenv("TEST_TIMEOUT", "1", 1);  // all of which is margin
  ExploreOptions options;
  const Exploration result = Explore(SometimesStuck(Compute), options);
  EXPECT_EQ(result.verdict, Exploration::Verdict::kStopped);
  EXPECT_EQ(result.remark, "stopped by the time limit of the test (1 s, of which 1 s are left)");
  ASSERT_TRUE(result.trace.has_value());
}

TEST_F(TestTime, CountsFromTheStartOfTheProcess) {
  setenv("TEST_TIMEOUT", "1000", 1);
  const auto now = std::chrono::steady_clock::now();
  const Deadline deadline = EarliestDeadline(now, 0);
  EXPECT_GT(deadline.when, now + std::chrono::seconds(600));
  EXPECT_LT(deadline.when, now + std::chrono::seconds(940));
  EXPECT_EQ(EarliestDeadline(now, 5).when, now + std::chrono::seconds(5));
  setenv("TEST_TIMEOUT", "nonsense", 1);
  EXPECT_EQ(EarliestDeadline(now, 0).when, std::chrono::steady_clock::time_point::max());
}

}  // namespace
}  // namespace heddle::internal
