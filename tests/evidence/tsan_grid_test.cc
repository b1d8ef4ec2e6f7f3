// Two independent eyes on data races: over a grid of models, guards and mutants, ThreadSanitizer
// reports a race in runs on real threads exactly where the explorer finds one.
//
// Outside of --config=tsan the test is skipped.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "tests/sanitizer.h"
#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

struct Cell {
  const char* scenario;
  Settings settings;
};

/// What runs on real threads, small enough to be explored. Programs that end whatever the threads
/// do: one that deadlocks could do so before its race is met.
const std::vector<Cell>& Grid() {
  static const std::vector<Cell> kGrid = [] {
    std::vector<Cell> grid;
    const auto string = [&](Settings settings) {
      settings["first"] = settings["second"] = "2";
      grid.push_back(
          {settings.contains("mutant") ? "shared_string_mutants" : "shared_string", settings});
    };
    const auto pipeline = [&](Settings settings) {
      settings["items"] = "2";
      settings["print"] = "off";
      grid.push_back({settings.contains("mutant") ? "pipeline_mutants" : "pipeline", settings});
    };
    for (const char* guard : {"none", "mutex"}) string({{"guard", guard}});
    for (const char* mutant : {"one-guards", "two-mutexes", "lock-load", "two-locks"}) {
      string({{"guard", "mutex"}, {"mutant", mutant}});
    }
    for (const char* capacity : {"0", "1"}) {
      pipeline({{"capacity", capacity}});
      pipeline({{"capacity", capacity}, {"queue", "monitor"}});
    }
    for (const char* mutant : {"unlocked-put", "early-unlock", "early-notify", "newest-first"}) {
      pipeline({{"queue", "monitor"}, {"mutant", mutant}});
    }
    return grid;
  }();
  return kGrid;
}

/// Whether the shortest of all that goes wrong is a data race. In this grid a program that goes
/// wrong in another way, too, does so later.
bool ExplorerFindsRace(const Cell& cell) {
  const Exploration found = ExploreWith(cell.scenario, cell.settings);
  return found.violation && found.violation->kind == "data-race";
}

constexpr int kRaceFound = 66;  // ThreadSanitizer's exit status

/// Runs for real, larger and often: a race that no two threads come near to is not seen.
[[noreturn]] void RunAndExit(Cell cell) {
  if (cell.settings.contains("items")) {
    cell.settings["items"] = "50";
  } else {
    cell.settings["first"] = cell.settings["second"] = "30";
  }
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RunOptions options;
    options.on = RunOptions::On::kThreads;
    options.seed = seed;
    RunReal(cell.scenario, cell.settings, options);
  }
  std::exit(0);
}

class TsanGrid : public testing::TestWithParam<Cell> {
 protected:
  void SetUp() override {
    if (!kWatchesThreads) GTEST_SKIP() << "only ThreadSanitizer sees races: use --config=tsan";
    GTEST_FLAG_SET(death_test_style, "threadsafe");
  }
};

TEST_P(TsanGrid, HasARaceOnRealThreadsExactlyWhereTheExplorerFindsOne) {
  if (ExplorerFindsRace(GetParam())) {
    EXPECT_EXIT(RunAndExit(GetParam()), testing::ExitedWithCode(kRaceFound),
                "WARNING: ThreadSanitizer: data race");
  } else {
    EXPECT_EXIT(RunAndExit(GetParam()), testing::ExitedWithCode(0), "");
  }
}

std::string TestName(const testing::TestParamInfo<Cell>& info) {
  std::string name = info.param.scenario;
  for (const char* parameter : {"guard", "queue", "capacity", "mutant"}) {
    const auto value = info.param.settings.find(parameter);
    if (value != info.param.settings.end())
      name += "_" + std::string(parameter) + "_" + value->second;
  }
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Threads, TsanGrid, testing::ValuesIn(Grid()), TestName);

}  // namespace
}  // namespace heddle::internal
