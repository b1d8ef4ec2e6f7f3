// Since when a counterexample had to fail, what passes instead, and what lies behind it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/condition.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "src/search/replay.h"
#include "src/search/trace_builder.h"
#include "tests/search/every_execution.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using Established = Explanation::Established;

Task<> Update(Managed<int>& x, int times) {
  for (int i = 0; i < times; ++i) co_await x.Update([](int& value) { ++value; });
}

/// Two tasks each add 1, and an update gets lost.
Scenario Adders(int expected) {
  return Program([expected](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("one", Update(x, 1));
    scheduler.Spawn("two", Update(x, 1));
    scheduler.Finally("nothing is lost", [&x, expected]() -> Failure {
      if (x.value() == expected) return {};
      return "x is " + std::to_string(x.value());
    });
  });
}

Task<> Dine(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

Scenario Philosophers() {
  return Program([](Scheduler& scheduler) {
    auto& left = scheduler.Make<Mutex>("left");
    auto& middle = scheduler.Make<Mutex>("middle");
    auto& right = scheduler.Make<Mutex>("right");
    scheduler.Spawn("one", Dine(left, middle));
    scheduler.Spawn("two", Dine(middle, right));
    scheduler.Spawn("three", Dine(right, left));
  });
}

Task<> Wait(Mutex& mutex, Condition& ready) {
  co_await mutex.Lock();
  co_await ready.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> Notify(Condition& ready, Condition& other) {
  co_await other.NotifyAll();
  co_await ready.NotifyOne();
  co_await other.NotifyAll();
}

Scenario LostWakeup() {
  return Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& ready = scheduler.Make<Condition>("ready");
    auto& other = scheduler.Make<Condition>("other");
    scheduler.Spawn("waiter", Wait(mutex, ready));
    scheduler.Spawn("notifier", Notify(ready, other));
  });
}

Task<> NotifyTwice(Condition& ready) {
  co_await ready.NotifyOne();
  co_await ready.NotifyOne();
}

TEST(Explain, NamesNoNotificationThatWasHeard) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& ready = scheduler.Make<Condition>("ready");
    scheduler.Spawn("one", Wait(mutex, ready));
    scheduler.Spawn("two", Wait(mutex, ready));
    scheduler.Spawn("notifier", NotifyTwice(ready));
  });
  // The first notification is heard by nobody, the second by the first who waits.
  std::vector<Transition> transitions;
  for (const std::uint8_t task : {2, 0, 0, 1, 1, 2, 0, 0}) transitions.push_back({task, 0});
  const Trace trace = BuildTrace(scenario, scenario.Configure({}), "", transitions, 100);
  ASSERT_TRUE(trace.violation.has_value());
  ASSERT_EQ(trace.violation->kind, "lost-wakeup");
  EXPECT_EQ(Explain(scenario, trace).early_notification, 1);
}

Task<> StoreUnderLock(Mutex& mutex, Shared<int>& x) {
  co_await mutex.Lock();
  co_await x.Store(1);
  co_await mutex.Unlock();
}

Task<> StoreIfFree(Mutex& mutex, Shared<int>& x) {
  if (co_await mutex.TryLock()) {
    co_await x.Store(2);
    co_await mutex.Unlock();
  } else {
    co_await x.Store(3);
  }
}

/// Races where the lock is not free.
Scenario Races() {
  return Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& x = scheduler.Make<Shared<int>>("x");
    scheduler.Spawn("locks", StoreUnderLock(mutex, x));
    scheduler.Spawn("tries", StoreIfFree(mutex, x));
  });
}

Trace CounterexampleOf(const Scenario& scenario, const char* strategy = "states") {
  ExploreOptions options;
  options.strategy = strategy;
  const Exploration found = Explore(scenario, options);
  EXPECT_TRUE(found.violation.has_value());
  return found.trace.value_or(Trace());
}

