#include <fmt/format.h>
#include <heddle/explore.h>

#include <array>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "src/search/parts.h"

namespace heddle {

namespace {

constexpr std::array<std::pair<std::string_view, Strategy>, 7> kStrategies = {{
    {"states", Strategy::kStates},
    {"dpor", Strategy::kDpor},
    {"all", Strategy::kAll},
    {"count", Strategy::kCount},
    {"random", Strategy::kRandom},
    {"pct", Strategy::kPct},
    {"pos", Strategy::kPos},
}};

}  // namespace

void CheckOptions(const Scenario& scenario, const ExploreOptions& options) {
  if (!options.observe.empty()) scenario.RequireObserver(options.observe);
  if (options.reach && options.observe.empty()) {
    throw UsageError("a value to reach needs an observer: say which by observe");
  }
  const bool by_state =
      options.strategy == Strategy::kStates || options.strategy == Strategy::kCount;
  if (by_state && options.memory == Memory::kHeap) {
    throw UsageError(
        fmt::format("the strategy {} needs snapshots: a state is their bytes; without them use "
                    "dpor, all, random, pct or pos",
                    NameOf(options.strategy)));
  }
  if (options.most_steps < 1) throw UsageError("the most steps of an execution are 1 or more");
  if (options.whole_states && options.strategy != Strategy::kStates) {
    throw UsageError("whole states are for the strategy states alone");
  }
  if (options.pct_depth < 1 || options.pct_depth > kMostPctDepth) {
    throw UsageError(
        fmt::format("the depth of pct must be 1 to {}, not {}", kMostPctDepth, options.pct_depth));
  }
}

Strategy StrategyNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, strategy] : kStrategies) {
    if (known == name) return strategy;
    names.emplace_back(known);
  }
  throw UsageError(fmt::format("there is no strategy '{}'{}", name, DidYouMean(name, names)));
}

std::string_view NameOf(Strategy strategy) {
  for (const auto& [name, known] : kStrategies) {
    if (known == strategy) return name;
  }
  return "";
}

std::string_view NameOf(Exploration::Verdict verdict) {
  switch (verdict) {
    case Exploration::Verdict::kHolds:
      return "holds";
    case Exploration::Verdict::kHoldsSc:
      return "holds-sc";
    case Exploration::Verdict::kViolated:
      return "violated";
    default:
      return "stopped";
  }
}

Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                    const ExploreOptions& options) {
  CheckOptions(scenario, options);
  const auto start = std::chrono::steady_clock::now();
  Part whole = SearchPart(scenario, parameters, options, WholeOf(options), {}, start);
  return Conclude(scenario, parameters, options, std::move(whole.findings), start);
}

}  // namespace heddle
