#include "src/program/recorder.h"

#include <fmt/format.h>

#include <utility>

namespace heddle::internal {

namespace {

/// What it holds; nothing before it is made.
std::string Shown(const Object& object) {
  return object.is_made() ? object.Describe() : std::string();
}

}  // namespace

Recorder::Recorder(const Machine& machine, std::string engine)
    : machine_(machine), edges_(machine) {
  const Program& program = machine.program();
  trace_.scenario = machine.scenario().name;
  trace_.parameters = machine.parameters().values();
  trace_.observer = machine.observer();
  trace_.engine = std::move(engine);
  for (const SpawnedTask& task : program.tasks()) trace_.tasks.push_back(task.name);
  for (const Object* object : program.objects()) {
    holds_.push_back(Shown(*object));
    // What is made later does not say yet what it is.
    trace_.objects.push_back(
        {object->name(), object->is_made() ? std::string(object->Sort()) : "", holds_.back()});
  }
}

TraceStep& Recorder::Begin(Transition transition) {
  const Operation& operation = machine_.pending(transition.task);
  TraceStep& step = trace_.steps.emplace_back();
  step.task = transition.task;
  step.choice = transition.choice;
  step.choice_kind = WordForChoice(operation, transition.task, transition.choice);
  step.operation = operation.object->OperationName(operation);
  step.object = operation.object->id();
  step.file = operation.where.file_name();
  step.line = static_cast<int>(operation.where.line());
  step.reason = ReasonFor(transition.task);
  for (TaskId task = 0; task < machine_.program().task_count(); ++task) {
    if (!machine_.Ended(task) && machine_.CanGoOn(task)) step.enabled.push_back(task);
  }
  step.after =
      edges_.Before(static_cast<int>(trace_.steps.size()) - 1, transition.task, transition.choice);
  return step;
}

void Recorder::Performed(const Operation& operation) {
  TraceStep& step = trace_.steps.back();
  step.value = operation.object->OperationValue(operation);
  edges_.Performed(static_cast<int>(trace_.steps.size()) - 1, step.task, operation.woken);
}

void Recorder::End() {
  for (const Object* object : machine_.program().objects()) {
    std::string now = Shown(*object);
    if (now == holds_[object->id()]) continue;
    trace_.steps.back().changes.push_back({object->id(), now});
    holds_[object->id()] = std::move(now);
  }
}

/// Why `task` goes next, where another task went before.
std::optional<TraceReason> Recorder::ReasonFor(TaskId task) const {
  if (trace_.steps.size() < 2) return {};
  const int before = trace_.steps[trace_.steps.size() - 2].task;
  if (before == task) return {};
  const std::string& name = machine_.program().NameOf(before);
  if (machine_.Ended(before)) return TraceReason{"ended", before, name + " has ended"};
  if (machine_.CanGoOn(before)) return TraceReason{"preempts", before, "preempts " + name};
  const Operation& operation = machine_.pending(before);
  return TraceReason{
      "waits", before,
      fmt::format("{} waits: {} '{}'", name, operation.object->OperationName(operation),
                  operation.object->name())};
}

}  // namespace heddle::internal
