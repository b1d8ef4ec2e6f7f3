#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/timer.h>

#include <chrono>
#include <string>

#include "tests/heddle/stepper.h"
#include "tests/search/brute_force.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;

Task<> StartAndWait(Timer& timer, int& fired) {
  co_await timer.Start(5us);
  const bool has_fired = co_await timer.Wait();
  fired = has_fired ? 1 : 0;
}

Task<> CancelAfter(Clock& clock, Timer& timer, std::chrono::microseconds pause, int& in_time) {
  co_await clock.Sleep(pause);
  const bool was_in_time = co_await timer.Cancel();
  in_time = was_in_time ? 1 : 0;
}

struct Answers {
  int fired = -1, in_time = -1;
};

void SetUpTimer(Scheduler& scheduler, bool virtual_time, std::chrono::microseconds pause,
                Answers& answers) {
  auto& timer = scheduler.Make<Timer>("t", virtual_time);
  auto& clock = scheduler.Make<Clock>("clock", virtual_time);
  scheduler.Spawn("waits", StartAndWait(timer, answers.fired));
  scheduler.Spawn("cancels", CancelAfter(clock, timer, pause, answers.in_time));
}

TEST(Timer, FiresAtItsTimeUnlessItIsCancelledBefore) {
  Answers answers;
  Stepper run([&](Scheduler& scheduler) { SetUpTimer(scheduler, true, 3us, answers); });
  EXPECT_EQ(run.Next(0), "start t");
  run.Step(0);
  EXPECT_FALSE(run.Can(0));
  run.Step(1);
  EXPECT_EQ(run.Step(1), "in time");
  ASSERT_TRUE(run.Can(0));
  EXPECT_EQ(run.Step(0), "cancelled");
  EXPECT_EQ(answers.fired, 0);
  EXPECT_EQ(answers.in_time, 1);
}

TEST(Timer, HasFiredWhereItIsCancelledTooLate) {
  Answers answers;
  Stepper run([&](Scheduler& scheduler) { SetUpTimer(scheduler, true, 8us, answers); });
  run.Step(0);
  ASSERT_TRUE(run.Can(0)) << "time has passed to 5";
  EXPECT_FALSE(run.Can(1));
  EXPECT_EQ(run.Step(0), "fired");
  run.Step(1);
  EXPECT_EQ(run.Step(1), "too late");
  EXPECT_EQ(answers.fired, 1);
  EXPECT_EQ(answers.in_time, 0);
}

TEST(Timer, WaitsForEverWhereNobodyStartsIt) {
  Stepper run([](Scheduler& scheduler) {
    auto& timer = scheduler.Make<Timer>("t", true);
    scheduler.Spawn("a", [&timer]() -> Task<> { co_await timer.Wait(); });
  });
  EXPECT_EQ(run.world().enabled(), 0u);
  EXPECT_EQ(run.End(), "unfinished: all others have ended; a waits: wait 't' (not started)");
}

Scenario Cancelling(bool virtual_time, int pause) {
  return Program(
      [=](Scheduler& scheduler) {
        auto& answers = scheduler.Make<Answers>();
        SetUpTimer(scheduler, virtual_time, std::chrono::microseconds(pause), answers);
        scheduler.Observe("answers", [&answers](std::string& out) {
          out += std::to_string(answers.fired) + "," + std::to_string(answers.in_time);
        });
      },
      {"answers"});
}

TEST(Timer, IsExploredAlikeByEveryStrategy) {
  for (const bool virtual_time : {false, true}) {
    for (const int pause : {0, 3, 5, 8}) {
      const Scenario scenario = Cancelling(virtual_time, pause);
      const auto truth = RunEveryWay(scenario, "answers", 100'000);
      ASSERT_TRUE(truth.has_value());
      // It never both fires and is cancelled in time.
      EXPECT_FALSE(truth->outcomes.contains("1,1"));
      if (virtual_time && pause == 5) {
        EXPECT_TRUE(truth->outcomes.contains("0,1"));
      }
      for (const Strategy strategy : {"states", "dpor", "count", "all"}) {
        const Exploration found = ExploreAllOf(scenario, strategy, "answers");
        EXPECT_TRUE(found.complete) << NameOf(strategy);
        EXPECT_EQ(found.outcome_count, truth->outcomes.size())
            << NameOf(strategy) << " " << virtual_time << " " << pause;
        if (strategy == "all") {
          EXPECT_EQ(found.executions, truth->interleavings);
        }
        if (strategy == "dpor") {
          EXPECT_EQ(found.executions, truth->traces.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace heddle::internal
