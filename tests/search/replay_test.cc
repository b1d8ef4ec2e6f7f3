// A recorded execution, run again.

#include "src/search/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/scenario.h>
#include <heddle/shared.h>
#include <heddle/trace.h>

#include <cstdlib>
#include <string>

#include "src/search/trace_builder.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

/// The manager loses one of two letters.
Trace LostLetter() {
  const Scenario& scenario = FindScenario("shared_string");
  const Parameters parameters =
      scenario.Configure({{"model", "manager"}, {"first", "1"}, {"second", "1"}});
  return BuildTrace(scenario, parameters, "length", {{0, 0}, {1, 0}, {1, 0}, {0, 0}}, 100);
}

/// The message with which `trace` is refused, or "" if it is not.
std::string Refusal(const Trace& trace) {
  try {
    Replay(trace);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Replay, DoesWhatWasRecorded) {
  const Trace recorded = LostLetter();
  EXPECT_EQ(recorded.outcome, "1");
  EXPECT_EQ(Replay(recorded), recorded);
}

TEST(Replay, FindsARaceByMemoryOrdersInAStepThatCrashes) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    auto& flag = scheduler.Make<Atomic<int>>("flag", 0);
    scheduler.Spawn("reads", [&x, &flag]() -> Task<> {
      co_await flag.Await([](int value) { return value == 1; }, std::memory_order_relaxed);
      co_await x.Load();
      std::abort();
    });
    scheduler.Spawn("writes", [&x, &flag]() -> Task<> {
      co_await x.Store(1);
      co_await flag.Store(1, std::memory_order_relaxed);
    });
  });
  Lessons orders;
  orders.memory_orders = true;
  const Trace recorded =
      BuildTrace(scenario, scenario.Configure({}), "", {{1, 0}, {1, 0}, {0, 0}, {0, 0}}, 100,
                 BuildUntil::kLastTransition, orders);
  ASSERT_TRUE(recorded.violation.has_value());
  EXPECT_EQ(recorded.violation->kind, "data-race");
  EXPECT_EQ(Replay(scenario, recorded), recorded);
}

TEST(Replay, JudgesAnewAndBelievesNothingButTheChoices) {
  Trace recorded = LostLetter();
  const Trace right = recorded;
  recorded.violation.reset();
  recorded.outcome = "2";
  for (TraceObject& object : recorded.objects) object.value = "?";
  for (TraceStep& step : recorded.steps) {
    step.reason.reset();
    step.file.clear();
    step.enabled.clear();
    step.after.clear();
  }
  EXPECT_EQ(Replay(recorded), right);
}

TEST(Replay, KeepsAViolationThatTheStepsDoNotShow) {
  Trace recorded = LostLetter();
  recorded.steps.pop_back();
  recorded.violation = Violation{"crash", "first was killed"};
  EXPECT_EQ(Replay(recorded).violation, recorded.violation);
}

TEST(Replay, KeepsARaceThatOnlyRelacySees) {
  Trace recorded = LostLetter();
  recorded.steps.pop_back();
  recorded.violation = Violation{"data-race", "nothing orders them"};
  EXPECT_EQ(Replay(recorded).violation, std::nullopt);
  recorded.engine = "relacy";
  EXPECT_EQ(Replay(recorded).violation, recorded.violation);
}

TEST(Replay, RepeatsNoViolationThatTheStepsWouldShow) {
  Trace recorded = LostLetter();
  recorded.steps.pop_back();
  for (const char* kind : {"final", "invariant", "deadlock", "exception", "misuse"}) {
    recorded.violation = Violation{kind, "made up"};
    EXPECT_EQ(Replay(recorded).violation, std::nullopt) << kind;
  }
}

TEST(Replay, RefusesAStepThatIsAnotherNow) {
  Trace recorded = LostLetter();
  recorded.steps[2].value = "\"OO\"";
  EXPECT_EQ(Refusal(recorded),
            "step 3 was set a \"OO\" and is now set a \"O\": the trace is damaged, or of another "
            "version of "
            "the program");
}

// Each is 0 in the byte that a choice has.
TEST(Replay, RefusesATaskOrAWayThatDoesNotFitAChoice) {
  Trace recorded = LostLetter();
  recorded.steps[0].task = 256;
  EXPECT_THAT(Refusal(recorded), HasSubstr("step 1: there is no task number 256"));
  recorded = LostLetter();
  recorded.steps[3].choice = 256;
  EXPECT_THAT(Refusal(recorded), HasSubstr("step 4: no operation can be performed in way 256"));
}

TEST(Replay, RefusesATaskOrAWayThatThereIsNot) {
  Trace recorded = LostLetter();
  recorded.steps[0].task = 2;
  EXPECT_THAT(Refusal(recorded), HasSubstr("step 1: there is no task number 2"));
  recorded = LostLetter();
  recorded.steps[3].choice = 1;
  EXPECT_THAT(Refusal(recorded),
              HasSubstr("step 4: first's operation cannot be performed in way 1"));
  recorded = LostLetter();
  recorded.steps.push_back(recorded.steps[3]);
  EXPECT_THAT(Refusal(recorded), HasSubstr("step 5: first cannot go on here"));
}

TEST(Replay, RefusesATraceOfAnotherScenario) {
  EXPECT_EQ(Replay(FindScenario("shared_string"), LostLetter()), LostLetter());
  try {
    Replay(FindScenario("pipeline"), LostLetter());
    FAIL() << "it was replayed";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "the trace is of 'shared_string', not of 'pipeline'");
  }
}

TEST(Replay, RefusesWhatCannotBeRunAtAll) {
  Trace recorded = LostLetter();
  recorded.scenario = "shared_strin";
  EXPECT_THAT(Refusal(recorded), HasSubstr("did you mean 'shared_string'?"));
  recorded = LostLetter();
  recorded.parameters[2].text = "77";
  EXPECT_THAT(Refusal(recorded), HasSubstr("from 0 to 30, not '77'"));
  recorded = LostLetter();
  recorded.observer = "lenght";
  EXPECT_THAT(Refusal(recorded), HasSubstr("did you mean 'length'?"));
}

}  // namespace
}  // namespace heddle::internal
