// Relacy's full search says of the notebook's scenarios what the explorer's strategies say,
// wherever it comes to an end: the same number of executions as `all`, the same verdict, the same
// outcomes.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

bool Nightly() { return std::getenv("HEDDLE_NIGHTLY") != nullptr; }

std::uint64_t MaxExecutions() { return Nightly() ? 100'000 : 5'000; }

std::map<std::string, std::uint64_t> CountsOf(const Exploration& found) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& outcome : found.outcomes.value()) {
    counts[outcome.value] = static_cast<std::uint64_t>(outcome.executions);
  }
  return counts;
}

std::string Text(const std::string& scenario, const Settings& settings) {
  std::string text = scenario;
  for (const auto& [name, value] : settings) text += " " + name + "=" + value;
  return text;
}

/// Compares, unless there are more executions than `most`. @return whether it has.
bool Compare(const std::string& name, const Settings& settings, const std::string& observer,
             std::uint64_t most = MaxExecutions(), ExploreOptions options = {}) {
  SCOPED_TRACE(Text(name, settings) + ", " + observer);
  options.strategy = "all";
  options.observe = observer;
  options.list_outcomes = most;
  options.limit_executions = most;
  const Exploration all = ExploreWith(name, settings, options);
  if (!all.complete) return false;
  options.strategy = "states";
  const Exploration states = ExploreWith(name, settings, options);
  const Scenario& scenario = FindScenario(name);
  options.strategy = {"full", "relacy"};
  const Exploration relacy = Explore(scenario, scenario.Configure(settings), options);
  EXPECT_TRUE(relacy.complete);
  EXPECT_EQ(relacy.executions, all.executions);
  EXPECT_EQ(CountsOf(relacy), CountsOf(all));
  EXPECT_EQ(relacy.outcome_count, states.outcome_count);
  EXPECT_EQ(NameOf(relacy.verdict), NameOf(states.verdict));
  EXPECT_EQ(relacy.violations, all.violations);
  EXPECT_EQ(KindOfViolation(relacy), KindOfViolation(states));
  if (relacy.trace && states.trace) {
    EXPECT_EQ(relacy.trace->engine, "relacy");
    EXPECT_EQ(relacy.trace->steps.size(), all.trace->steps.size());
  }
  return true;
}

TEST(SharedString, IsTheSameToRelacyAsToTheExplorer) {
  int compared = 0;
  for (const char* model : {"threads", "processes", "manager", "coroutines"}) {
    for (const char* guard : {"none", "mutex"}) {
      for (const char* letters : {"oO", "oo"}) {
        for (const char* sleep : {"any", "timed"}) {
          for (int first = 0; first <= 3; ++first) {
            for (int second = 0; second <= 3; ++second) {
              const Settings settings{{"model", model},
                                      {"guard", guard},
                                      {"letters", letters},
                                      {"sleep", sleep},
                                      {"first", std::to_string(first)},
                                      {"second", std::to_string(second)}};
              compared += Compare("shared_string", settings, "string");
              if (first + second > 2) continue;
              compared += Compare("shared_string", settings, "length");
              compared += Compare("shared_string", settings, "console");
            }
          }
        }
      }
    }
  }
  EXPECT_GT(compared, 600);
}

TEST(Pipeline, IsTheSameToRelacyAsToTheExplorer) {
  int compared = 0;
  const auto compare = [&](const Settings& settings) {
    for (const char* observer : {"consumed", "console"}) {
      compared += Compare("pipeline", settings, observer);
    }
  };
  for (const char* print : {"off", "line", "pieces"}) {
    for (const char* items : {"1", "2", "3"}) {
      for (const char* capacity : {"0", "1", "2"}) {
        compare({{"print", print}, {"items", items}, {"capacity", capacity}});
        compare(
            {{"model", "processes"}, {"print", print}, {"items", items}, {"capacity", capacity}});
        compare({{"queue", "monitor"}, {"print", print}, {"items", items}, {"capacity", capacity}});
      }
      for (const char* close : {"as-is", "complete", "at-exit"}) {
        compare({{"model", "coroutines"}, {"print", print}, {"items", items}, {"close", close}});
      }
    }
  }
  EXPECT_GT(compared, 80);
}

TEST(Pipeline, WithASpuriousWakeupIsTheSameToRelacyAsToTheExplorer) {
  ExploreOptions options;
  options.spurious_wakeups = 1;
  EXPECT_TRUE(Compare("pipeline", {{"queue", "monitor"}, {"print", "off"}, {"items", "1"}},
                      "consumed", 200'000, options));
}

}  // namespace
}  // namespace heddle::internal
