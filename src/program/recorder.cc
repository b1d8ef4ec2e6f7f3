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

Recorder::Recorder(const Machine& machine, std::string engine) : machine_(machine) {
  const Program& program = machine.program();
  trace_.scenario = machine.scenario().name;
  trace_.parameters = machine.parameters().values();
  trace_.observer = machine.observer();
  trace_.engine = std::move(engine);
  for (const SpawnedTask& task : program.tasks()) trace_.tasks.push_back(task.name);
  for (const Object* object : program.objects()) {
    holds_.push_back(Shown(*object));
    if (!holds_.back().empty()) trace_.objects.emplace_back(object->name(), holds_.back());
  }
}

TraceStep& Recorder::Begin(Transition transition) {
  const Operation& operation = machine_.pending(transition.task);
  TraceStep& step = trace_.steps.emplace_back();
  step.task = transition.task;
  step.choice = transition.choice;
  step.choice_kind = WordForChoice(operation, transition.task, transition.choice);
  step.operation = operation.object->OperationName(operation);
  step.object = operation.object->name();
  step.file = operation.where.file_name();
  step.line = static_cast<int>(operation.where.line());
  step.reason = ReasonFor(transition.task);
  return step;
}

void Recorder::Performed(const Operation& operation) {
  trace_.steps.back().value = operation.object->OperationValue(operation);
}

void Recorder::End() {
  for (const Object* object : machine_.program().objects()) {
    std::string now = Shown(*object);
    if (now == holds_[object->id()]) continue;
    trace_.steps.back().changes.emplace_back(object->name(), now);
    holds_[object->id()] = std::move(now);
  }
}

/// Why `task` goes next, where another task went before.
std::string Recorder::ReasonFor(TaskId task) const {
  if (trace_.steps.size() < 2) return {};
  const int before = trace_.steps[trace_.steps.size() - 2].task;
  if (before == task) return {};
  const std::string& name = machine_.program().NameOf(before);
  if (machine_.Ended(before)) return name + " has ended";
  if (machine_.CanGoOn(before)) return "preempts " + name;
  const Operation& operation = machine_.pending(before);
  return fmt::format("{} waits: {} '{}'", name, operation.object->OperationName(operation),
                     operation.object->name());
}

}  // namespace heddle::internal
