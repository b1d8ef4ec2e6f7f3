
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/executor.h>
#include <heddle/ghost.h>
#include <heddle/heap.h>
#include <heddle/join.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/engines/relacy/of_relacy.h"
#include "tests/scenarios/runs.h"
#include "tests/search/left_waiting.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Exploration ByRelacy(const Scenario& scenario, const ExploreOptions& options = OfRelacy()) {
  return Explore(scenario, scenario.Configure({}), options);
}

Exploration ByRelacy(std::string_view name, const Settings& settings,
                     const ExploreOptions& options = OfRelacy()) {
  const Scenario& scenario = FindScenario(name);
  return Explore(scenario, scenario.Configure(settings), options);
}

ExploreOptions Bound(int preemptions) {
  ExploreOptions options = OfRelacy();
  options.strategy = {"bound", "relacy"};
  options.preemptions = preemptions;
  return options;
}

ExploreOptions Draws(std::uint64_t samples, std::uint64_t seed = 1) {
  ExploreOptions options = OfRelacy();
  options.strategy = {"random", "relacy"};
  options.samples = samples;
  options.seed = seed;
  return options;
}

std::string Refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

Task<> Nothing() { co_return; }

// ---- Its schedulers
// --------------------------------------------------------------------------------

// Two tasks that append k times each under a mutex; how many strings have an execution with at most
// so many preemptions.
TEST(Bound, FindsTheStringsThatSoManyPreemptionsCanReach) {
  const std::vector<std::vector<std::uint64_t>> strings = {{}, {2}, {2, 4, 6}, {2, 6, 14, 18, 20}};
  for (int times = 1; times <= 3; ++times) {
    for (int preemptions = 0; preemptions < static_cast<int>(strings[times].size());
         ++preemptions) {
      ExploreOptions options = Bound(preemptions);
      options.observe = "string";
      const Exploration found = ByRelacy(
          "shared_string",
          {{"guard", "mutex"}, {"first", std::to_string(times)}, {"second", std::to_string(times)}},
          options);
      EXPECT_EQ(found.outcome_count, strings[times][preemptions]) << times << ", " << preemptions;
      EXPECT_FALSE(found.complete);
      EXPECT_THAT(found.remark, HasSubstr("with at most " + std::to_string(preemptions)));
    }
  }
}

TEST(Bound, WithoutAPreemptionLosesNoUpdateAndWithOneDoes) {
  const Settings settings{{"model", "manager"}, {"first", "3"}, {"second", "3"}};
  EXPECT_EQ(NameOf(ByRelacy("shared_string", settings, Bound(0)).verdict), "holds");
  EXPECT_EQ(KindOfViolation(ByRelacy("shared_string", settings, Bound(1))), "final");
}

TEST(Random, DrawsTheSameExecutionsFromTheSameSeed) {
  const Settings settings{{"model", "manager"}, {"first", "5"}, {"second", "5"}};
  const auto counts = [&](std::uint64_t seed) {
    ExploreOptions options = Draws(300, seed);
    options.observe = "string";
    const Exploration found = ByRelacy("shared_string", settings, options);
    EXPECT_EQ(found.executions, 300u);
    EXPECT_FALSE(found.complete);
    std::string text;
    for (const auto& outcome : found.outcomes.value()) {
      text += outcome.value + " x " + ToString(outcome.executions) + "\n";
    }
    return text;
  };
  EXPECT_EQ(counts(1), counts(1));
  EXPECT_EQ(counts(2), counts(2));
  EXPECT_NE(counts(1), counts(2));
}

// A fork is no atomic; two philosophers, who take the left fork first, can wait for one another.
TEST(Full, FindsTheDeadlockOfThePhilosophersAndItsAbsence) {
  for (int n = 2; n <= 3; ++n) {
    const Settings left{{"n", std::to_string(n)}, {"last", "left"}};
    const Exploration wrong = ByRelacy("philosophers", left);
    EXPECT_EQ(KindOfViolation(wrong), "deadlock");
    EXPECT_EQ(wrong.trace->steps.size(), static_cast<std::size_t>(n));
    const Settings other{{"n", std::to_string(n)}, {"last", "right"}};
    const Exploration right = ByRelacy("philosophers", other);
    EXPECT_EQ(NameOf(right.verdict), "holds");
    EXPECT_TRUE(right.complete);
  }
}

