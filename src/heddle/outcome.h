#ifndef HEDDLE_SRC_HEDDLE_OUTCOME_H_
#define HEDDLE_SRC_HEDDLE_OUTCOME_H_

#include <string>

namespace heddle {

/// A number of executions: they can be more than 64 bits hold.
using ExecutionCount = unsigned __int128;

/// In decimal digits.
std::string ToString(ExecutionCount count);

/// What an observer said at the end of an execution, and in how many it did.
struct Outcome {
  std::string value;
  ExecutionCount executions = 0;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_OUTCOME_H_
