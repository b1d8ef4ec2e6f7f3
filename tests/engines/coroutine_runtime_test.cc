#include "src/engines/coroutines/coroutine_runtime.h"

#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>

#include <chrono>
#include <set>
#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;
constexpr auto kCoroutines = RunOptions::On::kCoroutines;

std::string Repeat(std::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

TEST(SharedStringOnCoroutines, IsTwentyTimesBothLetters) {
  const RealRun run = RunReal("shared_string", {}, On(kCoroutines, "string"));
  EXPECT_EQ(run.violation(), "");
  EXPECT_EQ(run.result.outcome, Repeat("oO", 20));
}

TEST(SharedStringOnCoroutines, HasOneScheduleOnlyWhateverTheSeed) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    RunOptions options = On(kCoroutines, "string");
    options.seed = seed;
    EXPECT_EQ(RunReal("shared_string", {}, options).result.outcome, Repeat("oO", 20));
  }
}

TEST(PipelineOnCoroutines, PrintsWhatTheNotebookPrints) {
  std::string
      expected;  // observations of the Python program: the producer prints after the consumer
  for (int i = 0; i < 10; ++i) {
    expected += "consumed " + std::to_string(i + 1) + "\nproduced " + std::to_string(i) + "\n";
  }
  expected += "intermediate: done\nproducer: done\n";
  const RealRun run = RunReal("pipeline", {}, On(kCoroutines));
  EXPECT_EQ(run.output, expected);
  EXPECT_EQ(run.violation(),
            "unfinished: all others have ended; consumer waits: receive 'to consumer' (asked)");
}

TEST(PipelineOnCoroutines, EndsIfEachStageClosesTheNext) {
  const RealRun run = RunReal("pipeline", {{"close", "complete"}}, On(kCoroutines));
  EXPECT_EQ(run.violation(), "");
  EXPECT_NE(run.output.find("consumer: done\nintermediate: done\nproducer: done\n"),
            std::string::npos);
}

// The schedules of the notebook's threads, by coroutines: virtual time passes only when all sleep.
TEST(CoroutineRuntime, WakesSleepersInTheOrderOfTheirTimes) {
  const Settings settings = {{"model", "threads"}, {"guard", "mutex"}};
  const RealRun run = RunReal("shared_string", settings, On(kCoroutines, "string"));
  EXPECT_EQ(run.result.outcome, "oOOoOOoOoOOoOOoOoOOoOOoOoOOOOO");
}

TEST(CoroutineRuntime, ReallySleepsAtTheRunsPace) {
  RunOptions options = On(kCoroutines);
  options.pace = 0.01;  // the second task sleeps 20 times 6 ms
  const auto start = std::chrono::steady_clock::now();
  RunReal("shared_string", {{"model", "threads"}}, options);
  EXPECT_GE(std::chrono::steady_clock::now() - start, 120ms);
}

TEST(CoroutineRuntime, RunsAnyOrderByASeedAndTheSameOneAgain) {
  std::set<std::string> outputs;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    RunOptions options = On(kCoroutines);
    options.seed = seed;
    const std::string output = RunReal("pipeline", {{"model", "threads"}}, options).output;
    EXPECT_EQ(RunReal("pipeline", {{"model", "threads"}}, options).output, output);
    outputs.insert(output);
  }
  EXPECT_GT(outputs.size(), 5u);
}

Task<> Lock(Mutex& mutex) { co_await mutex.Lock(); }

TEST(CoroutineRuntime, ReportsADeadlock) {
  const RealRun run = RunReal(ScenarioOf([](Scheduler& scheduler) {
                                auto& mutex = scheduler.Make<Mutex>("mutex");
                                scheduler.Spawn("a", Lock(mutex));
                                scheduler.Spawn("b", Lock(mutex));
                              }),
                              On(kCoroutines));
  EXPECT_EQ(run.violation(), "deadlock: b waits: lock 'mutex' (held by a)");
}

Task<> UnlockOnly(Mutex& mutex) { co_await mutex.Unlock(); }

TEST(CoroutineRuntime, ReportsMisuse) {
  const RealRun run = RunReal(ScenarioOf([](Scheduler& scheduler) {
                                scheduler.Spawn("a", UnlockOnly(scheduler.Make<Mutex>("mutex")));
                              }),
                              On(kCoroutines));
  EXPECT_EQ(run.violation(), "misuse: a: a unlocks 'mutex', which it does not hold");
}

}  // namespace
}  // namespace heddle::internal
