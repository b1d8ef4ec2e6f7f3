// An exploration by Relacy that needs more memory than there is stops, and says what it has found.

#include <gtest/gtest.h>
#include <heddle/managed.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "tests/engines/relacy/of_relacy.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

constexpr std::size_t kMib = std::size_t{1} << 20;

Task<> Append(Managed<int>& x, int digit, std::size_t takes) {
  for (int i = 0; i < 3; ++i) {
    const int value = co_await x.Load();
    const std::vector<char> taken(takes);
    co_await x.Store(10 * value + digit + (taken.empty() ? 0 : taken[0]));
  }
}

/// Hundreds of outcomes of a quarter of a MiB, some of which violate.
Scenario Large(std::size_t takes = 0) {
  return Program(
      [takes](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x", 0);
        for (const int digit : {1, 2, 3}) {
          scheduler.Spawn("task " + std::to_string(digit), Append(x, digit, takes));
        }
        scheduler.Finally("nothing is lost", [&x] { return x.value() > 99'999'999; });
        scheduler.Observe("x", [&x](std::string& out) {
          out += std::to_string(x.value()) + std::string(kMib / 4, 'x');
        });
      },
      {"x"});
}

/// Lets this process have so many MiB more of addresses than it has.
void AllowMib(std::size_t more) {
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  const rlim_t most = pages * static_cast<std::size_t>(sysconf(_SC_PAGESIZE)) + more * kMib;
  const rlimit limit = {most, most};
  setrlimit(RLIMIT_AS, &limit);
}

/// Explores in a process that can have little memory; ends it by 0 if all is as it should be.
void ExploreInLittle(std::size_t takes) {
  const Scenario scenario = Large(takes);
  ExploreOptions options = OfRelacy();
  options.limit_executions = 1;
  Explore(scenario, scenario.Configure({}), options);  // has the arenas made
  AllowMib(24);
  options.limit_executions = 0;
  if (takes == 0) options.observe = "x";
  options.keep_going = true;
  const Exploration result = Explore(scenario, scenario.Configure({}), options);
  bool as_expected =
      !result.complete && result.remark.starts_with("stopped by the memory there is: no more");
  if (takes == 0) {
    as_expected &= result.verdict == Exploration::Verdict::kViolated && result.violation &&
                   result.violation->kind == "final" && *result.executions > 10 &&
                   *result.outcome_count > 10;
  } else {
    as_expected &= result.verdict == Exploration::Verdict::kStopped && !result.violation;
  }
  if (!as_expected) {
    std::fprintf(stderr, "%s %s\n", NameOf(result.verdict).data(), result.remark.c_str());
  }
  _exit(as_expected ? 0 : 1);
}

TEST(MemoryLimitByRelacy, OfTheSystemStopsAnExploration) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer ends the process where there is no memory";
  EXPECT_EXIT(ExploreInLittle(0), testing::ExitedWithCode(0), "");
}

TEST(MemoryLimitByRelacy, OfTheSystemIsNoFaultOfATask) {
  if (kIsSanitized) GTEST_SKIP() << "a sanitizer ends the process where there is no memory";
  EXPECT_EXIT(ExploreInLittle(100 * kMib), testing::ExitedWithCode(0), "");
}

TEST(MemoryLimitByRelacy, StopsAnExplorationAndKeepsWhatWasFound) {
  const Scenario scenario = Large();
  ExploreOptions options = OfRelacy();
  options.limit_memory_mib = 1;
  options.observe = "x";
  const Exploration result = Explore(scenario, scenario.Configure({}), options);
  EXPECT_EQ(result.remark, "stopped by the limit of 1 MiB of memory");
  EXPECT_GE(result.executions, ExecutionCount{1});
  EXPECT_FALSE(result.complete);
}

}  // namespace
}  // namespace heddle::internal
