#ifndef HEDDLE_SRC_TRACE_PLAY_PAGE_H_
#define HEDDLE_SRC_TRACE_PLAY_PAGE_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace heddle::internal {

/// All that a program can do, for a person to play the scheduler: one HTML file that needs no
/// network. It holds the graph whole, and the lines of the source around each step.
///
/// A graph is an object with `scenario`, `parameters` and `observer` as a trace has them, and
///
/// - `tasks`, `objects`: each {"name"};
/// - `states`, of which the first is the start: each has `objects`, what every object holds there
///   ("" for nothing to show); `moves`, each as a step of a trace has it ("task", "choice",
///   "operation", "object", "value", "source") and "to", the number of the state that it leads to;
///   and `end`, which is null but where no task goes on: {"good": true or false, "kind", "words",
///   "outcome"}, a violation's kind and message, and the observer's value or null.
std::string PlayPage(const nlohmann::ordered_json& graph);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_PLAY_PAGE_H_