TEST(Full, StopsAtTheFirstViolationUnlessItIsToGoOn) {
  const Settings settings{{"model", "manager"}, {"first", "1"}, {"second", "1"}};
  ExploreOptions options = OfRelacy();
  const Exploration first = ByRelacy("shared_string", settings, options);
  EXPECT_EQ(first.violations, 1u);
  EXPECT_FALSE(first.complete);
  options.keep_going = true;
  const Exploration all = ByRelacy("shared_string", settings, options);
  EXPECT_EQ(all.executions, 6u);
  EXPECT_EQ(all.violations, 4u);
  EXPECT_TRUE(all.complete);
}

// ---- What tasks can do
// -----------------------------------------------------------------------------

TEST(ATask, MayDoNothingAtAll) {
  for (int tasks = 1; tasks <= 4; ++tasks) {
    ExploreOptions options = OfRelacy();
    options.keep_going = true;
    const Exploration found = ByRelacy(Program([tasks](Scheduler& scheduler) {
                                         for (int i = 0; i < tasks; ++i) {
                                           scheduler.Spawn("idle", Nothing());
                                         }
                                       }),
                                       options);
    EXPECT_EQ(NameOf(found.verdict), "holds");
    EXPECT_EQ(found.executions, 1u);
    EXPECT_EQ(found.steps, 0u);
  }
}

TEST(ATask, ThatThrowsIsAnExceptionEvenBeforeItsFirstOperation) {
  ExploreOptions options = OfRelacy();
  options.keep_going = true;
  const Exploration found = ByRelacy(Program([](Scheduler& scheduler) {
                                       scheduler.Spawn("thrower", []() -> Task<> {
                                         throw std::runtime_error("no");
                                         co_return;
                                       }());
                                       scheduler.Spawn("idle", Nothing());
                                     }),
                                     options);
  EXPECT_EQ(KindOfViolation(found), "exception");
  EXPECT_EQ(found.violation->message, "thrower: no");
  EXPECT_EQ(found.executions, 1u);
}

Task<> LoadForEver(Shared<int>& x) {
  for (;;) co_await x.Load();
}

Scenario EndlessLoads() {
  return Program([](Scheduler& scheduler) {
    scheduler.Spawn("endless", LoadForEver(scheduler.Make<Shared<int>>("x", 0)));
  });
}

TEST(ATask, ThatNeverEndsIsGivenUp) {
  ExploreOptions options = OfRelacy();
  options.max_steps = 50;
  options.keep_going = true;
  const Exploration found = ByRelacy(EndlessLoads(), options);
  EXPECT_EQ(KindOfViolation(found), "endless");
  EXPECT_FALSE(found.complete);
}

TEST(AnInvariant, IsJudgedWhenTimeHasPassedAndNobodyIsAwakeYet) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", true);
    auto& awake = scheduler.Make<Ghost<bool>>("awake", false);
    scheduler.Spawn("sleeper", [](Clock& clock, Ghost<bool>& awake) -> Task<> {
      co_await clock.Sleep(5us);
      awake.value = true;
    }(clock, awake));
    scheduler.Invariant("it is awake at 5", [&scheduler, &awake]() -> Failure {
      if (scheduler.program().executor().NowMicroseconds() < 5 || awake.value) return {};
      return "it is not";
    });
  });
  const Exploration found = ByRelacy(scenario);
  EXPECT_EQ(KindOfViolation(found), "invariant");
  EXPECT_EQ(found.trace->violation, found.violation);
}

TEST(AnEnd, IsCalledByTheRuleWhateverIsWaitedFor) {
  for (const LeftWaiting& program : AllLeftWaiting()) {
    EXPECT_EQ(KindOfViolation(ByRelacy(Program(program.set_up))), program.kind) << program.name;
  }
}

