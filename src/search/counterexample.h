#ifndef HEDDLE_SRC_SEARCH_COUNTEREXAMPLE_H_
#define HEDDLE_SRC_SEARCH_COUNTEREXAMPLE_H_

#include <heddle/trace.h>

#include <string>
#include <string_view>

namespace heddle::internal {

// What the trace of a counterexample says about how others like it can be looked for.

/// Whether the kind is that of a task left waiting: which one of these it is depends on what
/// notifications came when nobody waited.
bool IsLeftWaiting(std::string_view kind);

/// Whether two accesses that nothing orders can be a violation of the kind.
bool MayBeRace(std::string_view kind);

/// Whether a load has read an older store than the newest, as no strategy of the explorer's does.
bool ReadsOlderStores(const Trace& trace);

/// How often a task went on from a condition for no reason, at the most.
int CountSpuriousWakeups(const Trace& trace);

/// Why it is not to be run again: a step of it does not end. Empty if it may be.
std::string WhyNotRunAgain(const Violation& violation);

/// Whether it has no end, but goes round for ever.
bool GoesRound(const Violation& violation);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_COUNTEREXAMPLE_H_
