// How a counterexample is written down.

#include "src/search/trace_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/choice.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <source_location>
#include <string>
#include <utility>
#include <vector>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

constexpr int kMaxSteps = 100;

// Where the two operations of Add stand in this file.
constexpr int kLockLine = std::source_location::current().line() + 4;
constexpr int kUpdateLine = kLockLine + 1;

Task<> Add(Managed<int>& x, Mutex* mutex, int amount) {
  if (mutex != nullptr) co_await mutex->Lock();
  co_await x.Update([amount](int& value) { value += amount; });
  if (mutex != nullptr) co_await mutex->Unlock();
}

Scenario Adders(bool locked) {
  return Program(
      [locked](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        auto* mutex = locked ? &scheduler.Make<Mutex>("mutex") : nullptr;
        scheduler.Spawn("one", Add(x, mutex, 1));
        scheduler.Spawn("ten", Add(x, mutex, 10));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        scheduler.Finally("nothing is lost", [&x]() -> Failure {
          if (x.value() == 11) return {};
          return "x is " + std::to_string(x.value());
        });
      },
      {"x"});
}

std::vector<Transition> Picks(const std::vector<int>& tasks) {
  std::vector<Transition> transitions;
  for (const int task : tasks) transitions.push_back({static_cast<std::uint8_t>(task), 0});
  return transitions;
}

Trace Build(const Scenario& scenario, const std::vector<Transition>& transitions,
            const std::string& observer = "") {
  return BuildTrace(scenario, scenario.Configure({}), observer, transitions, kMaxSteps);
}

/// What a step does, on one line.
std::string Line(const Trace& trace, int step) {
  const TraceStep& it = trace.steps.at(step);
  return trace.tasks.at(it.task) + " " + it.operation + " " + trace.ObjectOf(it) +
         (it.value.empty() ? "" : " " + it.value) +
         (it.reason ? " (" + it.reason->words + ")" : "");
}

std::vector<std::string> Lines(const Trace& trace) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    lines.push_back(Line(trace, static_cast<int>(i)));
  }
  return lines;
}

TEST(BuildTrace, SaysWhatEachStepDoesAndWhyItsTaskGoes) {
  const Trace trace = Build(Adders(false), Picks({0, 1, 1, 0}), "x");
  EXPECT_THAT(Lines(trace), ElementsAre("one get x 0", "ten get x 0 (preempts one)", "ten set x 10",
                                        "one set x 1 (ten has ended)"));
  EXPECT_EQ(trace.outcome, "1");
  EXPECT_EQ(trace.violation, (Violation{"final", "nothing is lost: x is 1"}));
}

TEST(BuildTrace, SaysWhetherTheTaskBeforeHasEndedOrIsPreempted) {
  const Trace trace = Build(Adders(true), Picks({0, 0, 0, 0, 1, 1, 1, 1}));
  EXPECT_EQ(Line(trace, 4), "ten lock mutex (one has ended)");
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("one", Add(x, &mutex, 1));
    scheduler.Spawn("two", Add(x, &mutex, 2));
    scheduler.Spawn("three", Add(x, nullptr, 3));
  });
  const Trace preempted = Build(scenario, Picks({2, 1, 2}));
  EXPECT_EQ(Line(preempted, 1), "two lock mutex (preempts three)");
  EXPECT_EQ(Line(preempted, 2), "three set x 3 (preempts two)");
}

Task<> LockBoth(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
}

TEST(BuildTrace, SaysThatTheTaskBeforeWaits) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& m = scheduler.Make<Mutex>("m");
    auto& n = scheduler.Make<Mutex>("n");
    scheduler.Spawn("one", LockBoth(m, n));
    scheduler.Spawn("two", LockBoth(n, m));
    scheduler.Spawn("three", Add(scheduler.Make<Managed<int>>("x"), nullptr, 1));
  });
  const Trace trace = Build(scenario, Picks({0, 1, 2}));
  EXPECT_EQ(Line(trace, 2), "three get x 0 (two waits: lock 'm')");
}

