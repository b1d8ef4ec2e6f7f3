#ifndef HEDDLE_SRC_SEARCH_SEQUENTIAL_CONSISTENCY_H_
#define HEDDLE_SRC_SEARCH_SEQUENTIAL_CONSISTENCY_H_

#include <heddle/explore.h>

namespace heddle::internal {

/// Takes back what an exploration says beyond sequential consistency: the program names weaker
/// memory orders, and not all that these allow was visited.
inline void LimitToSequentialConsistency(Exploration& exploration) {
  exploration.complete = false;
  if (exploration.verdict == Exploration::Verdict::kHolds) {
    exploration.verdict = Exploration::Verdict::kHoldsSc;
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_SEQUENTIAL_CONSISTENCY_H_
