#include "src/claims/strategy_options.h"

#include <fmt/format.h>

namespace heddle::internal {

void SetPreemptions(ExploreOptions& options, std::uint64_t preemptions) {
  constexpr int kMaxPreemptions = 1'000'000;
  RequireTakes(options.strategy, StrategyOption::kPreemptions, "preemptions are");
  if (preemptions > kMaxPreemptions) {
    throw UsageError(fmt::format("preemptions must be a whole number from 0 to {}, not {}",
                                 kMaxPreemptions, preemptions));
  }
  options.preemptions = static_cast<int>(preemptions);
}

void SetPctDepth(ExploreOptions& options, std::uint64_t depth) {
  RequireTakes(options.strategy, StrategyOption::kPctDepth, "the depth of pct is");
  if (depth < 1 || depth > kMaxPctDepth) {
    throw UsageError(fmt::format("the depth of pct must be a whole number from 1 to {}, not {}",
                                 kMaxPctDepth, depth));
  }
  options.pct_depth = static_cast<int>(depth);
}

void SetSpuriousWakeups(ExploreOptions& options, std::uint64_t wakeups) {
  if (wakeups > static_cast<std::uint64_t>(kMaxSpuriousWakeups)) {
    throw UsageError(fmt::format("spurious wakeups must be a whole number from 0 to {}, not {}",
                                 kMaxSpuriousWakeups, wakeups));
  }
  options.spurious_wakeups = static_cast<int>(wakeups);
}

void RequireDraws(const Strategy& strategy, std::string_view option) {
  if (Draws(strategy)) return;
  const std::string names = NamesOfStrategies(
      strategy.engine(), [](const StrategyTraits& traits) { return traits.draws; });
  throw UsageError(
      names.find(',') == std::string::npos
          ? fmt::format("{} is for the strategy {}, not for {}", option, names, strategy.name())
          : fmt::format("{} is for strategies that draw executions ({}), not for {}", option, names,
                        strategy.name()));
}

}  // namespace heddle::internal
