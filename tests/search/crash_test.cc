// A task that crashes is a violation like one that throws: every strategy comes to the same numbers
// for both, and shows the same steps.

#undef NDEBUG  // an assertion is one of the ways

#include <assert.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/guard/crash_guard.h"
#include "src/program/world.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// What a crash is made of must look harmless to the compiler, and be left alone by a sanitizer.
#define NOT_SANITIZED \
  [[gnu::noinline]] __attribute__((no_sanitize("address", "undefined", "thread")))

volatile int zero = 0;
int* volatile nowhere = nullptr;

NOT_SANITIZED void WriteThroughNull() { *nowhere = 1; }
NOT_SANITIZED void ReadThroughNull() { zero = nowhere[1]; }
NOT_SANITIZED void DivideByZero() { zero = (zero + 5) / zero; }
NOT_SANITIZED int Recurse(int depth) {
  volatile char frame[1024] = {};
  frame[depth % 1024] = 1;
  return depth < 0 ? 0 : Recurse(depth + 1) + frame[0];
}
NOT_SANITIZED void OverflowTheStack() { zero = Recurse(0) * 0; }
void FailAnAssertion() {
  const int received = zero + 1;
  assert(received == 2);
}
struct Broken {
  [[noreturn]] ~Broken() noexcept { std::abort(); }
};
[[noreturn]] void AbortWhileUnwinding() {
  const Broken broken;
  throw std::runtime_error("thrown");
}
[[noreturn]] void AbortWhileHandling() {
  try {
    throw std::runtime_error("thrown");
  } catch (...) {
    std::abort();
  }
}

struct Way {
  std::string name;
  void (*crash)();
  std::string words;
};

std::vector<Way> Choices() {
  return {
      {"Abort", [] { std::abort(); }, "aborted"},
      {"AbortWhileUnwinding", [] { AbortWhileUnwinding(); }, "aborted"},
      {"AbortWhileHandling", [] { AbortWhileHandling(); }, "aborted"},
      {"Assertion", FailAnAssertion, "a failed assertion: received == 2 (crash_test.cc:"},
      {"NullWrite", WriteThroughNull, "killed by SIGSEGV (write near null)"},
      {"NullRead", ReadThroughNull, "killed by SIGSEGV (read near null)"},
      {"Division", DivideByZero, "killed by SIGFPE (division by zero)"},
      {"StackOverflow", OverflowTheStack, "killed by SIGSEGV (stack overflow)"},
      {"Trap", [] { __builtin_trap(); }, "killed by SIGILL"},
      {"Raised", [] { raise(SIGBUS); }, "killed by SIGBUS"},
      {"Exit", [] { std::exit(3); }, "ends the process by exit(3)"},
      {"UnderscoreExit", [] { _exit(0); }, "ends the process by _exit(0)"},
      {"QuickExit", [] { std::quick_exit(1); }, "ends the process by quick_exit(1)"},
  };
}

Task<> Writer(Shared<int>& x, Managed<int>& y) {
  co_await y.Store(1);
  co_await x.Store(1);
  co_await y.Store(2);
}

Task<> Reader(Shared<int>& x, Managed<int>& y, void (*fail)()) {
  const int seen = co_await y.Load();
  if (seen == 1) fail();
  if (co_await y.Load() == 2) co_await x.Store(2);
}

