#ifndef HEDDLE_SRC_HEDDLE_JOIN_H_
#define HEDDLE_SRC_HEDDLE_JOIN_H_

#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// Waiting for the end of tasks: `co_await ends.Join(task);`
class Ends final : public Object {
 public:
  explicit Ends(Scheduler& scheduler, std::string_view name = "ends")
      : Object(scheduler, name,
               {.waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .in_processes = true}) {}

  /// Waits until `task` has ended. Throws Misuse if there is no such task.
  Operation Join(TaskId task, std::source_location where = std::source_location::current()) {
    if (task < 0 || task >= program().task_count()) {
      throw Misuse("'" + std::string(name()) + "' joins task " + std::to_string(task) +
                   ", which there is not: the tasks are 0 to " +
                   std::to_string(program().task_count() - 1));
    }
    Operation operation(*this, 0, true, where);
    operation.awaited_task = static_cast<std::int8_t>(task);
    return operation;
  }

  bool Enabled(const Operation& operation, TaskId) const override {
    return program().task_state(operation.awaited_task).finished;
  }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return "join"; }
  std::string OperationValue(const Operation& operation) const override {
    return program().NameOf(operation.awaited_task);
  }
  std::string Describe() const override { return {}; }
  Obstacle WaitsFor(const Operation& operation, TaskId) const override {
    return {operation.awaited_task, program().NameOf(operation.awaited_task)};
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_JOIN_H_
