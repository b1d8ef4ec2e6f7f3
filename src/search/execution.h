#ifndef HEDDLE_SRC_SEARCH_EXECUTION_H_
#define HEDDLE_SRC_SEARCH_EXECUTION_H_

#include <algorithm>
#include <optional>
#include <utility>

#include "src/search/dependence_order.h"
#include "src/search/search.h"
#include "src/search/timeline.h"

namespace heddle::internal {

/// One execution as strategies that run executions see it: where it is, the order of its events,
/// and what went wrong in it first.
class Execution {
 public:
  explicit Execution(Search& search);

  World& world() const { return world_; }
  Timeline& timeline() { return timeline_; }
  DependenceOrder& order() { return order_; }
  int depth() const { return timeline_.depth(); }

  /// Whether it can go on: some task is enabled, and it has not become too long to be believed to
  /// end.
  bool GoesOn() const { return world_.enabled() != 0 && depth() <= options_.max_steps; }
  /// Whether a task has failed: what comes after is no outcome of the program.
  bool failed() const { return failed_; }

  /// Takes a step and checks what must hold after it.
  void Step(Transition transition) { StepOn(transition, false); }
  /// The same, and then, if it is to go `on`, steps of the same task for as long as no other is
  /// enabled and the order of events absorbs them. @return how many steps.
  int StepOn(Transition transition, bool on = true);
  /// Takes steps of `task`, the only one that has not ended and whose next step has no choice, as
  /// far as it goes without one, with no record of their place in the order of events.
  void StepAlone(TaskId task);
  /// Checks what must hold at the end, and records the execution.
  void End();
  /// Goes back to where the depth was `depth`, and there were `events` events.
  void BackTo(int depth, int events);

 private:
  class Absorbing;
  class Alone;

  template <typename Guide>
  int Run(Transition transition, Guide guide);
  /// Looks at what must hold after every step; `steps` have been taken since that was done, and all
  /// was well after each of them but the last, of which `well` tells; no time has passed if it is.
  /// (A failure ends its task, so that no step follows it here.)
  void Check(int steps, bool well) {
    search_.Tick(depth(), -1, steps);
    if (!well || depth() > options_.max_steps) [[unlikely]]
      NoteWhatIsWrong();
  }
  void NoteWhatIsWrong();
  // Whether the last step has completed a data race.
  bool MetDataRace() const;
  void NoteDataRace();
  /// How many steps can be taken before anything but the invariants has to be looked at.
  int StepsToCheck() const {
    return std::min(search_.ticks_to_look(), options_.max_steps + 1 - depth());
  }
  void Note(Violation violation);
  void NoteAt(Violation violation, std::span<const Transition> transitions);
  void NoteFailure();
  void GiveUp();

  World& world_;
  const ExploreOptions& options_;
  Search& search_;
  Timeline timeline_;
  DependenceOrder order_;
  std::optional<Violation> violation_;
  int violation_depth_ = 0;
  bool failed_ = false;
  int failure_depth_ = 0;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_EXECUTION_H_
