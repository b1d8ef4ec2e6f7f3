#ifndef HEDDLE_SRC_TRACE_STEP_WORDS_H_
#define HEDDLE_SRC_TRACE_STEP_WORDS_H_

#include <heddle/trace.h>

#include <cstddef>
#include <string>

#include "src/trace/printable.h"

namespace heddle::internal {

/// "load balance 10": what step number `index`, from 0, does, on one line of printable characters.
inline std::string StepWords(const Trace& trace, std::size_t index) {
  const TraceStep& step = trace.steps[index];
  std::string words = Printable(step.operation);
  if (const std::string object = trace.ObjectOf(step); !object.empty()) {
    words += " " + Printable(object);
  }
  if (!step.value.empty()) words += " " + Printable(step.value);
  return words;
}

/// The step of the same task before step number `index`, from 0; -1 if there is none.
inline int StepBefore(const Trace& trace, std::size_t index) {
  for (int before = static_cast<int>(index) - 1; before >= 0; --before) {
    if (trace.steps[before].task == trace.steps[index].task) return before;
  }
  return -1;
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_STEP_WORDS_H_