TEST(ATask, ThatWaitsForEverIsADeadlockUnfinishedALostWakeupOrNothing) {
  EXPECT_EQ(KindOfViolation(ByRelacy(
                "pipeline_mutants",
                {{"mutant", "no-unlock"}, {"queue", "monitor"}, {"items", "1"}, {"print", "off"}})),
            "deadlock");
  EXPECT_EQ(KindOfViolation(ByRelacy("pipeline_mutants",
                                     {{"mutant", "no-stop"}, {"items", "1"}, {"print", "off"}})),
            "unfinished");
  const Scenario hasty = Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    scheduler.Spawn("notifier", [](Condition& condition) -> Task<> {
      co_await condition.NotifyOne();
    }(condition));
    scheduler.Spawn("waiter", [](Mutex& mutex, Condition& condition) -> Task<> {
      co_await mutex.Lock();
      co_await condition.Wait(mutex);
      co_await mutex.Unlock();
    }(mutex, condition));
  });
  EXPECT_EQ(KindOfViolation(ByRelacy(hasty)), "lost-wakeup");
  // A generator may be left waiting.
  EXPECT_EQ(NameOf(ByRelacy("shared_string", {{"model", "coroutines"}}).verdict), "holds");
}

TEST(VirtualTime, LetsTheThreadsMeetWhereTheirPausesDo) {
  // At 0 and 3 s both are due: 4 strings.
  ExploreOptions options = OfRelacy();
  options.observe = "string";
  const Exploration found =
      ByRelacy("shared_string",
               {{"guard", "mutex"}, {"sleep", "timed"}, {"first", "4"}, {"second", "6"}}, options);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.outcome_count, 4u);
}

// ---- Where it judges otherwise than the explorer
// ---------------------------------------------------

// In C++ neither a notification nor a sleep orders anything: what the two tasks do to the plain
// variable is a data race. The explorer, to which whatever must come first comes first, sees none.
TEST(ANotification, OrdersNothing) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& condition = scheduler.Make<Condition>("condition");
    auto& waits = scheduler.Make<Semaphore>("waits", 0);
    scheduler.Spawn(
        "waiter",
        [](Shared<int>& x, Mutex& mutex, Condition& condition, Semaphore& waits) -> Task<> {
          co_await mutex.Lock();
          co_await waits.Release();
          co_await condition.Wait(mutex);
          co_await mutex.Unlock();
          co_await x.Load();
        }(x, mutex, condition, waits));
    scheduler.Spawn(
        "notifier",
        [](Shared<int>& x, Mutex& mutex, Condition& condition, Semaphore& waits) -> Task<> {
          co_await waits.Acquire();
          co_await mutex.Lock();
          co_await mutex.Unlock();
          co_await x.Store(1);
          co_await condition.NotifyOne();
        }(x, mutex, condition, waits));
  });
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario)), "data-race");
  EXPECT_EQ(NameOf(ExploreAllOf(scenario, "all").verdict), "holds");
}

TEST(ASleep, OrdersNothing) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    auto& clock = scheduler.Make<Clock>("clock", true);
    const auto store = [](Shared<int>& x, Clock& clock, std::chrono::microseconds after) -> Task<> {
      co_await clock.Sleep(after);
      co_await x.Store(1);
    };
    scheduler.Spawn("early", store(x, clock, 1s));
    scheduler.Spawn("late", store(x, clock, 2s));
  });
  EXPECT_EQ(KindOfViolation(ByRelacy(scenario)), "data-race");
  EXPECT_EQ(NameOf(ExploreAllOf(scenario, "all").verdict), "holds");
}

TEST(AJoin, AndAQueueOrderWhatComesBefore) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    auto& y = scheduler.Make<Shared<int>>("y", 0);
    auto& queue = scheduler.Make<Queue<int>>("queue", 1);
    auto& ends = scheduler.Make<Ends>();
    scheduler.Spawn("first", [](Shared<int>& x, Shared<int>& y, Queue<int>& queue) -> Task<> {
      co_await x.Store(1);
      co_await queue.Put(1);
      co_await y.Store(1);
    }(x, y, queue));
    scheduler.Spawn("second",
                    [](Shared<int>& x, Shared<int>& y, Queue<int>& queue, Ends& ends) -> Task<> {
                      co_await queue.Get();
                      co_await x.Store(2);
                      co_await ends.Join(0);
                      co_await y.Store(2);
                    }(x, y, queue, ends));
  });
  EXPECT_EQ(NameOf(ByRelacy(scenario).verdict), "holds");
}

