#ifndef HEDDLE_SRC_TRACE_TRACE_TEXT_H_
#define HEDDLE_SRC_TRACE_TRACE_TEXT_H_

#include <heddle/trace.h>
#include <heddle/trace_format.h>

#include <string>

namespace heddle::internal {

/// A trace for a person to read: a column for each task, a row for each step, with what it changed
/// and its source line; above a step, why its task goes where another one went before; at the end
/// the outcome and what went wrong. With more tasks than there is room for, the task's name stands
/// in each row.
std::string TraceText(const Trace& trace, const TextOptions& options = {});

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_TRACE_TEXT_H_
