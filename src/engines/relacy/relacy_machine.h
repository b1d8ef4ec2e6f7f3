#ifndef HEDDLE_SRC_ENGINES_RELACY_RELACY_MACHINE_H_
#define HEDDLE_SRC_ENGINES_RELACY_RELACY_MACHINE_H_

#include <heddle/atomic.h>
#include <heddle/executor.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <array>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/engines/relacy/relacy_context.h"
#include "src/engines/relacy/relacy_statics.h"
#include "src/guard/crash_guard.h"
#include "src/order/store_history.h"
#include "src/program/machine.h"
#include "src/program/transition.h"

namespace heddle::internal {

/// An execution that Relacy chose.
struct RelacyExecution {
  /// What was chosen at each step. Of an atomic load, the choice is how many stores back the one is
  /// whose value it read.
  std::vector<Transition> transitions;
  /// The first thing that went wrong, and after how many steps.
  std::optional<Violation> violation;
  int violation_length = 0;
  /// Of a data race: the number of the step, from 0, that the last step races with.
  int races_with = -1;
  /// It ran to its end, and this is the observer's value.
  std::optional<std::string> outcome;
  /// It was given up for its length.
  bool endless = false;
};

/// Runs a scenario in the executions that Relacy chooses, one after the other.
///
/// Every task is at its next operation, always, as in the explorer's world. So it is known who can
/// go on, and Relacy is left to choose among those, a choice for each step.
class RelacyMachine final : public Machine, public RelacyProgram {
 public:
  /// What whoever collects the executions says to one: whether another is wanted.
  using Collect = std::function<bool(const RelacyExecution&)>;

  /// @param stop_at_violation  leaves an execution as soon as something goes wrong.
  /// @param stopped  asked every now and then: true ends the execution, which is not collected, and
  ///        all.
  /// @param refuse_statics  as in RelacyStatics: watches all executions.
  RelacyMachine(const Scenario& scenario, const Parameters& parameters,
                const ExploreOptions& options, bool stop_at_violation, Collect collect,
                std::function<bool()> stopped, bool refuse_statics);
  ~RelacyMachine() override;

  std::uint64_t steps() const { return steps_; }
  /// The execution in which the time was up in the midst of the last step; empty if that is not so.
  const std::vector<Transition>& transitions_out_of_time() const {
    return transitions_out_of_time_;
  }
  /// Whether a static variable was seen to change.
  bool changes_statics() const { return statics_.changed(); }

  bool Remembers() const override { return true; }
  int spurious_wakeups() const override { return options_.spurious_wakeups; }

  // --- What Relacy sees.

  void Begin() override;
  std::span<const Place> Places() const override { return places_; }
  void Connect(RelacyContext& context) override;
  void RunTask(TaskId task) noexcept override;
  bool MustReturn(TaskId task) const override { return over_ || Ended(task); }
  void NobodyCanGoOn() override;
  bool End() override;

 private:
  void Start(TaskId first);
  void RunSteps(TaskId task);
  void Step(TaskId task);
  Progress Perform(Operation& operation, TaskId task);
  void NoteFootprint(const Operation& operation, TaskId task);
  void NoteAccess(const Access& access, TaskId task);
  Progress PerformAtomic(Operation& operation, TaskId task, int choice);
  int ReadAtomic(AtomicBase::AccessOperation& access);
  void FindRunnable();
  bool MayGoOn(TaskState& state);
  void PassTimeTo(std::int64_t moment) override;
  void TellRelacy(TaskId caller);
  bool IsEnabled(TaskId task) const { return (enabled_ >> task & 1) != 0; }
  void CheckInvariants();
  void CheckEnd();
  void NoteViolation(Violation violation);
  void Fail(TaskState& state, Violation violation) override;
  void CrashedIn(TaskState& state, const Crash& crash);
  Failure Ask(const Property& property);
  void Leave();

  const CrashGuard crash_guard_;
  const ExploreOptions& options_;
  const bool stop_at_violation_;
  const Collect collect_;
  const std::function<bool()> stopped_;
  RelacyStatics statics_;
  std::uint64_t steps_ = 0;
  std::vector<Transition> transitions_out_of_time_;

  // The execution.
  struct LastAccesses {
    std::array<int, kMaxRelacyTasks> load, store;  // of each task, the number of its last one
  };
  RelacyContext* context_ = nullptr;
  std::vector<Place> places_;
  RelacyExecution execution_;
  std::vector<LastAccesses> accesses_;  // of objects in plain memory, by their ids
  StoreHistory history_;
  std::uint64_t unfinished_ = 0, enabled_ = 0;
  std::uint64_t runnable_ = 0;  // what Relacy has been told
  bool started_ = false;        // some task runs
  bool over_ = false;           // nothing more is to happen
  bool discard_ = false;        // it is none
  bool stop_ = false;
  std::exception_ptr broken_;  // something that should never happen
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RELACY_RELACY_MACHINE_H_
