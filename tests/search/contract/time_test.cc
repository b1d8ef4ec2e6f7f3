// Virtual time.

#include <gtest/gtest.h>
#include <heddle/choice.h>
#include <heddle/clock.h>
#include <heddle/executor.h>
#include <heddle/ghost.h>
#include <heddle/managed.h>

#include <chrono>
#include <functional>
#include <string>

#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using std::chrono_literals::operator""us;

HEDDLE_IN_EVERY_WAY();

TEST_P(EveryWay, JudgesTheMomentBeforeTimePassesAndTheOneAfter) {
  const auto scenario = [](const std::function<bool(std::int64_t, int)>& bad) {
    return Program([bad](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      scheduler.Spawn("sleeper", [](Clock& clock, Managed<int>& x) -> Task<> {
        co_await clock.Sleep(5us);
        co_await x.Store(3);
      }(clock, x));
      scheduler.Spawn("worker", [](Managed<int>& x) -> Task<> {
        co_await x.Store(1);
        co_await x.Store(2);
      }(x));
      scheduler.Invariant("all is well", [&scheduler, &x, bad]() -> Failure {
        if (!bad(scheduler.program().executor().NowMicroseconds(), x.value())) return {};
        return "it is not";
      });
    });
  };
  const std::string violated = "invariant: all is well: it is not";
  const std::string holds = GetParam().strategy == "dpor" ? "holds, not complete" : "holds";
  // All that there is: 0 and 1 and 2 at 0, 2 and 3 at 5.
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 0 && x == 2; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 2; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 3; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 1; })), holds);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 0 && x == 3; })), holds);
}

// A sleeper's first step after time has passed is to wake, and what it does with it is done by
// then.
TEST_P(EveryWay, JudgesTheMomentAtWhichNobodyIsAwakeYet) {
  for (const bool alone : {false, true}) {
    const Scenario scenario = Program([alone](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      auto& awake = scheduler.Make<Ghost<bool>>("awake", false);
      scheduler.Spawn("sleeper", [](Clock& clock, Managed<int>& x, Ghost<bool>& awake) -> Task<> {
        co_await x.Store(1);
        co_await clock.Sleep(5us);
        awake.value = true;
      }(clock, x, awake));
      if (!alone) {
        scheduler.Spawn("worker", [](Managed<int>& x) -> Task<> { co_await x.Store(2); }(x));
      }
      // Where the sleeper has stored last, so that it was the only one left.
      scheduler.Invariant("it is awake at 5", [&scheduler, &x, &awake]() -> Failure {
        if (scheduler.program().executor().NowMicroseconds() < 5 || awake.value || x.value() != 1)
          return {};
        return "it is not";
      });
    });
    EXPECT_EQ(Found(scenario), "invariant: it is awake at 5: it is not") << alone;
  }
}

Task<> Nap(Clock& clock, Choice& choice) {
  co_await clock.Sleep(2us + (co_await choice.Choose(2)) * 1us);
}

// Once time has passed to the same moment, nothing tells from when.
TEST_P(EveryWay, JudgesEveryMomentFromWhichTimePasses) {
  for (const int bad : {2, 3}) {
    const Scenario scenario = Program([bad](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& choice = scheduler.Make<Choice>("choice");
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      scheduler.Spawn("sleeper", [](Clock& clock) -> Task<> { co_await clock.Sleep(5us); }(clock));
      scheduler.Spawn("napper", [](Clock& clock, Choice& choice, Managed<int>& x) -> Task<> {
        co_await Nap(clock, choice);
        co_await x.Store(1);
      }(clock, choice, x));
      scheduler.Invariant("all is well", [&scheduler, &x, bad]() -> Failure {
        if (scheduler.program().executor().NowMicroseconds() != bad || x.value() != 1) return {};
        return "it is not";
      });
    });
    EXPECT_EQ(Found(scenario), "invariant: all is well: it is not") << bad;
  }
}

}  // namespace
}  // namespace heddle::internal