TEST(BuildTrace, SaysWhatThereIsAtTheStartAndWhatEachStepChanges) {
  const Trace trace = Build(Adders(true), Picks({1, 1, 1}));
  EXPECT_THAT(trace.objects,
              ElementsAre(TraceObject{"x", "object", "0"}, TraceObject{"mutex", "mutex", "free"}));
  EXPECT_THAT(trace.steps[0].changes, ElementsAre(TraceChange{1, "held by ten"}));
  EXPECT_THAT(trace.steps[1].changes, IsEmpty());
  EXPECT_THAT(trace.steps[2].changes, ElementsAre(TraceChange{0, "10"}));
}

TEST(BuildTrace, SaysWhereEachStepStands) {
  const Trace trace = Build(Adders(true), Picks({0, 0, 0}));
  EXPECT_THAT(trace.steps[0].file, EndsWith("trace_builder_test.cc"));
  EXPECT_EQ(trace.steps[0].line, kLockLine);
  EXPECT_EQ(trace.steps[1].line, kUpdateLine);
  EXPECT_EQ(trace.steps[2].line, kUpdateLine);
}

TEST(BuildTrace, HasNoOutcomeAndNoFinalPropertyBeforeTheEnd) {
  const Trace trace = Build(Adders(false), Picks({0, 1, 1}), "x");
  EXPECT_EQ(trace.steps.size(), 3u);
  EXPECT_FALSE(trace.outcome.has_value());
  EXPECT_FALSE(trace.violation.has_value());
}

Task<> Choose(Choice& choice) { co_await choice.Choose(3); }

TEST(BuildTrace, RecordsTheWayThatWasChosen) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) { scheduler.Spawn("task", Choose(scheduler.Make<Choice>("die"))); });
  const Trace trace = Build(scenario, {{0, 2}});
  EXPECT_EQ(Line(trace, 0), "task choose die 2 of 3");
  EXPECT_EQ(trace.steps[0].choice, 2);
}

std::string RefusalOf(const std::vector<Transition>& transitions) {
  try {
    Build(Adders(true), transitions);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(BuildTrace, RefusesAStepThatCannotBeTaken) {
  EXPECT_EQ(RefusalOf(Picks({0, 7})), "step 2: there is no task number 7");
  EXPECT_EQ(RefusalOf(Picks({0, 1})), "step 2: ten cannot go on here");
  EXPECT_EQ(RefusalOf({{0, 0}, {0, 1}}), "step 2: one's operation cannot be performed in way 1");
}

Task<> StoreOnly(Shared<int>& x) { co_await x.Store(1); }

TEST(BuildTrace, NamesBothSidesOfADataRace) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    for (const char* name : {"one", "other"}) scheduler.Spawn(name, StoreOnly(x));
  });
  const Trace trace = Build(scenario, Picks({0, 1}));
  ASSERT_TRUE(trace.violation.has_value());
  EXPECT_THAT(trace.violation->message, HasSubstr("one: store x (trace_builder_test.cc:"));
  EXPECT_THAT(trace.violation->message, HasSubstr("other: store x (trace_builder_test.cc:"));
}

std::vector<int> TasksOf(const std::vector<Transition>& transitions) {
  std::vector<int> tasks;
  for (const Transition transition : transitions) tasks.push_back(transition.task);
  return tasks;
}

std::vector<int> StraightenedTasks(const Scenario& scenario, const std::vector<int>& tasks) {
  return TasksOf(Straighten(scenario, scenario.Configure({}), "", Picks(tasks), kMaxSteps));
}

Task<> AddOften(Managed<int>& x, int times) {
  for (int i = 0; i < times; ++i) {
    co_await x.Update([](int& value) { ++value; });
  }
}

/// Three tasks with a variable each; the first may come to no more than 1.
Scenario Strangers() {
  return Program([](Scheduler& scheduler) {
    for (const char* name : {"x", "y", "z"}) {
      auto& variable = scheduler.Make<Managed<int>>(name);
      scheduler.Spawn(name, AddOften(variable, 2));
      if (std::string(name) != "x") continue;
      scheduler.Invariant("x is small", [&variable]() -> Failure {
        if (variable.value() < 2) return {};
        return "it is 2";
      });
    }
  });
}