/// Whoever reads 1 fails, in a few of the interleavings.
Scenario FailsSometimes(void (*fail)()) {
  return Program(
      [fail](Scheduler& scheduler) {
        auto& x = scheduler.Make<Shared<int>>("x");
        auto& y = scheduler.Make<Managed<int>>("y");
        scheduler.Spawn("writer", Writer(x, y));
        scheduler.Spawn("reader", Reader(x, y, fail));
        scheduler.Spawn("other", Reader(x, y, fail));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
}

[[noreturn]] void Throw() { throw std::runtime_error("thrown"); }

class CrashBy : public testing::TestWithParam<Way> {};

void ExpectTheSame(const Exploration& crashed, const Exploration& thrown) {
  EXPECT_EQ(crashed.verdict, thrown.verdict);
  EXPECT_EQ(crashed.complete, thrown.complete);
  EXPECT_EQ(crashed.executions, thrown.executions);
  EXPECT_EQ(crashed.blocked_executions, thrown.blocked_executions);
  EXPECT_EQ(crashed.steps, thrown.steps);
  EXPECT_EQ(crashed.states, thrown.states);
  EXPECT_EQ(crashed.violations, thrown.violations);
  ASSERT_EQ(crashed.outcomes.has_value(), thrown.outcomes.has_value());
  if (crashed.outcomes) {
    ASSERT_EQ(crashed.outcomes->size(), thrown.outcomes->size());
    for (std::size_t i = 0; i < crashed.outcomes->size(); ++i) {
      EXPECT_EQ((*crashed.outcomes)[i].value, (*thrown.outcomes)[i].value);
      EXPECT_EQ((*crashed.outcomes)[i].executions, (*thrown.outcomes)[i].executions);
    }
  }
  ASSERT_TRUE(thrown.trace.has_value());
  ASSERT_TRUE(crashed.trace.has_value());
  EXPECT_EQ(crashed.trace->steps, thrown.trace->steps);
}

TEST_P(CrashBy, IsToEveryStrategyWhatAnExceptionIs) {
  const Scenario crashes = FailsSometimes(GetParam().crash);
  const Scenario throws = FailsSometimes(Throw);
  for (const Strategy strategy : {"states", "dpor", "all", "count", "random", "pct", "pos"}) {
    for (const Memory memory : {Memory::kArena, Memory::kHeap}) {
      if (memory == Memory::kHeap && (strategy == "states" || strategy == "count")) {
        continue;
      }
      for (const std::string observer : {"", "x"}) {
        SCOPED_TRACE(std::string(NameOf(strategy)) + (memory == Memory::kHeap ? " heap " : " ") +
                     observer);
        ExploreOptions options;
        options.strategy = strategy;
        options.memory = memory;
        options.observe = observer;
        options.samples = 50;
        const Exploration crashed = Explore(crashes, options);
        const Exploration thrown = Explore(throws, options);
        ExpectTheSame(crashed, thrown);
        ASSERT_TRUE(crashed.violation.has_value());
        if (thrown.violation->kind == "exception") {
          EXPECT_EQ(crashed.violation->kind, "crash");
          EXPECT_THAT(crashed.violation->message, HasSubstr("er: " + GetParam().words));
        } else {
          EXPECT_EQ(crashed.violation, thrown.violation);
        }
      }
    }
  }
}

TEST_P(CrashBy, InASetUpIsRefused) {
  const Scenario scenario = Program([](Scheduler&) { GetParam().crash(); });
  for (const Memory memory : {Memory::kArena, Memory::kHeap}) {
    ExploreOptions options;
    options.strategy = "dpor";
    options.memory = memory;
    try {
      Explore(scenario, options);
      FAIL() << "it is not refused";
    } catch (const UsageError& error) {
      EXPECT_THAT(error.what(), StartsWith("program: setting up failed: " + GetParam().words));
    }
  }
}

TEST_P(CrashBy, InAPropertyBreaksIt) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& y = scheduler.Make<Managed<int>>("y");
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [](Managed<int>& x, Managed<int>& y) -> Task<> {
        co_await x.Update([](int& value) { ++value; });
        co_await y.Store(1);
      }(x, y));
    }
    scheduler.Invariant("x is small", x, [&x]() -> Failure {
      if (x.value() > 1) GetParam().crash();
      return {};
    });
    scheduler.Finally("x is 2", [&x]() -> Failure {
      if (x.value() < 2) GetParam().crash();
      return {};
    });
  });
  for (const Strategy strategy : {"states", "dpor", "all", "count"}) {
    const Exploration result = ExploreAllOf(scenario, strategy);
    EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
    ASSERT_TRUE(result.violation.has_value()) << NameOf(strategy);
    EXPECT_EQ(result.violation->kind, "invariant") << NameOf(strategy);
    EXPECT_THAT(result.violation->message, StartsWith("x is small: " + GetParam().words));
  }
}

TEST_P(CrashBy, InWhatAnAwaitWaitsForIsTheTasksThatWaits) {
  const auto awaits = [](std::function<bool(int)> accepts) {
    return Program([accepts](Scheduler& scheduler) {
      auto& x = scheduler.Make<Atomic<int>>("x", 0);
      auto& y = scheduler.Make<Managed<int>>("y", 0);
      scheduler.Spawn("stores", [](Atomic<int>& x, Managed<int>& y) -> Task<> {
        co_await y.Store(1);
        co_await x.Store(1);
        co_await y.Store(2);
        co_await x.Store(2);
      }(x, y));
      scheduler.Spawn("waits", [&x, accepts]() -> Task<> { co_await x.Await(std::cref(accepts)); });
    });
  };
  const Scenario scenario = awaits([crash = GetParam().crash](int value) {
    if (value == 1) crash();
    return value == 2;
  });
  for (const Strategy strategy : {"states", "dpor", "all", "count", "random"}) {
    for (const Memory memory : {Memory::kArena, Memory::kHeap}) {
      if (memory == Memory::kHeap && (strategy == "states" || strategy == "count")) {
        continue;
      }
      ExploreOptions options;
      options.strategy = strategy;
      options.memory = memory;
      options.samples = 10;
      const Exploration result = Explore(scenario, options);
      ASSERT_TRUE(result.violation.has_value()) << NameOf(strategy);
      EXPECT_EQ(result.violation->kind, "crash") << NameOf(strategy);
      EXPECT_THAT(result.violation->message, StartsWith("waits: " + GetParam().words));
      ASSERT_TRUE(result.trace.has_value());
      ASSERT_EQ(result.trace->steps.size(), 2u) << NameOf(strategy);
      EXPECT_EQ(result.trace->ObjectOf(result.trace->steps.back()), "x");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(EachWay, CrashBy, testing::ValuesIn(Choices()),
                         [](const auto& info) { return info.param.name; });

TEST(Crash, BeforeTheFirstOperationIsFound) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x");
    scheduler.Spawn("t", [](Shared<int>& x) -> Task<> {
      WriteThroughNull();
      co_await x.Store(1);
    }(x));
  });
  for (const Strategy strategy : {"states", "dpor", "all", "count", "random", "pct", "pos"}) {
    const Exploration result = ExploreAllOf(scenario, strategy);
    ASSERT_TRUE(result.violation.has_value()) << NameOf(strategy);
    EXPECT_EQ(*result.violation, (Violation{"crash", "t: killed by SIGSEGV (write near null)"}));
    EXPECT_TRUE(result.trace->steps.empty());
  }
}

