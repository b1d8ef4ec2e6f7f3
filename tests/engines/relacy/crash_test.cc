// What crashes, or does not come to its end, on Relacy's stacks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/managed.h>

#include <cstdlib>

#include "tests/engines/relacy/of_relacy.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using ::testing::HasSubstr;

volatile bool goes_on = true;

// More than Relacy's stacks hold.
[[gnu::noinline]] int Recurse(int depth) {
  volatile char room[3000];
  room[0] = static_cast<char>(depth);
  if (!goes_on) return 0;
  return Recurse(depth + 1) + room[0];
}

void Compute() {
  while (goes_on) {
  }
}

Task<> Writer(Managed<int>& x) {
  co_await x.Store(1);
  co_await x.Store(2);
}

Task<> Reader(Managed<int>& x, void (*fail)()) {
  const int seen = co_await x.Load();
  if (seen == 1) fail();
  co_await x.Store(3);
}

Exploration ByRelacy(void (*fail)(), const ExploreOptions& options = OfRelacy()) {
  const Scenario scenario = Program(
      [fail](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("writer", Writer(x));
        scheduler.Spawn("t", Reader(x, fail));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
  return Explore(scenario, scenario.Configure({}), options);
}

TEST(CrashByRelacy, IsAViolationWithItsTrace) {
  const Exploration result = ByRelacy([] { std::abort(); });
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  EXPECT_EQ(result.violation, (Violation{"crash", "t: aborted"}));
  ASSERT_TRUE(result.trace.has_value());
  EXPECT_EQ(result.trace->steps.size(), 2u);
}

TEST(CrashByRelacy, InWhatAnAwaitWaitsForIsTheTasksThatWaits) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("stores", [](Atomic<int>& x) -> Task<> {
      co_await x.Store(1);
      co_await x.Store(2);
    }(x));
    scheduler.Spawn("waits", [](Atomic<int>& x) -> Task<> {
      co_await x.Await([](int value) {
        if (value == 1) std::abort();
        return value == 2;
      });
    }(x));
  });
  for (const bool keep_going : {false, true}) {
    ExploreOptions options = OfRelacy();
    options.keep_going = keep_going;
    const Exploration result = Explore(scenario, scenario.Configure({}), options);
    EXPECT_EQ(result.violation, (Violation{"crash", "waits: aborted"}));
    ASSERT_TRUE(result.trace.has_value());
    EXPECT_EQ(result.trace->steps.size(), 1u);
  }
}

TEST(CrashByRelacy, IsAStackThatOverflows) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer ends the process";
  const Exploration result = ByRelacy([] { Recurse(0); });
  EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  EXPECT_EQ(result.violation, (Violation{"crash", "t: killed by SIGSEGV (stack overflow)"}));
  ASSERT_TRUE(result.trace.has_value());
  EXPECT_EQ(result.trace->steps.size(), 2u);
}

TEST(CrashByRelacy, IsAnObserversToo) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("writer", Writer(x));
        scheduler.Observe("x", [](std::string&) { std::abort(); });
      },
      {"x"});
  ExploreOptions options = OfRelacy();
  options.observe = "x";
  const Exploration result = Explore(scenario, scenario.Configure({}), options);
  EXPECT_EQ(result.violation, (Violation{"crash", "an observer: aborted"}));
  EXPECT_EQ(result.outcome_count, 0u);
}

TEST(CrashByRelacy, LetsTheSearchGoOn) {
  ExploreOptions options = OfRelacy();
  options.observe = "x";
  const Exploration crashed = ByRelacy([] { std::abort(); }, options);
  const Exploration thrown = ByRelacy([] { throw 1; }, options);
  EXPECT_TRUE(crashed.complete);
  EXPECT_EQ(crashed.executions, thrown.executions);
  EXPECT_EQ(crashed.violations, thrown.violations);
  EXPECT_EQ(crashed.outcome_count, thrown.outcome_count);
}

TEST(CrashByRelacy, IsAStepThatDoesNotEnd) {
  if (kWatchesThreads) GTEST_SKIP() << "ThreadSanitizer holds the ticks back";
  ExploreOptions options = OfRelacy();
  options.limit_step_seconds = 0.1;
  const Exploration result = ByRelacy(Compute, options);
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->kind, "endless");
  EXPECT_THAT(result.violation->message, HasSubstr("it computes for more than 0.1 s"));
}

TEST(CrashByRelacy, StopsByALimitInTheMidstOfAStep) {
  if (kWatchesThreads) GTEST_SKIP() << "ThreadSanitizer holds the ticks back";
  ExploreOptions options = OfRelacy();
  options.limit_seconds = 0.2;
  const Exploration result = ByRelacy(Compute, options);
  EXPECT_EQ(result.verdict, Exploration::Verdict::kStopped);
  EXPECT_EQ(result.remark, "stopped by the limit of 0.2 seconds");
}

}  // namespace
}  // namespace heddle::internal
