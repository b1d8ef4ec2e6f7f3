#ifndef HEDDLE_SRC_ENGINES_VERDICT_H_
#define HEDDLE_SRC_ENGINES_VERDICT_H_

#include <heddle/program.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/engines/run_options.h"
#include "src/trace/waiting.h"

// What every real run begins and ends with, whatever its tasks are.

namespace heddle::internal {

/// Thrown into tasks that are to end because the run is over. Not a std::exception, so that a
/// scenario that handles those does not handle it.
struct Stopped {};

/// Performs `operation` to its end, where tasks perform at once: `step()` performs a step of it,
/// and waits for as long as that cannot be done. What it throws ends the run, as everywhere: a task
/// cannot handle what an object throws at it. `fail(exception)` hears of it, and Stopped is thrown.
template <typename Step, typename Fail>
void PerformToEnd(Operation& operation, Step step, Fail fail) {
  for (Progress progress = Progress::kMore; progress != Progress::kDone;) {
    try {
      progress = step();
    } catch (const Stopped&) {
      throw;
    } catch (...) {
      fail(std::current_exception());
      throw Stopped();
    }
    operation.woken = 0;
  }
}

/// The kind of a "violation" that is none: what the tasks print cannot be written.
constexpr std::string_view kOutputFailed = "output";
/// It, for the error of that number.
Violation OutputFailure(int error);

/// The violation that an exception which has left `task` is; nothing if it is Stopped.
std::optional<Violation> FailureOf(const std::string& task, std::exception_ptr exception);

/// The verdict on a run in which no task has failed and all but `waiting` have ended: invariants,
/// tasks that wait for ever, final properties; and the observer's value.
RunResult Judge(const Program& program, const std::vector<Waiting>& waiting,
                const std::string& observe);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_VERDICT_H_
