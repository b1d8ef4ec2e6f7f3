#include "src/engines/cooperative.h"

#include <utility>

namespace heddle {

void CooperativeScheduler::Start(const Scenario& scenario, const Parameters& parameters,
                                 const std::string& observe) {
  SetUp(*this, scenario, parameters, observe);
  tasks_ = std::make_unique<TaskState[]>(task_count());
  BindTasks(tasks_.get(), /*perform_at_once=*/false);
  for (TaskId task = 0; task < task_count(); ++task) tasks_[task].resume.resume();
}

bool CooperativeScheduler::CanGoOn(TaskId task) const {
  if (Ended(task)) return false;
  const Operation& operation = Pending(task);
  return !operation.may_block || operation.object->Enabled(operation, task);
}

int CooperativeScheduler::Choices(TaskId task) const {
  const Operation& operation = Pending(task);
  return operation.has_choices ? operation.object->Choices(operation) : 1;
}

void CooperativeScheduler::Step(TaskId task, int choice) {
  TaskState& state = tasks_[task];
  Operation& operation = *state.pending;
  try {
    RequireAlive(operation, task);
    const Progress progress = operation.object->Perform(operation, task, choice);
    Performed(task, operation);
    operation.woken = 0;
    if (progress == Progress::kDone) state.resume.resume();
  } catch (...) {
    Fail(state, std::current_exception());
  }
}

std::vector<Waiting> CooperativeScheduler::Unfinished() const {
  std::vector<Waiting> unfinished;
  for (TaskId task = 0; task < task_count(); ++task) {
    if (!Ended(task)) unfinished.push_back(WaitingFor(task, Pending(task)));
  }
  return unfinished;
}

void CooperativeScheduler::Fail(TaskState& state, std::exception_ptr failure) {
  state.finished = true;
  state.pending = nullptr;
  if (!failure_) failure_ = FailureOf(spawned()[state.id].name, std::move(failure));
}

void CooperativeScheduler::TaskFailed(TaskState& state, std::exception_ptr failure) noexcept {
  Fail(state, std::move(failure));
}

}  // namespace heddle
