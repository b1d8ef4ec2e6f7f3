#ifndef HEDDLE_SRC_TRACE_THROWN_H_
#define HEDDLE_SRC_TRACE_THROWN_H_

#include <heddle/trace.h>

#include <exception>

namespace heddle::internal {

/// What an exception that has left a task is a violation of, and what it says; not whose task it
/// was.
Violation ViolationOf(std::exception_ptr thrown);

/// While an exception is being handled that setting up the scenario called `name` has thrown:
/// throws a UsageError that says so.
[[noreturn]] void RefuseSetUp(const std::string& name);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_THROWN_H_
