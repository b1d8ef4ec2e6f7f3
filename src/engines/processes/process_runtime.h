#ifndef HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_RUNTIME_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_RUNTIME_H_

#include <heddle/scenario.h>

#include "src/engines/run_options.h"

namespace heddle::internal {

/// Runs each of the scenario's tasks in a forked process of its own, but those that are to run in
/// the parent, each of which is a thread of this one. Returns when all have ended, when one has
/// failed or died, or when none can ever go on. Then no process is left.
///
/// A process that dies in the middle of its task, or the manager, is a violation of kind "crash"
/// that says which one and how. All children die with the calling thread, however that ends; `ps`
/// shows them by the names of their tasks. One that dies of SIGPIPE because nobody is left to read
/// what it prints is no crash: the calling process then gets that signal itself.
///
/// Throws UsageError if the scenario cannot be set up or has an object that processes cannot share
/// (a condition, a channel, a user's own), std::system_error if there are no processes to be had.
RunResult RunOnProcesses(const Scenario& scenario, const Parameters& parameters,
                         const RunOptions& options);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_RUNTIME_H_
