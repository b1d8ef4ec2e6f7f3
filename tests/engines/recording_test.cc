#include "src/engines/recording.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "src/search/trace_builder.h"
#include "src/trace/trace_text.h"
#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

struct Cell {
  RunOptions::On on;
  std::string scenario;
  Settings settings;
};

const std::vector<Cell>& Cells() {
  using enum RunOptions::On;
  static const std::vector<Cell> cells = {
      {kThreads, "shared_string", {}},
      {kThreads, "shared_string", {{"guard", "mutex"}}},
      {kThreads, "shared_string", {{"model", "coroutines"}}},
      {kThreads, "pipeline", {}},
      {kThreads, "pipeline", {{"queue", "monitor"}, {"capacity", "1"}}},
      {kThreads, "pipeline", {{"model", "coroutines"}}},
      {kProcesses, "shared_string", {}},
      {kProcesses, "shared_string", {{"model", "manager"}}},
      {kProcesses, "shared_string", {{"model", "manager"}, {"guard", "mutex"}}},
      {kProcesses, "pipeline", {{"print", "pieces"}}},
      {kProcesses, "pipeline", {{"capacity", "1"}}},
      {kCoroutines, "shared_string", {}},
      {kCoroutines, "shared_string", {{"model", "threads"}, {"sleep", "timed"}}},
      {kCoroutines, "pipeline", {}},
  };
  return cells;
}

Trace Record(const Cell& cell, RealRun* run, std::uint64_t seed) {
  RunOptions options = On(cell.on);
  options.record = true;
  options.seed = seed;
  *run = RunReal(cell.scenario, cell.settings, options);
  return run->result.trace.value();
}

TEST(RecordedRun, IsAScheduleThatTheExplorerTakesToTheSameEnd) {
  for (const Cell& cell : Cells()) {
    SCOPED_TRACE(std::string(NameOf(cell.on)) + " " + cell.scenario);
    RealRun run;
    const Trace trace = Record(cell, &run, 11);
    EXPECT_EQ(trace.engine, NameOf(cell.on));
    EXPECT_FALSE(trace.steps.empty());
    std::vector<Transition> transitions;
    for (const TraceStep& step : trace.steps) {
      transitions.push_back(
          {static_cast<std::uint8_t>(step.task), static_cast<std::uint8_t>(step.choice)});
    }
    const Scenario& scenario = FindScenario(cell.scenario);
    Settings given;
    for (const Parameters::Value& value : trace.parameters) given[value.name] = value.text;
    Trace again =
        BuildTrace(scenario, scenario.Configure(given), trace.observer, transitions, 100'000);
    ASSERT_EQ(again.steps.size(), trace.steps.size());
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
      EXPECT_TRUE(again.steps[i] == trace.steps[i])
          << "step " << i << ": " << TraceText(trace) << "\nagain: " << TraceText(again);
    }
    EXPECT_EQ(again.objects, trace.objects);
    EXPECT_EQ(again.tasks, trace.tasks);
    EXPECT_EQ(again.outcome, trace.outcome);
  }
}

TEST(RecordedRun, HoldsAllThatWasPrintedInOrder) {
  for (const Cell& cell : Cells()) {
    SCOPED_TRACE(std::string(NameOf(cell.on)) + " " + cell.scenario);
    RealRun run;
    const Trace trace = Record(cell, &run, 12);
    if (trace.observer == "console") {
      EXPECT_EQ(trace.outcome, run.output);
    }
  }
}

TEST(RecordedRun, LeavesOutSleepsUnlessTimeIsVirtual) {
  RealRun run;
  for (const char* sleep : {"any", "timed"}) {
    const Trace trace = Record(
        {RunOptions::On::kCoroutines, "shared_string", {{"model", "threads"}, {"sleep", sleep}}},
        &run, 1);
    int sleeps = 0;
    for (const TraceStep& step : trace.steps) sleeps += step.operation == "wake up";
    EXPECT_EQ(sleeps, sleep == std::string("any") ? 0 : 30);
  }
}

}  // namespace
}  // namespace heddle::internal
