#ifndef HEDDLE_SRC_SEARCH_REPLAY_H_
#define HEDDLE_SRC_SEARCH_REPLAY_H_

#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// The choices that a trace records. Throws UsageError for one that there cannot be.
std::vector<Transition> TransitionsOf(const Trace& recorded);

/// The execution that `recorded` is, of a registered scenario: run once more by the recorded
/// choices, and judged anew. Throws UsageError if there is no such scenario, parameter or observer,
/// if a choice cannot be made, or if the program does something else than was recorded.
Trace Replay(const Trace& recorded);
/// The same of `scenario`, which need not be registered. Throws UsageError if it is not the one
/// that was recorded.
Trace Replay(const Scenario& scenario, const Trace& recorded);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_REPLAY_H_
