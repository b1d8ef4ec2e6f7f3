#include "src/claims/method.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace heddle {

namespace {

constexpr int kMostPreemptions = 1'000'000;

bool IsOfRelacy(std::string_view strategy) {
  constexpr std::array kAll = {RelacySearch::kFull, RelacySearch::kBound, RelacySearch::kRandom};
  return std::any_of(kAll.begin(), kAll.end(),
                     [&](RelacySearch search) { return NameOf(search) == strategy; });
}

}  // namespace

Method MethodNamed(std::string_view engine, std::string_view strategy) {
  Method method;
  if (engine == "relacy") {
    method.relacy = strategy.empty() ? RelacySearch::kFull : RelacySearchNamed(strategy);
    return method;
  }
  if (engine != "heddle") {
    throw UsageError(
        fmt::format("there is no engine '{}'{}", engine, DidYouMean(engine, {"heddle", "relacy"})));
  }
  if (strategy.empty()) return method;
  if (IsOfRelacy(strategy) && strategy != NameOf(Strategy::kRandom)) {
    throw UsageError(fmt::format("the strategy {} is for the engine relacy", strategy));
  }
  method.heddle = StrategyNamed(strategy);
  return method;
}

void SetPreemptions(Method& method, std::uint64_t preemptions) {
  if (method.relacy != RelacySearch::kBound) {
    throw UsageError(
        fmt::format("preemptions are for the engine relacy with the strategy bound, not for {} {}",
                    method.engine(), method.strategy()));
  }
  if (preemptions > kMostPreemptions) {
    throw UsageError(fmt::format("preemptions must be a whole number from 0 to {}, not {}",
                                 kMostPreemptions, preemptions));
  }
  method.preemptions = static_cast<int>(preemptions);
}

void SetPctDepth(const Method& method, std::uint64_t depth, ExploreOptions& options) {
  if (method.relacy || method.heddle != Strategy::kPct) {
    throw UsageError(fmt::format("the depth of pct is for the strategy pct, not for {} {}",
                                 method.engine(), method.strategy()));
  }
  if (depth < 1 || depth > kMostPctDepth) {
    throw UsageError(fmt::format("the depth of pct must be a whole number from 1 to {}, not {}",
                                 kMostPctDepth, depth));
  }
  options.pct_depth = static_cast<int>(depth);
}

void RequireDraws(const Method& method, std::string_view option) {
  if (method.draws()) return;
  throw UsageError(fmt::format(
      "{} is for {}, not for {}", option,
      method.relacy ? "the strategy random" : "strategies that draw executions (random, pct, pos)",
      method.strategy()));
}

Exploration ExploreBy(const Method& method, const Scenario& scenario, const Parameters& parameters,
                      const ExploreOptions& options) {
  if (!method.relacy) {
    ExploreOptions by_strategy = options;
    by_strategy.strategy = method.heddle;
    return Explore(scenario, parameters, by_strategy);
  }
  if (options.memory == Memory::kHeap || options.whole_states) {
    throw UsageError(fmt::format("{} is for the engine heddle: relacy keeps no {}",
                                 options.whole_states ? "--whole-states" : "--no-snapshots",
                                 options.whole_states ? "states" : "snapshots"));
  }
  RelacyOptions relacy;
  static_cast<ExploreOptions&>(relacy) = options;
  relacy.strategy = Strategy::kAll;
  relacy.search = *method.relacy;
  relacy.preemptions = method.preemptions;
  return ExploreWithRelacy(scenario, parameters, relacy);
}

}  // namespace heddle
