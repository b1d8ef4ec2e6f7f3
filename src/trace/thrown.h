#ifndef HEDDLE_SRC_TRACE_THROWN_H_
#define HEDDLE_SRC_TRACE_THROWN_H_

#include <exception>

#include "src/trace/trace.h"

namespace heddle {

/// What an exception that has left a task is a violation of, and what it says; not whose task it
/// was.
Violation ViolationOf(std::exception_ptr thrown);

}  // namespace heddle

#endif  // HEDDLE_SRC_TRACE_THROWN_H_
