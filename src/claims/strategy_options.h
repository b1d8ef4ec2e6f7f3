#ifndef HEDDLE_SRC_CLAIMS_STRATEGY_OPTIONS_H_
#define HEDDLE_SRC_CLAIMS_STRATEGY_OPTIONS_H_

#include <heddle/explore.h>

#include <cstdint>
#include <string_view>

namespace heddle::internal {

// Options as a user gives them, one by one, where a strategy has been chosen before.

/// Bounds the preemptions. Throws UsageError if the strategy does not.
void SetPreemptions(ExploreOptions& options, std::uint64_t preemptions);

/// Looks for faults of that depth. Throws UsageError if the strategy does not.
void SetPctDepth(ExploreOptions& options, std::uint64_t depth);

/// Has each task go on from each condition for no reason so many times at the most. Throws
/// UsageError if that is too many.
void SetSpuriousWakeups(ExploreOptions& options, std::uint64_t wakeups);

/// Throws UsageError that says so of `option` unless the strategy draws executions.
void RequireDraws(const Strategy& strategy, std::string_view option);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_STRATEGY_OPTIONS_H_
