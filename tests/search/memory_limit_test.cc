// An exploration that needs more memory than there is stops, and says what it has found.

#include "src/memory/memory_limit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "src/search/conform.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

Task<> Writer(Managed<int>& x) {
  for (int i = 0; i < 9; ++i) co_await x.Store(i);
}

/// 10^9 states, of which one is in the way of an invariant at once.
Scenario Large() {
  return Program(
      [](Scheduler& scheduler) {
        static const char* const kNames[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i"};
        Managed<int>* last = nullptr;
        for (const char* name : kNames) {
          last = &scheduler.Make<Managed<int>>(name, 9);
          scheduler.Spawn(name, Writer(*last));
        }
        scheduler.Invariant("i is not 0", *last, [last]() -> Failure {
          if (last->value() != 0) return {};
          return "it is";
        });
        scheduler.Observe("i", [last](std::string& out) { out += std::to_string(last->value()); });
      },
      {"i"});
}

TEST(MemoryLimit, KnowsWhatThereIsAndWhatIsTaken) {
  EXPECT_GT(MemoryThereIs(), MemoryTaken());
  EXPECT_GT(MemoryTaken(), std::size_t{1} << 20);
}

TEST(MemoryLimit, StopsAnExplorationAndKeepsWhatWasFound) {
  for (const Strategy strategy : {"states", "count", "random"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.limit_memory_mib = 1;
    options.keep_going = true;
    const Exploration result = Explore(Large(), options);
    EXPECT_EQ(result.remark, "stopped by the limit of 1 MiB of memory");
    EXPECT_FALSE(result.complete);
    EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
  }
}

TEST(MemoryLimit, StopsAComparison) {
  ConformOptions options;
  options.observe = "i";
  options.limit_memory_mib = 1;
  const Scenario scenario = Large();
  const Conformance result = Conform(scenario, scenario.Configure({}), "7", options);
  EXPECT_FALSE(result.complete);
  EXPECT_EQ(result.remark, "stopped by the limit of 1 MiB of memory");
}

/// Lets this process have so many MiB more of addresses than it has.
void AllowMib(std::size_t more) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t most = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + (more << 20);
  const rlimit limit = {most, most};
  setrlimit(RLIMIT_AS, &limit);
}

/// Explores in a process that can have little memory; ends it by 0 if all is as it should be.
void ExploreInLittle(Strategy strategy) {
  ExploreOptions few;
  few.limit_executions = 10;
  Explore(Large(), few);  // has the arenas made
  AllowMib(strategy == "states" ? 48 : 24);
  ExploreOptions options;
  options.strategy = strategy;
  options.keep_going = true;
  const Exploration result = Explore(Large(), options);
  const bool as_expected = result.verdict == Exploration::Verdict::kViolated && !result.complete &&
                           result.remark.starts_with("stopped by the memory there is: no more") &&
                           result.steps > 1000 && result.violation->kind == "invariant" &&
                           result.trace && result.trace->steps.size() == 1;
  if (!as_expected) std::fprintf(stderr, "%s\n", result.remark.c_str());
  _exit(as_expected ? 0 : 1);
}

TEST(MemoryLimit, OfTheSystemStopsAnExploration) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer ends the process where there is no memory";
  for (const Strategy strategy : {"states", "count"}) {
    EXPECT_EXIT(ExploreInLittle(strategy), testing::ExitedWithCode(0), "") << NameOf(strategy);
  }
}

/// On the ordinary heap, with less memory than a task asks for.
void ExploreTheHeapInLittle(Strategy strategy) {
  static volatile std::size_t wanted = 1;
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    scheduler.Spawn("t", [](Managed<int>& x) -> Task<> {
      const int value = co_await x.Load();
      const std::vector<char> takes(wanted);
      co_await x.Store(value + takes[0]);
    }(x));
  });
  ExploreOptions options;
  options.strategy = strategy;
  options.memory = Memory::kHeap;
  Explore(scenario, options);  // has the arenas made
  wanted = std::size_t{100} << 20;
  AllowMib(24);
  const Exploration result = Explore(scenario, options);
  const bool as_expected = result.verdict == Exploration::Verdict::kStopped && !result.complete &&
                           result.remark.starts_with("stopped by the memory there is: no more");
  if (!as_expected) std::fprintf(stderr, "%s\n", result.remark.c_str());
  _exit(as_expected ? 0 : 1);
}

TEST(MemoryLimit, OfTheSystemIsNoFaultOfATask) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer ends the process where there is no memory";
  for (const Strategy strategy : {"all", "dpor", "random"}) {
    EXPECT_EXIT(ExploreTheHeapInLittle(strategy), testing::ExitedWithCode(0), "")
        << NameOf(strategy);
  }
}

}  // namespace
}  // namespace heddle::internal
