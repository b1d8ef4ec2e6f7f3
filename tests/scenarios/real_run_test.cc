// Real runs against the explorer: what happens for real is among what can happen at all.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "src/search/trace_builder.h"
#include "tests/sanitizer.h"
#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

using enum RunOptions::On;

/// A way to run a scenario for real.
struct Cell {
  RunOptions::On on;
  const char* scenario;
  Settings settings;
  /// The observers whose outcomes can all be explored.
  std::vector<std::string> observers;
  /// Its tasks race for a variable.
  bool races = false;
};

/// Every model on whatever can run it, at sizes that can be explored to the end.
const std::vector<Cell>& Cells() {
  const Settings two_each{{"first", "2"}, {"second", "2"}};
  const auto with = [](Settings settings, const Settings& more) {
    settings.insert(more.begin(), more.end());
    return settings;
  };
  const std::vector<std::string> string_observers{"string", "length", "unfinished"};
  const std::vector<std::string> pipeline_observers{"consumed", "console"};
  static const std::vector<Cell> cells{
      {kThreads, "shared_string", two_each, string_observers, true},
      {kThreads, "shared_string", with({{"guard", "mutex"}}, two_each), string_observers},
      {kThreads, "shared_string", with({{"model", "coroutines"}}, two_each), string_observers},
      {kThreads,
       "shared_string",
       {{"first", "1"}, {"second", "1"}, {"guard", "mutex"}},
       {"console"}},
      {kProcesses,
       "shared_string",
       with({{"model", "processes"}}, two_each),
       {"string", "length", "copies"}},
      {kProcesses, "shared_string", with({{"model", "manager"}}, two_each), string_observers},
      {kProcesses, "shared_string", with({{"model", "manager"}, {"guard", "mutex"}}, two_each),
       string_observers},
      {kProcesses,
       "shared_string",
       {{"model", "manager"}, {"first", "1"}, {"second", "1"}},
       {"console"}},
      {kCoroutines,
       "shared_string",
       with({{"model", "coroutines"}}, two_each),
       {"string", "length", "unfinished", "console"}},
      {kCoroutines, "shared_string", two_each, string_observers},
      {kThreads, "pipeline", {{"items", "3"}, {"print", "line"}}, pipeline_observers},
      {kThreads, "pipeline", {{"items", "1"}, {"print", "pieces"}}, pipeline_observers},
      {kThreads,
       "pipeline",
       {{"items", "3"}, {"print", "line"}, {"capacity", "1"}},
       pipeline_observers},
      {kThreads,
       "pipeline",
       {{"items", "2"}, {"print", "off"}, {"queue", "monitor"}, {"capacity", "1"}},
       {"consumed"}},
      {kThreads, "pipeline", {{"items", "3"}, {"model", "coroutines"}}, pipeline_observers},
      {kProcesses, "pipeline", {{"items", "3"}, {"model", "processes"}}, pipeline_observers},
      {kProcesses,
       "pipeline",
       {{"items", "1"}, {"model", "processes"}, {"print", "pieces"}, {"capacity", "1"}},
       pipeline_observers},
      {kCoroutines, "pipeline", {{"items", "3"}, {"model", "coroutines"}}, pipeline_observers},
      {kCoroutines, "pipeline", {{"items", "3"}, {"print", "line"}}, pipeline_observers},
  };
  return cells;
}

/// Within a property: a cell that may be run here.
const Cell& DrawCell() {
  static const std::vector<const Cell*> allowed = [] {
    std::vector<const Cell*> cells;
    for (const Cell& cell : Cells()) {
      if (!(kWatchesThreads && cell.races && cell.on == kThreads)) cells.push_back(&cell);
    }
    return cells;
  }();
  return *allowed[Draw(0, static_cast<int>(allowed.size()) - 1)];
}

/// Within a property: options to run `cell` with.
RunOptions DrawOptions(const Cell& cell) {
  RunOptions options;
  options.on = cell.on;
  options.observe = cell.observers[Draw(0, static_cast<int>(cell.observers.size()) - 1)];
  if (Draw(0, 3) != 0) options.seed = static_cast<std::uint64_t>(Draw(0, 1'000'000));
  return options;
}

/// All that can come of `cell`, explored once.
const Texts& PossibleOutcomes(const Cell& cell, const std::string& observer) {
  static std::map<std::pair<const Cell*, std::string>, Texts> known;
  const auto [place, is_new] = known.try_emplace({&cell, observer});
  if (is_new) place->second = OutcomesOf(cell.scenario, cell.settings, observer);
  return place->second;
}