TEST(Explain, FindsTheStepThatLosesAnUpdate) {
  const Scenario scenario = Adders(2);
  const Trace trace = CounterexampleOf(scenario);
  ASSERT_EQ(trace.steps.size(), 4u);
  const Explanation why = Explain(scenario, trace);
  EXPECT_EQ(why.established, Established::kExactly);
  // One has loaded 0; when two does, too, the later store loses the other's.
  EXPECT_EQ(why.point_of_no_return, 2);
  ASSERT_TRUE(why.passing.has_value());
  EXPECT_FALSE(why.passing->violation.has_value());
  EXPECT_TRUE(why.passing_is_nearest);
  EXPECT_EQ(why.passing->steps.size(), 4u);
  EXPECT_EQ(CountSwitches(*why.passing), 1);
  EXPECT_EQ(why.passing->steps[0], trace.steps[0]);
  EXPECT_NE(why.passing->steps[1].task, trace.steps[1].task);
  EXPECT_THAT(why.remark, IsEmpty());
}

TEST(Explain, SaysThatEveryExecutionFails) {
  const Scenario scenario = Adders(3);
  const Explanation why = Explain(scenario, CounterexampleOf(scenario));
  EXPECT_EQ(why.established, Established::kExactly);
  EXPECT_EQ(why.point_of_no_return, 0);
  EXPECT_FALSE(why.passing.has_value());
}

TEST(Explain, NamesWhoHoldsWhatInACircle) {
  const Scenario scenario = Philosophers();
  const Trace trace = CounterexampleOf(scenario);
  const Explanation why = Explain(scenario, trace);
  EXPECT_EQ(why.established, Established::kExactly);
  EXPECT_EQ(why.point_of_no_return, 3);  // the last of three takes its first lock
  EXPECT_TRUE(why.circle);
  ASSERT_EQ(why.waits.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const Explanation::Wait& wait = why.waits[i];
    EXPECT_EQ(wait.operation, "lock");
    EXPECT_EQ(wait.holder, why.waits[(i + 1) % 3].task);
    const TraceStep& taken = trace.steps.at(wait.held_since - 1);
    EXPECT_EQ(trace.ObjectOf(taken), wait.object);
    EXPECT_EQ(taken.task, wait.holder);
  }
}

Task<> AcquireTwice(Semaphore& semaphore) {
  co_await semaphore.Acquire();
  co_await semaphore.Acquire();
}

TEST(Explain, NamesAllWhoWaitWhereThereIsNoCircle) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& semaphore = scheduler.Make<Semaphore>("room", 2);
    scheduler.Spawn("one", AcquireTwice(semaphore));
    scheduler.Spawn("two", AcquireTwice(semaphore));
  });
  const Explanation why = Explain(scenario, CounterexampleOf(scenario));
  EXPECT_FALSE(why.circle);
  ASSERT_FALSE(why.waits.empty());
  EXPECT_EQ(why.waits[0].object, "room");
  EXPECT_EQ(why.waits[0].holder, -1);
  EXPECT_EQ(why.point_of_no_return, 0);
}

TEST(Explain, NamesTheNotificationThatCameTooEarly) {
  const Scenario scenario = LostWakeup();
  const Trace trace = CounterexampleOf(scenario);
  ASSERT_EQ(trace.violation->kind, "lost-wakeup");
  const Explanation why = Explain(scenario, trace);
  ASSERT_TRUE(why.early_notification.has_value());
  const TraceStep& early = trace.steps.at(*why.early_notification - 1);
  EXPECT_EQ(early.operation, "notify one");
  EXPECT_EQ(trace.ObjectOf(early), "ready");
  EXPECT_EQ(why.point_of_no_return, *why.early_notification);
  ASSERT_EQ(why.waits.size(), 1u);
  EXPECT_EQ(trace.tasks[why.waits[0].task], "waiter");
}

TEST(Explain, NamesTheTwoAccessesOfARace) {
  const Scenario scenario = Races();
  for (const char* strategy : {"states", "dpor"}) {
    const Trace trace = CounterexampleOf(scenario, strategy);
    ASSERT_EQ(trace.violation->kind, "data-race");
    const Explanation why = Explain(scenario, trace);
    ASSERT_TRUE(why.race.has_value());
    EXPECT_EQ(why.race->object, "x");
    EXPECT_EQ(trace.steps.at(why.race->first - 1).operation, "store");
    EXPECT_EQ(why.race->second, static_cast<int>(trace.steps.size()));
    EXPECT_NE(trace.steps.at(why.race->first - 1).task, trace.steps.back().task);
    EXPECT_EQ(why.established, Established::kExactly);
    // The lock is not free when the other tries it: from then on the stores are unordered.
    EXPECT_EQ(trace.steps.at(why.point_of_no_return - 1).operation, "try-lock");
    ASSERT_TRUE(why.passing.has_value());
    EXPECT_FALSE(why.passing->violation.has_value());
  }
}

