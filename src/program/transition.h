#ifndef HEDDLE_SRC_PROGRAM_TRANSITION_H_
#define HEDDLE_SRC_PROGRAM_TRANSITION_H_

#include <heddle/object.h>

#include <cstdint>
#include <limits>

namespace heddle::internal {

/// What an execution can do next: a step of a task, and which of the choices that the step has is
/// made. What the choices mean is the object's own affair.
struct Transition {
  std::uint8_t task = 0;
  std::uint8_t choice = 0;
  friend bool operator==(const Transition&, const Transition&) = default;
};
static_assert(kMaxChoices <= std::numeric_limits<decltype(Transition::choice)>::max());

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_TRANSITION_H_
