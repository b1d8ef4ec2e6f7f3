#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_SPAWNED_BODY_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_SPAWNED_BODY_H_

#include <heddle/state_machine.h>
#include <heddle/task.h>

#include <memory>
#include <utility>
#include <variant>

namespace heddle::internal {

/// The body of a task of a program, which owns it.
class SpawnedBody {
 public:
  explicit SpawnedBody(Task<> coroutine) : body_(std::move(coroutine)) {}
  explicit SpawnedBody(std::unique_ptr<StateMachine> machine) : body_(std::move(machine)) {}

  /// Binds the task to its state. Where it is bound to one already: to another one.
  void Bind(TaskState& state) {
    if (auto* coroutine = std::get_if<Task<>>(&body_)) {
      coroutine->Bind(state);
    } else {
      machine()->Bind(state);
    }
  }

  /// For schedulers that are going to put the memory back as it is now: destroys the body and keeps
  /// its address.
  void DestroyInPlace() {
    if (auto* coroutine = std::get_if<Task<>>(&body_)) {
      coroutine->DestroyFrame();
    } else {
      delete machine().get();
    }
  }

  /// Gives up the body without destroying it (its memory goes as a whole).
  /// @return where it is.
  void* Forget() {
    if (auto* coroutine = std::get_if<Task<>>(&body_)) return coroutine->Forget();
    return machine().release();
  }

 private:
  std::unique_ptr<StateMachine>& machine() {
    return std::get<std::unique_ptr<StateMachine>>(body_);
  }
  std::variant<Task<>, std::unique_ptr<StateMachine>> body_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_SPAWNED_BODY_H_
