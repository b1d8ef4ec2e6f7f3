#include <fmt/format.h>
#include <heddle/explore.h>
#include <heddle/strategy.h>

#include "src/search/parts.h"

namespace heddle::internal {

void CheckOptions(const Scenario& scenario, const ExploreOptions& options) {
  options.strategy.implementation().CheckOptions(options);
  if (!options.observe.empty()) scenario.RequireObserver(options.observe);
  if (options.reach && options.observe.empty()) {
    throw UsageError("a value to reach needs an observer: say which by observe");
  }
  if (options.max_steps < 1) throw UsageError("the most steps of an execution are 1 or more");
  if (options.whole_states) {
    RequireTakes(options.strategy, StrategyOption::kWholeStates, "whole states are");
  }
  if (options.spurious_wakeups < 0 || options.spurious_wakeups > kMaxSpuriousWakeups) {
    throw UsageError(fmt::format("spurious wakeups must be 0 to {}, not {}", kMaxSpuriousWakeups,
                                 options.spurious_wakeups));
  }
  if (options.pct_depth < 1 || options.pct_depth > kMaxPctDepth) {
    throw UsageError(
        fmt::format("the depth of pct must be 1 to {}, not {}", kMaxPctDepth, options.pct_depth));
  }
  if (options.preemptions < 0) throw UsageError("a bound on preemptions must be 0 or more");
}

}  // namespace heddle::internal

namespace heddle {

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
  internal::CheckOptions(scenario, options);
  return options.strategy.implementation().Explore(scenario, parameters, options);
}

}  // namespace heddle