TEST(Straighten, LeavesOutTheStepsThatHaveNoPartInWhatGoesWrong) {
  EXPECT_THAT(StraightenedTasks(Strangers(), {1, 0, 2, 0, 1, 0, 2, 0}), ElementsAre(0, 0, 0, 0));
}

TEST(Straighten, LetsEachTaskGoOnAsLongAsItCan) {
  const Scenario scenario = Adders(false);
  // The order of the two loads does not matter, that they come before the stores does.
  EXPECT_THAT(StraightenedTasks(scenario, {1, 0, 1, 0}), ElementsAre(0, 1, 1, 0));
  const Trace before = Build(scenario, Picks({1, 0, 1, 0}));
  const Trace after = Build(scenario, Picks({0, 1, 1, 0}));
  EXPECT_EQ(after.violation, before.violation);
}

TEST(Straighten, LeavesAsItIsWhatIsStraightAlready) {
  EXPECT_THAT(StraightenedTasks(Adders(false), {0, 0, 1, 1}), ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(StraightenedTasks(Adders(false), {}), IsEmpty());
}

TEST(Explore, GivesTheShortestTraceOfWhatGoesWrong) {
  for (const Strategy strategy : {"states", "dpor", "all", "count"}) {
    const Exploration found = ExploreAllOf(Strangers(), strategy);
    ASSERT_TRUE(found.trace.has_value()) << NameOf(strategy);
    EXPECT_THAT(Lines(*found.trace),
                ElementsAre("x get x 0", "x set x 1", "x get x 1", "x set x 2"));
  }
}

// ---- Values that weak memory lets a load read
// ------------------------------------------------------

/// One task counts to 2, the other loads the count and then waits for it to be 1 or more.
Scenario Counter() {
  return Program(
      [](Scheduler& scheduler) {
        auto& count = scheduler.Make<Atomic<int>>("count", 0);
        auto& read = scheduler.Make<std::string>();
        scheduler.Spawn("counter", [](Atomic<int>& count) -> Task<> {
          co_await count.FetchAdd(1);
          co_await count.Store(2);
        }(count));
        scheduler.Spawn("reader", [](Atomic<int>& count, std::string& read) -> Task<> {
          read += std::to_string(co_await count.Load());
          read += std::to_string(co_await count.Await([](int value) { return value > 0; }));
        }(count, read));
        scheduler.Observe("read", [&read](std::string& out) { out += read; });
      },
      {"read"});
}

Trace TraceOfCounter(const std::vector<Transition>& transitions) {
  const Scenario scenario = Counter();
  return BuildTrace(scenario, scenario.Configure({}), "read", transitions, kMaxSteps);
}

TEST(ALoadOfAnAtomic, CanReadAValueFromSoManyStoresBack) {
  Trace trace = TraceOfCounter({{0, 0}, {0, 0}, {1, 0}, {1, 0}});
  EXPECT_EQ(trace.outcome, "22");
  EXPECT_EQ(trace.steps[2].value, "2");
  trace = TraceOfCounter({{0, 0}, {0, 0}, {1, 2}, {1, 1}});
  EXPECT_EQ(trace.outcome, "01");
  EXPECT_EQ(trace.steps[2].choice, 2);
  EXPECT_EQ(trace.steps[2].value, "0 (the newest is 2)");
  EXPECT_EQ(trace.steps[3].value, "1 (the newest is 2)");
}

TEST(ALoadOfAnAtomic, CannotReadWhatWasNeverThereOrWillNotDo) {
  const auto refusal = [](const std::vector<Transition>& transitions) -> std::string {
    try {
      TraceOfCounter(transitions);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal({{0, 0}, {1, 2}}), "step 2: reader's operation cannot be performed in way 2");
  EXPECT_EQ(refusal({{0, 0}, {1, 0}, {1, 1}}),
            "step 3: reader's operation cannot be performed in way 1");
  EXPECT_EQ(refusal({{0, 1}}), "step 1: counter's operation cannot be performed in way 1");
}

}  // namespace
}  // namespace heddle::internal
