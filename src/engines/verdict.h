#ifndef HEDDLE_SRC_ENGINES_VERDICT_H_
#define HEDDLE_SRC_ENGINES_VERDICT_H_

#include <heddle/scenario.h>
#include <heddle/scheduler.h>
#include <heddle/trace.h>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/engines/run_options.h"
#include "src/trace/waiting.h"

// What every real run begins and ends with, whatever its tasks are.

namespace heddle {

/// Thrown into tasks that are to end because the run is over. Not a std::exception, so that a
/// scenario that handles those does not handle it.
struct Stopped {};

/// Sets `scenario` up in `scheduler`. Throws UsageError if that fails, or if there is no observer
/// `observe` (which may be empty) with these parameters.
void SetUp(Scheduler& scheduler, const Scenario& scenario, const Parameters& parameters,
           const std::string& observe);

/// The kind of a "violation" that is none: what the tasks print cannot be written.
constexpr std::string_view kOutputFailed = "output";
/// It, for the error of that number.
Violation OutputFailure(int error);

/// The violation that an exception which has left `task` is; nothing if it is Stopped.
std::optional<Violation> FailureOf(const std::string& task, std::exception_ptr exception);

/// The verdict on a run in which no task has failed and all but `waiting` have ended: invariants,
/// tasks that wait for ever, final properties; and the observer's value.
RunResult Judge(const Scheduler& scheduler, const std::vector<Waiting>& waiting,
                const std::string& observe);

}  // namespace heddle

#endif  // HEDDLE_SRC_ENGINES_VERDICT_H_