// ---- Limits and misuse
// -----------------------------------------------------------------------------

TEST(ALimit, StopsItAndSaysSo) {
  const Settings large{{"queue", "monitor"}};
  ExploreOptions options = OfRelacy();
  options.limit_executions = 100;
  Exploration found = ByRelacy("pipeline", large, options);
  EXPECT_EQ(NameOf(found.verdict), "stopped");
  EXPECT_EQ(found.executions, 100u);
  EXPECT_EQ(found.remark, "stopped by the limit of 100 executions");
  EXPECT_FALSE(found.complete);

  options = {};
  options.limit_seconds = 0.02;
  found = ByRelacy("pipeline", large, options);
  EXPECT_EQ(NameOf(found.verdict), "stopped");
  EXPECT_EQ(found.remark, "stopped by the limit of 0.02 seconds");
  EXPECT_LT(found.seconds, 5);

  options = {};
  options.interrupted = [] { return true; };
  found = ByRelacy("pipeline", large, options);
  EXPECT_EQ(NameOf(found.verdict), "stopped");
  EXPECT_EQ(found.remark, "stopped by an interrupt");
}

TEST(AnInterrupt, EndsEvenALongExecution) {
  ExploreOptions options = OfRelacy();
  options.max_steps = 1'000'000'000;
  options.interrupted = [] { return true; };
  const Exploration found = ByRelacy(EndlessLoads(), options);
  EXPECT_EQ(NameOf(found.verdict), "stopped");
  EXPECT_EQ(found.executions, 0u);
}

TEST(Options, ThatDoNotGoTogetherAreRefused) {
  const auto tasks = [](int n) {
    return Program([n](Scheduler& scheduler) {
      for (int i = 0; i < n; ++i) scheduler.Spawn("idle", Nothing());
    });
  };
  EXPECT_EQ(Refusal([&] { ByRelacy(tasks(5)); }),
            "program: there are 5 tasks; Relacy can run 1 to 4");
  EXPECT_EQ(Refusal([&] { ByRelacy(tasks(0)); }),
            "program: there are 0 tasks; Relacy can run 1 to 4");
  ExploreOptions options = OfRelacy();
  options.reach = "2";
  EXPECT_THAT(Refusal([&] { ByRelacy(tasks(1), options); }), HasSubstr("needs an observer"));
  options = {};
  options.observe = "lenght";
  EXPECT_THAT(Refusal([&] { ByRelacy("shared_string", {}, options); }),
              HasSubstr("did you mean 'length'?"));
  EXPECT_THAT(Refusal([&] { ByRelacy(tasks(1), Bound(-1)); }), HasSubstr("must be 0 or more"));
  EXPECT_EQ(Refusal([] { StrategyNamed("dpor", "relacy"); }),
            "the engine relacy has no strategy 'dpor'; there are: bound, full, random");
}

TEST(AHeap, IsRefusedByRelacy) {
  EXPECT_EQ(Refusal([] {
              ByRelacy(Program([](Scheduler& scheduler) {
                scheduler.Make<Heap>("memory");
                scheduler.Spawn("one", Nothing());
              }));
            }),
            "program: Relacy does not know the memory that 'memory' frees; explore it by Heddle's "
            "own engine");
}

TEST(ASetUp, ThatFailsIsAMisuseAndAnotherExplorationCanFollow) {
  EXPECT_EQ(
      Refusal([] { ByRelacy(Program([](Scheduler&) { throw std::runtime_error("no room"); })); }),
      "program: setting up failed: no room");
  EXPECT_EQ(NameOf(ByRelacy("inc", {{"n", "1"}}).verdict), "holds");
}

}  // namespace
}  // namespace heddle::internal
