#include <heddle/executor.h>

#include <utility>

namespace heddle {

namespace internal {

void ReportFailure(TaskState& state, std::exception_ptr failure) noexcept {
  state.executor->TaskFailed(state, std::move(failure));
}

}  // namespace internal

void Operation::PerformAtOnce(TaskState& state) {
  state.executor->PerformAtOnce(state);
  state.pending = nullptr;
}

Executor::~Executor() = default;

void Executor::ObjectDestroyed(Object& object, TaskId task, std::source_location where) {
  program_.MarkDestroyed(object, task, where);
}

void Executor::ObjectDied(Object& object) { program_.MarkGone(object); }

}  // namespace heddle