Task<> GoRound(Managed<int>& stop, Managed<int>& turn) {
  for (bool stopped = false; !stopped;) {
    co_await turn.Update([](int& value) { value = (value + 1) % 3; });
    const int now = co_await stop.Load();
    stopped = now == 1;
  }
}

Task<> Stop(Managed<int>& stop) {
  co_await stop.Update([](int& value) { value = value == 0 ? 1 : value; });
}

Task<> Spoil(Managed<int>& stop) { co_await stop.Store(2); }

TEST(Explain, FindsSinceWhenNoEndCanBeReached) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& stop = scheduler.Make<Managed<int>>("stop");
    auto& turn = scheduler.Make<Managed<int>>("turn");
    scheduler.Spawn("round", GoRound(stop, turn));
    scheduler.Spawn("stop", Stop(stop));
    scheduler.Spawn("spoil", Spoil(stop));
  });
  const Trace trace = CounterexampleOf(scenario);
  ASSERT_EQ(trace.violation->kind, "endless");
  const Explanation why = Explain(scenario, trace);
  EXPECT_EQ(why.established, Established::kExactly);
  ASSERT_GT(why.point_of_no_return, 0);
  // Either it is spoilt before it was to be stopped, or what stops has seen it spoilt.
  EXPECT_EQ(trace.ObjectOf(trace.steps.at(why.point_of_no_return - 1)), "stop");
  EXPECT_NE(trace.tasks[trace.steps.at(why.point_of_no_return - 1).task], "round");
}

TEST(Explain, SaysWhereItHasNotVisitedAll) {
  const Scenario scenario = Adders(3);
  ExplainBudget budget;
  budget.states = 2;
  const Explanation why = Explain(scenario, CounterexampleOf(scenario), budget);
  EXPECT_EQ(why.established, Established::kNot);
  EXPECT_FALSE(why.passing.has_value());
  EXPECT_THAT(why.remark, HasSubstr("the limit of 2 states"));
}

TEST(Explain, FindsAPassingExecutionByAWalkWhereNotAllCanBeVisited) {
  const Scenario scenario = Adders(2);
  ExplainBudget budget;
  budget.states = 2;
  const Trace trace = CounterexampleOf(scenario);
  const Explanation why = Explain(scenario, trace, budget);
  EXPECT_EQ(why.established, Established::kBounded);
  EXPECT_EQ(why.point_of_no_return, 2);
  ASSERT_TRUE(why.passing.has_value());
  EXPECT_FALSE(why.passing_is_nearest);
  EXPECT_FALSE(why.passing->violation.has_value());
}

TEST(Explain, RefusesATraceInWhichNothingGoesWrong) {
  try {
    Explain(Adders(2), Trace());
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "nothing goes wrong in the trace: there is nothing to explain");
  }
}

TEST(Explain, AgreesWithBruteForce) {
  struct Case {
    const char* name;
    Scenario scenario;
  };
  const Case cases[] = {{"adders", Adders(2)},
                        {"no way", Adders(3)},
                        {"philosophers", Philosophers()},
                        {"lost wakeup", LostWakeup()},
                        {"races", Races()}};
  for (const Case& one : cases) {
    for (const char* strategy : {"states", "random", "pct"}) {
      SCOPED_TRACE(std::string(one.name) + " " + strategy);
      const Trace trace = CounterexampleOf(one.scenario, strategy);
      const Explanation why = Explain(one.scenario, trace);
      const auto truth = GoThroughEveryExecution(one.scenario, one.scenario.Configure({}), "",
                                                 TransitionsOf(trace), 1'000'000);
      ASSERT_TRUE(truth.has_value());
      EXPECT_EQ(why.established, Established::kExactly);
      EXPECT_EQ(why.point_of_no_return, truth->point_of_no_return());
      ASSERT_EQ(why.passing.has_value(), why.point_of_no_return != 0);
      if (!why.passing) continue;
      EXPECT_TRUE(why.passing_is_nearest);
      EXPECT_EQ(Length(static_cast<int>(why.passing->steps.size()), CountSwitches(*why.passing)),
                *truth->passing_after[why.point_of_no_return - 1]);
    }
  }
}

}  // namespace
}  // namespace heddle::internal
