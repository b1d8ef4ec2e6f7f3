#include "src/engines/recording.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "src/program/machine.h"
#include "src/program/recorder.h"

namespace heddle::internal {

RecordedStep RecordedStep::Of(const Operation& operation, TaskId task, int choice) {
  return {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice),
          static_cast<std::uint16_t>(operation.object->id())};
}

namespace {

/// The model of the scenario, which takes the steps that a real run took.
class Replay final : public Machine {
 public:
  using Machine::Machine;

  Trace Run(std::string engine, std::span<const RecordedStep> steps) {
    SetUp();
    BindTasks();
    for (TaskId task = 0; task < program().task_count(); ++task) states()[task].body.Resume();
    PassTimeUntilEnabled();
    Recorder recorder(*this, std::move(engine));
    for (const RecordedStep& step : steps) {
      if (IsStepOfModel(step)) Take(step, recorder);
    }
    if (watching() != nullptr) watching()->append(outcome_);
    return std::move(recorder.trace());
  }

  const std::string& outcome() const { return outcome_; }

 private:
  bool IsStepOfModel(const RecordedStep& step) const {
    if (!program().objects()[step.object]->traits().may_be_no_step) return true;
    return !Ended(step.task) && pending(step.task).object->id() == step.object;
  }

  void Take(const RecordedStep& recorded, Recorder& recorder) {
    const TaskId task = recorded.task;
    if (Ended(task) || pending(task).object->id() != recorded.object || !CanGoOn(task) ||
        recorded.choice >= Choices(task)) {
      throw UsageError(fmt::format(
          "the run cannot be recorded: its step {}, by {}, is none of the model's; where time is "
          "virtual, real sleeps can come in another order: record with sleeps that take any time",
          recorder.trace().steps.size() + 1, program().NameOf(task)));
    }
    recorder.Begin({recorded.task, recorded.choice});
    TakeStepOf(task, recorded.choice,
               [&](const Operation& operation) { recorder.Performed(operation); });
    PassTimeUntilEnabled();
    recorder.End();
  }

  std::string outcome_;
};

}  // namespace

Trace TraceOfRun(const Scenario& scenario, const Parameters& parameters, const RunOptions& options,
                 const Program& ran, std::span<const RecordedStep> steps, const RunResult& result) {
  std::string observer = options.observe;
  for (const Observer& offered : ran.observers()) {
    if (offered.name == "console") observer = offered.name;  // what is printed is part of the trace
  }
  Replay replay(scenario, parameters, observer);
  Trace trace = replay.Run(std::string(NameOf(options.on)), steps);
  trace.violation = result.violation;
  const bool ended =
      !result.violation || !DescribeViolationKind(result.violation->kind).cuts_execution;
  if (ended && !trace.observer.empty()) trace.outcome = replay.outcome();
  return trace;
}

}  // namespace heddle::internal
