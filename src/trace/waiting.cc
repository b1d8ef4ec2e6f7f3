#include "src/trace/waiting.h"

#include <fmt/format.h>

#include <utility>

namespace heddle::internal {

Waiting WaitingFor(TaskId task, const Operation& operation) {
  const Object& object = *operation.object;
  return {task, std::string(object.OperationName(operation)), std::string(object.name()),
          object.WaitsFor(operation, task), object.MayWaitForEver(operation)};
}

std::optional<Violation> JudgeWaiting(const Program& program, const std::vector<Waiting>& left) {
  std::string text;
  int counted = 0;
  bool held = false;
  bool spins = false;
  const Waiting* missed = nullptr;
  for (const Waiting& one : left) {
    const SpawnedTask& task = program.tasks()[one.task];
    if (task.traits.may_be_abandoned || one.may_wait) continue;
    ++counted;
    held |= one.obstacle.holder >= 0;
    if (one.obstacle.missed && missed == nullptr) missed = &one;
    spins |= one.spins;
    text += fmt::format("{}{} {}: {} '{}'", text.empty() ? "" : "; ", task.name,
                        one.spins ? "goes round for ever" : "waits", one.operation, one.object);
    if (!one.obstacle.words.empty()) text += " (" + one.obstacle.words + ")";
  }
  if (counted == 0) return {};
  if (spins) return Violation{"endless", std::move(text)};
  if (missed != nullptr) {
    text += fmt::format("; a notification of '{}' came when nobody waited", missed->object);
    return Violation{"lost-wakeup", std::move(text)};
  }
  if (counted > 1 || held) return Violation{"deadlock", std::move(text)};
  const bool some_abandoned = static_cast<int>(left.size()) > counted;
  return Violation{
      "unfinished",
      (some_abandoned ? "all others have ended, or need not; " : "all others have ended; ") + text};
}

}  // namespace heddle::internal
