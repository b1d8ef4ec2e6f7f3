#include "src/program/static_changed.h"

#include <fmt/format.h>
#include <heddle/operation.h>

#include <string_view>

namespace heddle::internal {

void RefuseChange(const std::string& scenario, const std::string& who,
                  const std::string& variable) {
  throw StaticChanged(
      fmt::format("{}: {} changes the variable '{}', which does not go back in time with the "
                  "scenario: what it changes has to be made by its set-up",
                  scenario, who, variable));
}

void RefuseHiddenChange(const std::string& scenario, const std::string& variable) {
  throw StaticChanged(fmt::format(
      "{}: the variable '{}' changes, which does not go back in time with the scenario, by what is "
      "asked between steps: an object of your own, or what an await waits for; what they change "
      "has to be made by its set-up",
      scenario, variable));
}

std::string StepInWords(const Program& program, const TaskState& state) {
  const Operation& operation = *state.pending;
  const std::string_view file = operation.where.file_name();
  return fmt::format("{}, in its step '{} {}' ({}:{}),", program.NameOf(state.id),
                     operation.object->OperationName(operation), operation.object->name(),
                     file.substr(file.rfind('/') + 1), operation.where.line());
}

}  // namespace heddle::internal
