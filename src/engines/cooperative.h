#ifndef HEDDLE_SRC_ENGINES_COOPERATIVE_H_
#define HEDDLE_SRC_ENGINES_COOPERATIVE_H_

#include <heddle/scenario.h>
#include <heddle/scheduler.h>
#include <heddle/trace.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "src/engines/verdict.h"

namespace heddle {

/// A scheduler that runs every task in the calling thread, one step at a time. Whoever derives from
/// it decides which task goes next.
class CooperativeScheduler : public Scheduler {
 public:
  std::int64_t NowMicroseconds() const override { return now_; }
  void PerformAtOnce(TaskState&) override {}
  void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept override;

 protected:
  ~CooperativeScheduler() override { Clear(); }

  /// Sets the scenario up and runs every task to its first operation. Throws UsageError.
  void Start(const Scenario& scenario, const Parameters& parameters, const std::string& observe);

  bool Ended(TaskId task) const { return tasks_[task].finished; }
  /// The operation that `task`, which has not ended, is about to do.
  Operation& Pending(TaskId task) const { return *tasks_[task].pending; }
  /// Whether `task` can take its next step now.
  bool CanGoOn(TaskId task) const;
  int Choices(TaskId task) const;
  /// Takes one step of `task`, which can go on, and runs it to its next operation.
  void Step(TaskId task, int choice);
  /// Called after a step's effect and before the task goes on.
  virtual void Performed(TaskId, const Operation&) {}

  void PassTimeTo(std::int64_t moment) { now_ = moment; }

  /// The tasks that have not ended.
  std::vector<Waiting> Unfinished() const;
  /// The first failure of a task, or nothing.
  const std::optional<Violation>& failure() const { return failure_; }

 private:
  void Fail(TaskState& state, std::exception_ptr failure);

  std::unique_ptr<TaskState[]> tasks_;
  std::int64_t now_ = 0;
  std::optional<Violation> failure_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_ENGINES_COOPERATIVE_H_
