#ifndef HEDDLE_SRC_CLAIMS_METHOD_H_
#define HEDDLE_SRC_CLAIMS_METHOD_H_

#include <heddle/explore.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/engines/relacy/explore.h"

namespace heddle {

/// Which engine explores a scenario, and by which of its strategies.
struct Method {
  /// Empty: the explorer, by the strategy `heddle`.
  std::optional<RelacySearch> relacy;
  Strategy heddle = Strategy::kStates;
  /// For Relacy's bound.
  int preemptions = 2;

  std::string_view engine() const { return relacy ? "relacy" : "heddle"; }
  std::string_view strategy() const { return relacy ? NameOf(*relacy) : NameOf(heddle); }
  bool draws() const { return relacy ? *relacy == RelacySearch::kRandom : Draws(heddle); }
  /// Whether it can visit everything.
  bool can_be_complete() const { return relacy ? *relacy == RelacySearch::kFull : !draws(); }
};

/// The engine called `engine` with its strategy `strategy`; if that is empty, the one that it is
/// used with where nothing is said: states, or full. Throws UsageError.
Method MethodNamed(std::string_view engine, std::string_view strategy);

/// Has the same with a bound on preemptions. Throws UsageError if it takes none.
void SetPreemptions(Method& method, std::uint64_t preemptions);

/// Has `options` look for faults of that depth. Throws UsageError if the method is not pct.
void SetPctDepth(const Method& method, std::uint64_t depth, ExploreOptions& options);

/// Throws UsageError that says so of `option` unless the method draws executions.
void RequireDraws(const Method& method, std::string_view option);

/// Explores by that engine. Throws UsageError for options that do not go with it.
Exploration ExploreBy(const Method& method, const Scenario& scenario, const Parameters& parameters,
                      const ExploreOptions& options);

}  // namespace heddle

#endif  // HEDDLE_SRC_CLAIMS_METHOD_H_
