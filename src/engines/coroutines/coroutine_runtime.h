#ifndef HEDDLE_SRC_ENGINES_COROUTINES_COROUTINE_RUNTIME_H_
#define HEDDLE_SRC_ENGINES_COROUTINES_COROUTINE_RUNTIME_H_

#include <heddle/scenario.h>

#include "src/engines/run_options.h"

namespace heddle::internal {

/// Runs the scenario's tasks as coroutines in the calling thread, and returns when none can go on.
///
/// A task goes on until it waits or ends, and then the next one in the order of spawning that can;
/// with a seed, chance decides at every step. When all others wait, sleepers wake in the order of
/// their times, after a real sleep at the run's pace. Throws UsageError if the scenario cannot be
/// set up.
RunResult RunOnCoroutines(const Scenario& scenario, const Parameters& parameters,
                          const RunOptions& options);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_COROUTINES_COROUTINE_RUNTIME_H_
