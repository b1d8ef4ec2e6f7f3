#ifndef HEDDLE_SRC_HEDDLE_SPAWNER_H_
#define HEDDLE_SRC_HEDDLE_SPAWNER_H_

#include <heddle/object.h>
#include <heddle/scheduler.h>
#include <heddle/task.h>

#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle {

/// Spawns tasks while tasks run, as std::thread's constructor does:
///
///     auto& workers = scheduler.Make<Spawner>("worker", 4);  // in the set-up: at most 4
///     ...
///     const TaskId worker = co_await workers.Spawn(Work(queue));  // in a task
///     co_await ends.Join(worker);
///
/// What comes before the spawn in the spawning task comes before all that the new task does. The
/// tasks are called "worker 1", "worker 2" and so on, in the order in which they are spawned. Those
/// that are never spawned are not waited for by anybody. Not for processes: a process cannot have
/// a coroutine that another one has made.
class Spawner final : public Object {
 public:
  class HEDDLE_OPERATION SpawnOperation : public Operation {
   public:
    SpawnOperation(Spawner& spawner, Task<> body, std::source_location where)
        : Operation(spawner, kSpawn, /*may_block=*/false, where), body(std::move(body)) {}
    /// @return the new task.
    TaskId await_resume() const { return spawned; }
    Task<> body;
    TaskId spawned = -1;
  };

  /// @param most  how many tasks it can spawn, all in all: at least 1.
  /// Throws std::invalid_argument; std::length_error past kMaxTasks.
  Spawner(Scheduler& scheduler, std::string_view name, int most);

  /// Spawns a task that runs `body`. The task's own operations come later, whenever the executor
  /// chooses. Throws Misuse (when it is performed) if all of its tasks have been spawned, and
  /// std::logic_error if the coroutine of `body` refers to a set-up's stack or is that of a lambda
  /// with captures.
  SpawnOperation Spawn(Task<> body, std::source_location where = std::source_location::current());

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  TraceOrder Orders() const override { return TraceOrder::kSpawn; }
  std::string Describe() const override;
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  bool AwaitsNotice(const Operation& operation) const override { return operation.code == kBegin; }
  bool MayWaitForEver(const Operation& operation) const override {
    return operation.code == kBegin;
  }
  std::string_view Sort() const override { return "spawner"; }

 private:
  enum Code { kSpawn, kBegin };
  class BeginOperation;
  BeginOperation Begin();
  static Task<> Run(Spawner& self);

  const int most_;
  TaskId first_ = -1;  // its tasks are in a row
  int spawned_ = 0;
  std::vector<Task<>> bodies_;  // of those that have been spawned; gone once they have begun
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SPAWNER_H_
