#ifndef HEDDLE_TESTS_TRACE_TRACES_H_
#define HEDDLE_TESTS_TRACE_TRACES_H_

#include <heddle/trace.h>
#include <rapidcheck.h>

#include <string>

namespace heddle::internal {

/// The number of the object of `trace` called so, which is added where there is none.
int NumberOf(Trace& trace, const std::string& object);

/// Two tasks append two letters each through a manager, and one of each is lost: 8 steps.
Trace LostLetters();

/// Any trace with tasks, of text that is UTF-8 but has in it whatever UTF-8 can have.
rc::Gen<Trace> AnyTrace();

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_TRACE_TRACES_H_
