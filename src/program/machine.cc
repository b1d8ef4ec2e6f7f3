#include "src/program/machine.h"

#include <fmt/format.h>
#include <heddle/internal/world_memory.h>

#include <utility>

#include "src/program/judge.h"
#include "src/trace/thrown.h"

namespace heddle::internal {

Machine::Machine(const Scenario& scenario, const Parameters& parameters, std::string observer)
    : scenario_(scenario), parameters_(parameters), observer_(std::move(observer)) {}

// While the states are there to which the tasks are bound.
Machine::~Machine() {
  if (own_states_ != nullptr) program().Clear();
}

void Machine::SetUp() { watching_ = internal::SetUp(program(), scenario_, parameters_, observer_); }

void Machine::FindWatched() { watching_ = RequireObserver(program(), scenario_.name, observer_); }

void Machine::BindTasks() {
  own_states_ = std::make_unique<TaskState[]>(program().task_count());
  BindTasks(own_states_.get());
}

void Machine::BindTasks(TaskState* states) {
  states_ = states;
  program().BindTasks(states, /*perform_at_once=*/false);
}

bool Machine::CanGoOn(TaskId task) const {
  if (Ended(task)) return false;
  const Operation& operation = pending(task);
  return !operation.may_block || operation.object->Enabled(operation, task);
}

std::uint64_t Machine::PassTimeUntilEnabled() {
  return PassTimeUntilEnabled([this] {
    std::uint64_t enabled = 0;
    for (TaskId task = 0; task < program().task_count(); ++task) {
      if (CanGoOn(task)) enabled |= std::uint64_t{1} << task;
    }
    return enabled;
  });
}

bool Machine::PassTime() {
  const auto next = program().NextAwakening();
  if (next) PassTimeTo(*next);
  return next.has_value();
}

void Machine::TaskFailed(TaskState& state, std::exception_ptr failure) noexcept {
  AllocateFrom heap(nullptr);
  Fail(state, ViolationOf(std::move(failure)));
}

void Machine::Fail(TaskState& state, Violation violation) {
  violation.message = fmt::format("{}: {}", program().NameOf(state.id), violation.message);
  EndBy(state, std::move(violation));
}

void Machine::EndBy(TaskState& state, Violation violation) {
  state.finished = true;
  state.pending = nullptr;
  if (!failure_) failure_ = std::move(violation);
}

void Machine::CrashedIn(TaskState& state, const Crash& crash) {
  AllocateFrom heap(nullptr);
  program().ForgetTask(state.id);
  switch (crash.cause) {
    case Crash::Cause::kTooLong:
      return Fail(state, {"endless", "does not come to its next operation: " + crash.Words()});
    case Crash::Cause::kOutOfTime:
      return Fail(state, {kOutOfTime, "does not come to its next operation: " + crash.Words()});
    default:
      return Fail(state, {"crash", crash.Words()});
  }
}

std::vector<Waiting> Machine::Unfinished(std::uint64_t spinning) const {
  std::vector<Waiting> left;
  for (TaskId task = 0; task < program().task_count(); ++task) {
    if (Ended(task)) continue;
    left.push_back(WaitingFor(task, pending(task)));
    left.back().spins = (spinning >> task & 1) != 0;
  }
  return left;
}

}  // namespace heddle::internal
