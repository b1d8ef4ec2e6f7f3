#ifndef HEDDLE_SRC_SEARCH_SEARCH_STRATEGY_H_
#define HEDDLE_SRC_SEARCH_SEARCH_STRATEGY_H_

#include <heddle/strategy.h>

#include <memory>

#include "src/search/execution.h"
#include "src/search/search.h"

namespace heddle::internal {

/// A strategy of Heddle's own engine: a function that takes the search's world, from its beginning,
/// through what is the search's work (Search::item), notes what it finds, and ends when all is
/// visited or the search is done.
class SearchStrategy final : public ExplorationStrategy {
 public:
  using Function = void (*)(Search&);

  SearchStrategy(StrategyTraits traits, Function run);

  const StrategyTraits& traits() const override { return traits_; }
  void CheckOptions(const ExploreOptions& options) const override;
  Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                      const ExploreOptions& options) const override;
  void Run(Search& search) const { run_(search); }

 private:
  const StrategyTraits traits_;
  const Function run_;
};

/// What stands behind `strategy`. Throws UsageError for one of another engine.
const SearchStrategy& SearchStrategyOf(const Strategy& strategy);

/// At namespace scope: registers the strategy that `function` is, with these StrategyTraits:
///
///     HEDDLE_SEARCH_STRATEGY(all, ExploreAll, {.name = "all", .visits = "every interleaving",
///     ...});
#define HEDDLE_SEARCH_STRATEGY(id, function, ...)                 \
  HEDDLE_STRATEGY(id, std::make_unique<::heddle::SearchStrategy>( \
                          ::heddle::StrategyTraits __VA_ARGS__, function))

}  // namespace heddle::internal

namespace heddle {

/// What a strategy of one's own is written with.
using internal::Execution;
using internal::Search;
using internal::SearchStrategy;
using internal::Transition;

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_SEARCH_STRATEGY_H_
