#ifndef HEDDLE_SRC_HEDDLE_VARIABLES_H_
#define HEDDLE_SRC_HEDDLE_VARIABLES_H_

#include <heddle/check.h>
#include <heddle/explanation.h>
#include <heddle/trace.h>

#include <optional>
#include <string>

namespace heddle::internal {

/// `options` with the strategy of HEDDLE_STRATEGY, if it is set. Throws UsageError.
ExploreOptions WithStrategyOfVariable(ExploreOptions options);

/// An execution that was run again.
struct Replayed {
  std::string file;
  Trace trace;
};

/// The execution of the file that HEDDLE_REPLAY names, run again, or nothing if it is not set.
/// Throws UsageError: the file is none, or its trace is of another program, or of another observer
/// where `observer` is not empty.
std::optional<Replayed> ReplayOfVariable(const Configured& program, const std::string& observer);

/// Writes `trace` to the file that HEDDLE_TRACE names, with why it fails if it does: which is
/// looked for then, for about a second. @return the file's name, or "" if it is not set.
std::string WriteTraceOfVariable(const Scenario& scenario, const Trace& trace,
                                 const std::optional<Minimised>& minimised);

/// The execution in rows, and below them the commands that write it down and run it again.
std::string TraceWithCommands(const Trace& trace, const std::string& trace_file,
                              const std::string& replayed_from, const std::string& test);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_VARIABLES_H_
