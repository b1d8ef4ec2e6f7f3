#include "src/search/search_strategy.h"

#include <fmt/format.h>
#include <heddle/explore.h>

#include <chrono>
#include <stdexcept>
#include <utility>

#include "src/search/parts.h"

namespace heddle::internal {

SearchStrategy::SearchStrategy(StrategyTraits traits, Function run)
    : traits_(std::move(traits)), run_(run) {
  // Whose worlds this engine steps is known, and by its name traces are run again.
  if (traits_.engine != "heddle") {
    throw std::logic_error("the strategy " + traits_.name + " is of the engine heddle");
  }
}

void SearchStrategy::CheckOptions(const ExploreOptions& options) const {
  if (traits_.needs_snapshots && options.memory == Memory::kHeap) {
    const auto does_without = [](const StrategyTraits& traits) { return !traits.needs_snapshots; };
    throw UsageError(
        fmt::format("the strategy {} needs snapshots: a state is their bytes; without them use {}",
                    traits_.name, NamesOfStrategies("heddle", does_without, " or ")));
  }
}

Exploration SearchStrategy::Explore(const Scenario& scenario, const Parameters& parameters,
                                    const ExploreOptions& options) const {
  const auto start = std::chrono::steady_clock::now();
  Part whole = SearchPart(scenario, parameters, options, WholeOf(options), {}, start);
  return Conclude(scenario, parameters, options, std::move(whole.findings), start);
}

const SearchStrategy& SearchStrategyOf(const Strategy& strategy) {
  const auto* search = dynamic_cast<const SearchStrategy*>(&strategy.implementation());
  if (search != nullptr) return *search;
  throw UsageError(fmt::format("the strategy {} of the engine {} makes no search of Heddle's",
                               strategy.name(), strategy.engine()));
}

}  // namespace heddle::internal
