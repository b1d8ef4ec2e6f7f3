// Each protection of the scenarios, taken away: what the explorer finds, and in how few steps. And
// what is there without the mutant holds, so that it is the mutant that is found.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

struct Row {
  const char* scenario;
  Settings settings;
  const char* observer;  // the one that has to be on for it to be noticed, or ""
  const char* kind;
  std::size_t steps;         // of a shortest counterexample
  int spurious_wakeups = 0;  // that it needs
};

const std::vector<Row>& Rows() {
  static const std::vector<Row> kRows = {
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"mutant", "if"}},
       "",
       "misuse",
       5,
       1},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"mutant", "no-notify"}},
       "",
       "deadlock",
       10},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "2"},
        {"capacity", "1"},
        {"mutant", "no-notify-back"}},
       "",
       "lost-wakeup",
       29},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"mutant", "early-notify"}},
       "",
       "lost-wakeup",
       11},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"capacity", "1"},
        {"mutant", "wrong-condition"}},
       "",
       "deadlock",
       12},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"mutant", "unlocked-put"}},
       "",
       "data-race",
       4},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "2"},
        {"mutant", "early-unlock"}},
       "",
       "data-race",
       11},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "1"},
        {"mutant", "no-unlock"}},
       "",
       "deadlock",
       7},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "2"},
        {"capacity", "1"},
        {"mutant", "past-capacity"}},
       "",
       "invariant",
       8},
      {"pipeline",
       {{"model", "threads"},
        {"queue", "monitor"},
        {"print", "off"},
        {"items", "2"},
        {"mutant", "newest-first"}},
       "",
       "invariant",
       23},
      {"pipeline",
       {{"model", "threads"}, {"print", "off"}, {"items", "1"}, {"mutant", "no-stop"}},
       "",
       "unfinished",
       4},
      {"pipeline",
       {{"model", "processes"}, {"print", "off"}, {"items", "1"}, {"mutant", "no-stop"}},
       "",
       "unfinished",
       4},
      {"pipeline",
       {{"model", "coroutines"},
        {"print", "off"},
        {"close", "complete"},
        {"items", "1"},
        {"mutant", "no-close"}},
       "",
       "deadlock",
       10},
      {"pipeline",
       {{"model", "coroutines"},
        {"print", "off"},
        {"close", "complete"},
        {"items", "1"},
        {"mutant", "wrong-close"}},
       "",
       "misuse",
       13},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "one-guards"}},
       "",
       "data-race",
       4},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "two-mutexes"}},
       "",
       "data-race",
       5},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "lock-load"}},
       "",
       "data-race",
       6},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "two-locks"}},
       "",
       "final",
       12},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "no-unlock"}},
       "",
       "deadlock",
       3},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "unlocked-print"}},
       "console",
       "data-race",
       10},
      {"shared_string",
       {{"model", "threads"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "0"},
        {"mutant", "no-join"}},
       "console",
       "data-race",
       9},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "one-guards"}},
       "",
       "final",
       6},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "two-mutexes"}},
       "",
       "final",
       8},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "lock-load"}},
       "",
       "final",
       8},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "two-locks"}},
       "",
       "final",
       12},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "1"},
        {"mutant", "no-unlock"}},
       "",
       "deadlock",
       3},
      {"shared_string",
       {{"model", "manager"},
        {"guard", "mutex"},
        {"first", "1"},
        {"second", "0"},
        {"mutant", "no-join"}},
       "console",
       "final",
       12},
      {"shared_string",
       {{"model", "coroutines"}, {"first", "2"}, {"second", "2"}, {"mutant", "no-yield"}},
       "",
       "misuse",
       17},
      {"shared_string",
       {{"model", "coroutines"}, {"first", "1"}, {"second", "1"}, {"mutant", "early-start"}},
       "",
       "data-race",
       3},
  };
  return kRows;
}

/// The scenario in which something is broken.
const Scenario& MutantsOf(const Row& row) {
  return FindScenario(row.scenario + std::string("_mutants"));
}

Exploration ExploreRow(const Row& row, const Scenario& scenario, const Settings& settings,
                       Strategy strategy) {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = row.observer;
  options.spurious_wakeups = row.spurious_wakeups;
  // Every interleaving of what holds can be more than anybody has time for.
  options.limit_executions = 500'000;
  return Explore(scenario, scenario.Configure(settings), options);
}

class ScenarioMutant : public testing::TestWithParam<Row> {};

TEST_P(ScenarioMutant, IsFoundInAsFewStepsAsSaid) {
  const Exploration found =
      ExploreRow(GetParam(), MutantsOf(GetParam()), GetParam().settings, "states");
  ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated);
  EXPECT_EQ(found.violation->kind, GetParam().kind) << found.violation->message;
  EXPECT_EQ(found.trace->steps.size(), GetParam().steps);
}

TEST_P(ScenarioMutant, IsFoundByEveryOtherStrategyAndNoSooner) {
  for (const Strategy strategy : {"dpor", "all"}) {
    const Exploration found =
        ExploreRow(GetParam(), MutantsOf(GetParam()), GetParam().settings, strategy);
    ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated) << NameOf(strategy);
    EXPECT_GE(found.trace->steps.size(), GetParam().steps) << NameOf(strategy);
  }
}