void Describe(const Cell& cell, const RunOptions& options) {
  RC_LOG() << cell.scenario << " on " << NameOf(cell.on) << ", " << options.observe << ", "
           << FindScenario(cell.scenario).Configure(cell.settings).Text() << "\n";
}

RC_GTEST_PROP(RealRun, EndsAsSomeExecutionDoes, ()) {
  const Cell& cell = DrawCell();
  RunOptions options = DrawOptions(cell);
  options.record = Draw(0, 1) == 1;
  Describe(cell, options);
  const RunResult run = RunReal(cell.scenario, cell.settings, options);
  RC_ASSERT(run.outcome.has_value());
  RC_LOG() << *run.outcome << "\n";
  RC_ASSERT(PossibleOutcomes(cell, options.observe).contains(*run.outcome));
}

RC_GTEST_PROP(RecordedRun, IsRunAgainByTheExplorerStepByStepToTheSameEnd, ()) {
  const Cell& cell = DrawCell();
  RunOptions options = DrawOptions(cell);
  options.record = true;
  Describe(cell, options);
  const RunResult run = RunReal(cell.scenario, cell.settings, options);
  const Trace& recorded = run.trace.value();
  std::vector<Transition> transitions;
  for (const TraceStep& step : recorded.steps) {
    transitions.push_back(
        {static_cast<std::uint8_t>(step.task), static_cast<std::uint8_t>(step.choice)});
  }
  const Scenario& scenario = FindScenario(cell.scenario);
  // What is printed is a part of every recording, whatever else is observed.
  const Trace again = BuildTrace(scenario, scenario.Configure(cell.settings), recorded.observer,
                                 transitions, 100'000);
  RC_ASSERT(again.steps == recorded.steps);
  RC_ASSERT(again.outcome.has_value());
  RC_ASSERT(again.outcome == recorded.outcome);
}

RC_GTEST_PROP(RealRun, OfAGuardedStringKeepsEveryLetter, ()) {
  const int first = Draw(0, 10);
  const int second = Draw(0, 10);
  Settings settings{
      {"guard", "mutex"}, {"first", std::to_string(first)}, {"second", std::to_string(second)}};
  RunOptions options;
  options.observe = "string";
  options.seed = static_cast<std::uint64_t>(Draw(0, 1'000'000));
  options.on = Draw(0, 1) == 0 ? kThreads : kProcesses;
  settings["model"] = options.on == kThreads ? "threads" : "manager";
  const RunResult run = RunReal("shared_string", settings, options);
  RC_ASSERT(KindOfViolation(run) == "");
  RC_ASSERT(std::count(run.outcome->begin(), run.outcome->end(), 'o') == first);
  RC_ASSERT(std::count(run.outcome->begin(), run.outcome->end(), 'O') == second);
  RC_ASSERT(run.outcome->size() == static_cast<std::size_t>(first + second));
}

RC_GTEST_PROP(RealRun, OfThePipelineConsumesEveryNumberInOrderAndPrintsWholeLines, ()) {
  const int items = Draw(1, 20);
  Settings settings{{"items", std::to_string(items)}, {"print", "line"}, {"lines", "whole"}};
  RunOptions options;
  options.observe = "consumed";
  options.seed = static_cast<std::uint64_t>(Draw(0, 1'000'000));
  options.on = Draw(0, 1) == 0 ? kThreads : kProcesses;
  settings["model"] = NameOf(options.on);
  settings["capacity"] = std::to_string(Draw(0, 2));
  if (options.on == kThreads && Draw(0, 1) == 0) settings["queue"] = "monitor";
  const RunResult run = RunReal("pipeline", settings, options);
  RC_ASSERT(KindOfViolation(run) == "");
  std::string expected = "1";
  for (int i = 2; i <= items; ++i) expected += " " + std::to_string(i);
  RC_ASSERT(run.outcome == expected);
}

// 20 real runs on threads of what is a race in C++: the model of a load and a store covers it.
TEST(UnguardedString, EndsForRealWithALengthThatCanBe) {
  if (kWatchesThreads) GTEST_SKIP() << "the run itself is a data race";
  for (int seed = 0; seed < 20; ++seed) {
    RunOptions options;
    options.observe = "length";
    options.seed = seed;
    const RunResult run = RunReal("shared_string", {}, options);
    const int length = std::stoi(run.outcome.value());
    EXPECT_GE(length, 2) << seed;
    EXPECT_LE(length, 30) << seed;
  }
}

}  // namespace
}  // namespace heddle::internal
