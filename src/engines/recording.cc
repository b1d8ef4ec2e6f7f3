#include "src/engines/recording.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "src/engines/cooperative.h"

namespace heddle {

RecordedStep RecordedStep::Of(const Operation& operation, TaskId task, int choice) {
  return {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice),
          static_cast<std::uint16_t>(operation.object->id())};
}

namespace {

/// The model of the scenario, which takes the steps that a real run took.
class Replay final : public CooperativeScheduler {
 public:
  explicit Replay(std::string observer) : observer_(std::move(observer)) {}

  bool Watches(std::string_view observer) const override { return observer == observer_; }
  bool RunsForReal() const override { return false; }

  Trace Run(const Scenario& scenario, const Parameters& parameters,
            std::span<const RecordedStep> steps) {
    Start(scenario, parameters, {});
    PassTime();
    trace_.scenario = scenario.name;
    trace_.parameters = parameters.values();
    for (const SpawnedTask& task : spawned()) trace_.tasks.push_back(task.name);
    for (const Object* object : objects()) {
      holds_.push_back(object->Describe());
      if (!holds_.back().empty()) trace_.objects.emplace_back(object->name(), holds_.back());
    }
    for (const RecordedStep& step : steps) {
      if (IsStepOfModel(step)) Take(step);
    }
    for (const Observer& observer : observers()) {
      if (observer.name != observer_) continue;
      trace_.observer = observer_;
      observer.append(outcome_);
    }
    return std::move(trace_);
  }

  const std::string& outcome() const { return outcome_; }

 private:
  bool IsStepOfModel(const RecordedStep& step) const {
    if (!objects()[step.object]->traits().may_be_no_step) return true;
    return !Ended(step.task) && Pending(step.task).object->id() == step.object;
  }

  void Take(const RecordedStep& recorded) {
    const TaskId task = recorded.task;
    if (Ended(task) || Pending(task).object->id() != recorded.object || !CanGoOn(task) ||
        recorded.choice >= Choices(task)) {
      throw UsageError(fmt::format(
          "the run cannot be recorded: its step {}, by {}, is none of the model's; where time is "
          "virtual, real sleeps can come in another order: record with sleeps that take any time",
          trace_.steps.size() + 1, spawned()[task].name));
    }
    const Operation& operation = Pending(task);
    TraceStep& step = trace_.steps.emplace_back();
    step.task = task;
    step.choice = recorded.choice;
    step.operation = operation.object->OperationName(operation);
    step.object = operation.object->name();
    step.file = operation.where.file_name();
    step.line = static_cast<int>(operation.where.line());
    step.reason = ReasonFor(task);
    last_ = task;
    Step(task, recorded.choice);
    PassTime();
    for (const Object* object : objects()) {
      std::string now = object->Describe();
      if (now == holds_[object->id()]) continue;
      step.changes.emplace_back(object->name(), now);
      holds_[object->id()] = std::move(now);
    }
  }

  // Virtual time passes only when nobody can do anything else.
  void PassTime() {
    for (TaskId task = 0; task < task_count(); ++task) {
      if (CanGoOn(task)) return;
    }
    if (const auto next = NextAwakening()) PassTimeTo(*next);
  }

  void Performed(TaskId, const Operation& operation) override {
    trace_.steps.back().value = operation.object->OperationValue(operation);
  }

  /// Why `task` goes next, where another task went before.
  std::string ReasonFor(TaskId task) const {
    if (last_ < 0 || last_ == task) return {};
    const std::string& name = spawned()[last_].name;
    if (Ended(last_)) return name + " has ended";
    if (CanGoOn(last_)) return "preempts " + name;
    const Operation& operation = Pending(last_);
    return fmt::format("{} waits: {} '{}'", name, operation.object->OperationName(operation),
                       operation.object->name());
  }

  std::string observer_;
  Trace trace_;
  TaskId last_ = -1;
  std::vector<std::string> holds_;
  std::string outcome_;
};

}  // namespace

Trace TraceOfRun(const Scenario& scenario, const Parameters& parameters, const RunOptions& options,
                 const Scheduler& ran, std::span<const RecordedStep> steps,
                 const RunResult& result) {
  std::string observer = options.observe;
  for (const Scheduler::Observer& offered : ran.observers()) {
    if (offered.name == "console") observer = offered.name;  // what is printed is part of the trace
  }
  Replay replay(observer);
  Trace trace = replay.Run(scenario, parameters, steps);
  trace.engine = NameOf(options.on);
  trace.violation = result.violation;
  const bool ended = !result.violation ||
                     (result.violation->kind != "crash" && result.violation->kind != "misuse" &&
                      result.violation->kind != "exception");
  if (ended && !trace.observer.empty()) trace.outcome = replay.outcome();
  return trace;
}

}  // namespace heddle