TEST_P(ScenarioMutant, IsAllThatIsWrong) {
  Settings settings = GetParam().settings;
  settings.erase("mutant");
  for (const Strategy strategy : {"states", "dpor", "all"}) {
    const Exploration found =
        ExploreRow(GetParam(), FindScenario(GetParam().scenario), settings, strategy);
    if (strategy == "all" && found.verdict == Exploration::Verdict::kStopped) continue;
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds) << NameOf(strategy);
    EXPECT_TRUE(found.complete) << NameOf(strategy);
  }
}

TEST_P(ScenarioMutant, BreaksWhatIsTheScenarioOtherwise) {
  Settings settings = GetParam().settings;
  settings["mutant"] = "none";
  const Exploration twin = ExploreRow(GetParam(), MutantsOf(GetParam()), settings, "dpor");
  settings.erase("mutant");
  const Exploration found =
      ExploreRow(GetParam(), FindScenario(GetParam().scenario), settings, "dpor");
  EXPECT_EQ(twin.verdict, found.verdict);
  EXPECT_EQ(twin.executions, found.executions);
  EXPECT_EQ(twin.steps, found.steps);
}

std::string TestName(const testing::TestParamInfo<Row>& info) {
  const Settings& settings = info.param.settings;
  std::string name =
      std::string(info.param.scenario) + "_" + settings.at("model") + "_" + settings.at("mutant");
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, ScenarioMutant, testing::ValuesIn(Rows()), TestName);

// A mutant that the table leaves out would be one that nobody has looked for.
TEST(ScenarioMutants, AreAllInTheTable) {
  for (const char* name : {"pipeline", "shared_string"}) {
    std::set<std::string> listed{"none"};
    for (const Row& row : Rows()) {
      if (row.scenario == std::string(name)) listed.insert(row.settings.at("mutant"));
    }
    const auto& specs = FindScenario(name + std::string("_mutants")).parameters;
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [](const ParameterSpec& one) { return one.name == "mutant"; });
    ASSERT_NE(spec, specs.end()) << name;
    EXPECT_EQ(listed, std::set<std::string>(spec->words.begin(), spec->words.end())) << name;
  }
}

// Of as many shortest counterexamples as there are, an exhaustive search and the search by states
// find one of the same length.
TEST(ShortestCounterexample, IsAsShortByEveryInterleavingAsByStates) {
  int compared = 0;
  for (const Row& row : Rows()) {
    const Scenario& scenario = MutantsOf(row);
    ExploreOptions options;
    options.strategy = "all";
    options.observe = row.observer;
    options.spurious_wakeups = row.spurious_wakeups;
    options.keep_going = true;
    options.limit_executions = 20'000;
    const Exploration all = Explore(scenario, scenario.Configure(row.settings), options);
    if (!all.complete) continue;
    ++compared;
    EXPECT_EQ(all.trace->steps.size(), row.steps)
        << row.scenario << " " << row.settings.at("mutant");
  }
  EXPECT_GE(compared, 20);
}

TEST(Mutant, IsRefusedWhereItWouldBreakNothing) {
  const auto refusal = [](const char* name, const Settings& settings) -> std::string {
    try {
      FindScenario(name).Configure(settings);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal("pipeline_mutants", {{"mutant", "no-notify"}}),
            "pipeline_mutants: mutant=no-notify is for queue=monitor");
  EXPECT_EQ(refusal("pipeline_mutants", {{"mutant", "past-capacity"}, {"queue", "monitor"}}),
            "pipeline_mutants: mutant=past-capacity is for a queue with a capacity");
  EXPECT_EQ(refusal("pipeline_mutants", {{"mutant", "no-close"}}),
            "pipeline_mutants: mutant=no-close is for model=coroutines");
  EXPECT_EQ(refusal("pipeline_mutants", {{"mutant", "wrong-close"}, {"model", "coroutines"}}),
            "pipeline_mutants: mutant=wrong-close is for model=coroutines with close=complete");
  EXPECT_EQ(refusal("pipeline_mutants", {{"mutant", "no-stop"}, {"model", "coroutines"}}),
            "pipeline_mutants: mutant=no-stop is for model=threads or processes");
  EXPECT_EQ(refusal("shared_string_mutants", {{"mutant", "two-locks"}}),
            "shared_string_mutants: mutant=two-locks is for guard=mutex");
  EXPECT_EQ(refusal("shared_string_mutants", {{"mutant", "no-yield"}}),
            "shared_string_mutants: mutant=no-yield is for model=coroutines");
  EXPECT_EQ(refusal("shared_string_mutants", {{"mutant", "no-join"}, {"model", "coroutines"}}),
            "shared_string_mutants: mutant=no-join is for model=threads or manager");
  EXPECT_EQ(refusal("shared_string_mutants",
                    {{"mutant", "unlocked-print"}, {"model", "manager"}, {"guard", "mutex"}}),
            "shared_string_mutants: mutant=unlocked-print is for model=threads");
}

}  // namespace
}  // namespace heddle::internal
