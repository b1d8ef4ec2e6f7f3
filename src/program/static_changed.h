#ifndef HEDDLE_SRC_PROGRAM_STATIC_CHANGED_H_
#define HEDDLE_SRC_PROGRAM_STATIC_CHANGED_H_

#include <heddle/parameters.h>
#include <heddle/program.h>

#include <string>

namespace heddle::internal {

/// A scenario changes what does not go back in time with it.
class StaticChanged : public UsageError {
 public:
  using UsageError::UsageError;
};

/// Throws StaticChanged: in `scenario`, `who` changes the static variable `variable`.
[[noreturn]] void RefuseChange(const std::string& scenario, const std::string& who,
                               const std::string& variable);
/// The same where no step, property or observer changes it: what is asked between them does.
[[noreturn]] void RefuseHiddenChange(const std::string& scenario, const std::string& variable);

/// "first, in its step 'store a' (shared_string.cc:57),"
std::string StepInWords(const Program& program, const TaskState& state);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_STATIC_CHANGED_H_