TEST(Crash, InAnObserverIsAViolation) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Shared<int>>("x");
        scheduler.Spawn("t", [](Shared<int>& x) -> Task<> { co_await x.Store(1); }(x));
        scheduler.Observe("x", [](std::string&) { WriteThroughNull(); });
      },
      {"x"});
  ExploreOptions options;
  options.observe = "x";
  for (const Strategy strategy : {"states", "dpor", "all"}) {
    options.strategy = strategy;
    const Exploration result = Explore(scenario, options);
    EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
    EXPECT_FALSE(result.complete);
    ASSERT_TRUE(result.violation.has_value());
    EXPECT_EQ(result.violation->kind, "crash");
    EXPECT_THAT(result.violation->message, HasSubstr("killed by SIGSEGV (write near null)"));
  }
}

TEST(Crash, InAnObserverIsTheSearchsWhereVariablesAreWatched) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        scheduler.Observe("x", [](std::string&) { WriteThroughNull(); });
      },
      {"x"});
  const Parameters parameters;
  World world(scenario, parameters, "x", Memory::kArena, {.watches_statics = true});
  std::string text;
  EXPECT_NE(CrashGuard::RunAll([&] { world.AppendOutcome(text); }), nullptr);
}

TEST(Crash, OfAGuardedWorldIsAFailure) {
  const Scenario scenario = FailsSometimes(WriteThroughNull);
  const Parameters parameters;
  World world(scenario, parameters, "", Memory::kArena, {.guarded = true});
  world.Step(0, 0);
  EXPECT_FALSE(world.failure().has_value());
  world.Step(1, 0);
  EXPECT_EQ(world.failure(), (Violation{"crash", "reader: killed by SIGSEGV (write near null)"}));
  EXPECT_EQ(world.unfinished(), 0b101u);
  world.Start();
  EXPECT_FALSE(world.failure().has_value());
  EXPECT_EQ(world.unfinished(), 0b111u);
}

/// What a signal does where there is no guard: it kills, or a sanitizer reports it.
bool DiesOfASegmentationFault(int status) {
  if (!kIsSanitized) return testing::KilledBySignal(SIGSEGV)(status);
  return WIFSIGNALED(status) || (WIFEXITED(status) && WEXITSTATUS(status) != 0);
}

TEST(Crash, OutsideOfAScenarioEndsTheProcess) {
  EXPECT_EXIT(
      {
        Explore(FailsSometimes(WriteThroughNull), {});
        WriteThroughNull();
      },
      DiesOfASegmentationFault, kIsSanitized ? "SEGV" : "");
  EXPECT_EXIT(std::exit(Explore(FailsSometimes(Throw), {}).violation ? 7 : 8),
              testing::ExitedWithCode(7), "");
}

TEST(Crash, OfACallersCallbackEndsTheProcess) {
  ExploreOptions options;
  options.samples = 10'000;
  options.strategy = "random";
  options.keep_going = true;
  options.interrupted = []() -> bool { std::exit(5); };
  EXPECT_EXIT(Explore(FailsSometimes(Throw), options), testing::ExitedWithCode(5), "");
}

Task<> WaitOnce(Mutex& mutex, Condition& condition) {
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}

Task<> NotifyAndAbort(Condition& condition) {
  co_await condition.NotifyAll();
  std::abort();
}

// What it has woken goes on because of that, and not before.
TEST(Crash, AfterANotificationHasWokenAllTheSame) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("m");
    auto& condition = scheduler.Make<Condition>("c");
    TaskTraits traits;
    traits.may_be_abandoned = true;
    scheduler.Spawn("waits", WaitOnce(mutex, condition), traits);
    scheduler.Spawn("aborts", NotifyAndAbort(condition));
  });
  for (const Strategy strategy : {"dpor", "all", "states"}) {
    const Exploration found = ExploreAllOf(scenario, strategy);
    ASSERT_TRUE(found.violation.has_value()) << NameOf(strategy);
    EXPECT_EQ(found.violation->kind, "crash") << NameOf(strategy);
  }
}

TEST(Crash, CanBeMetByExplorationsWithoutEnd) {
  for (int i = 0; i < 200; ++i) {  // more than there are arenas
    EXPECT_EQ(Explore(FailsSometimes(WriteThroughNull), {}).verdict,
              Exploration::Verdict::kViolated);
  }
}

}  // namespace
}  // namespace heddle::internal
