#ifndef HEDDLE_SRC_PROGRAM_MACHINE_H_
#define HEDDLE_SRC_PROGRAM_MACHINE_H_

#include <heddle/executor.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/guard/crash_guard.h"
#include "src/trace/waiting.h"

namespace heddle::internal {

/// The kind of a failure that is none: the time for all was up in the midst of a step.
inline constexpr const char* kOutOfTime = "out-of-time";

/// One step of a task: `perform(operation)` performs the next step of its operation, `performed`
/// hears of it, and where the operation has come to its end the task goes on to its next one.
/// Whatever is thrown has ended the task. `woken` are then the tasks that the step has woken, a bit
/// each, though what comes after the operation may have thrown or crashed.
template <typename Perform, typename Performed>
[[gnu::always_inline]] inline void TakeStep(TaskState& state, Perform perform, Performed performed,
                                            std::uint64_t& woken) {
  Operation& operation = *state.pending;
  const Progress progress = perform(operation);
  performed(operation);
  woken = operation.woken;
  if (woken != 0) operation.woken = 0;
  if (progress == Progress::kDone) state.body.Resume();
}

/// A scenario that goes on one step at a time, in the calling thread. Whoever derives from it
/// decides which task goes next. The tasks are, always, each at its next operation.
class Machine : public Executor {
 public:
  /// @param observer  the observer that is on, or empty.
  Machine(const Scenario& scenario, const Parameters& parameters, std::string observer);

  const Scenario& scenario() const { return scenario_; }
  const Parameters& parameters() const { return parameters_; }
  const std::string& observer() const { return observer_; }
  /// The observer that is on; null if none is.
  const Observer* watching() const { return watching_; }

  // --- Where it is now.

  bool Ended(TaskId task) const { return states_[task].finished; }
  /// The operation that `task`, which has not ended, is about to do.
  Operation& pending(TaskId task) const { return *states_[task].pending; }
  /// Whether `task` can take its next step now.
  virtual bool CanGoOn(TaskId task) const;
  /// How many choices `task`'s next step has. It must be able to go on.
  int Choices(TaskId task) const {
    const Operation& operation = pending(task);
    return operation.has_choices ? ChoicesOf(operation, task) : 1;
  }
  /// An exception, a misuse or a crash that has ended a task, or nothing. The first one counts.
  const std::optional<Violation>& failure() const { return failure_; }

  // --- What the scenario sees.

  bool Watches(std::string_view observer) const override { return observer == observer_; }
  bool RunsForReal() const override { return false; }
  std::int64_t NowMicroseconds() const override { return now_; }
  void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept override;

 protected:
  ~Machine() override;

  /// Sets the scenario up. Throws UsageError if that fails, or if the observer is not offered.
  void SetUp();
  /// The same, of which `run(set_up)` runs what is the scenario's own.
  template <typename Run>
  void SetUpBy(Run run) {
    failure_.reset();
    now_ = 0;
    run([this] { scenario_.SetUp(program(), parameters_); });
  }
  /// Finds the observer that is on. Throws UsageError if it is not offered.
  void FindWatched();
  /// Makes a state for each task.
  void BindTasks();
  /// The same where they lie at `states`.
  void BindTasks(TaskState* states);
  TaskState* states() const { return states_; }

  /// The tasks that can go on, as `find()` gives them, a bit each. Where there is none, and some
  /// wait for a moment, virtual time passes to the next at which one wakes.
  template <typename Find>
  std::uint64_t PassTimeUntilEnabled(Find find) {
    std::uint64_t enabled;
    do {
      enabled = find();
    } while (enabled == 0 && PassTime());
    return enabled;
  }
  /// The same, asking of every task CanGoOn.
  std::uint64_t PassTimeUntilEnabled();
  /// Virtual time passes to that moment.
  virtual void PassTimeTo(std::int64_t moment) { now_ = moment; }

  /// Takes a step of `task`, which can go on, and runs it to its next operation. For real runs and
  /// what follows them: whoever uses what was destroyed has failed.
  template <typename Performed>
  void TakeStepOf(TaskId task, int choice, Performed performed) {
    TaskState& state = states_[task];
    try {
      program().RequireAlive(*state.pending, task);
      const auto perform = [&](Operation& operation) {
        return operation.object->Perform(operation, task, choice);
      };
      std::uint64_t woken = 0;
      TakeStep(state, perform, performed, woken);
    } catch (...) {
      FailedIn(state);
    }
  }

  /// The task has failed: it never goes on. The violation is said to be its own.
  virtual void Fail(TaskState& state, Violation violation);
  /// While an exception is being handled that an operation, or what follows it, has thrown.
  void FailedIn(TaskState& state) { TaskFailed(state, std::current_exception()); }
  /// A step of the task was left by a crash, or in its midst.
  void CrashedIn(TaskState& state, const Crash& crash);

  /// The tasks that have not ended, and what they wait for; those of `spinning`, a bit each, go
  /// round for ever.
  std::vector<Waiting> Unfinished(std::uint64_t spinning = 0) const;
  /// What is to be told by failure() from now on.
  void SetFailure(std::optional<Violation> failure) { failure_ = std::move(failure); }
  void ForgetFailure() { failure_.reset(); }
  /// The task is out of the game, for that reason.
  void EndBy(TaskState& state, Violation violation);

 private:
  bool PassTime();

  const Scenario& scenario_;
  const Parameters& parameters_;
  const std::string observer_;
  const Observer* watching_ = nullptr;
  TaskState* states_ = nullptr;
  std::unique_ptr<TaskState[]> own_states_;
  std::int64_t now_ = 0;
  std::optional<Violation> failure_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_MACHINE_H_
