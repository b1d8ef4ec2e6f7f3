#ifndef HEDDLE_SRC_ENGINES_PACE_H_
#define HEDDLE_SRC_ENGINES_PACE_H_

#include <atomic>
#include <chrono>

namespace heddle::internal {

/// Sleeps for `pause` times `pace`, in slices, so that it ends soon after `stopping` is set.
/// Returns whether it slept to its end.
bool SleepAtPace(std::chrono::microseconds pause, double pace, const std::atomic<bool>& stopping);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PACE_H_
