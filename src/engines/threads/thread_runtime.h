#ifndef HEDDLE_SRC_ENGINES_THREADS_THREAD_RUNTIME_H_
#define HEDDLE_SRC_ENGINES_THREADS_THREAD_RUNTIME_H_

#include <heddle/scenario.h>

#include "src/engines/run_options.h"

namespace heddle::internal {

/// Runs each of the scenario's tasks in a thread of its own, and returns when all have ended, when
/// one has failed, or when none can ever go on. Memory is memory and a mutex is a std::mutex, so
/// that ThreadSanitizer judges the scenario as it would any program. Throws UsageError if the
/// scenario cannot be set up, std::system_error if there are no threads to be had.
RunResult RunOnThreads(const Scenario& scenario, const Parameters& parameters,
                       const RunOptions& options);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_THREAD_RUNTIME_H_
