#ifndef HEDDLE_SRC_SEARCH_STRATEGIES_DPOR_H_
#define HEDDLE_SRC_SEARCH_STRATEGIES_DPOR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "src/search/dependence_order.h"
#include "src/search/execution.h"
#include "src/search/search.h"
#include "src/search/strategies/wakeup_tree.h"
#include "src/search/timeline.h"

namespace heddle::internal {

/// Optimal dynamic partial order reduction: runs one execution of each Mazurkiewicz trace (Abdulla,
/// Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial Order
/// Reduction", JACM 64(4), 2017).
///
/// A race is reversed at the end of an execution, as the proof asks; but one whose reversal would
/// be the same as after an earlier execution (nothing that came since is unordered with its first
/// event) is not computed again. What cannot run is reversed, too: an operation that is still
/// waiting at the end races as the next event would.
///
/// Where the next steps of all enabled tasks depend on each other (wherever all are about to take
/// one lock), each begins traces of its own, so that all are branches from the start, and no race
/// need be reversed there: nothing could be added.
///
/// Where virtual time passes it is not quite optimal: some executions are begun that a sleep set
/// then cuts short. They are counted as blocked.
class Dpor {
 public:
  explicit Dpor(Search& search);

  void Run();
  std::uint64_t blocked_executions() const { return blocked_; }
  /// The name of an invariant that can fail in states that were not met, though every trace was
  /// run; empty if there is none.
  std::string HalfCheckedInvariant() const;

 private:
  /// A point of the execution at which something was chosen: one before each event.
  struct Node {
    int depth;  // how many steps led here
    std::uint64_t enabled;
    std::uint64_t sleep;       // with the tasks whose branches are done
    WakeupTree::Link wakeups;  // branches still to be taken, in order
    std::uint64_t unguided;    // tasks whose branches are to be taken after these
    bool expanded;             // every task that is awake is among all of these
    Transition current;
    std::uint8_t choices;
    bool goes_on;  // the current step is to be taken in its next way
  };

  void Enter(WakeupTree::Link wakeups, bool forced);
  void Expand(Node& node);
  bool PickBranch(Node& node);
  void Advance();
  bool NothingCanRace() const;
  bool RunAlone();
  bool Backtrack();

  void ReverseRaces();
  void ReverseOldRaces();
  void ReverseRacesOf(std::span<const Race> races, int event);
  void ReverseRacesOf(std::span<const Race> races, TaskId task, const Footprint& footprint,
                      const Compare& compares);
  void Collect(int first, TaskId task, const Footprint& footprint);
  bool CanRun(int first);
  void Insert(int first);
  bool InSleepSet(int node) const;
  const Footprint& TouchesAt(int node, TaskId task) const {
    return footprints_[node * tasks_ + task];
  }

  World& world_;
  Search& search_;
  Execution execution_;
  DependenceOrder& order_;
  WakeupTree wakeups_;
  int tasks_;
  std::vector<Node> nodes_;
  std::vector<Footprint> footprints_;  // of every task, at each node
  WakeupTree::Link next_wakeups_ = WakeupTree::kNone;
  int new_from_ = 0;  // the first event that this execution does not share with the one before
  std::vector<std::uint32_t> ordered_below_;  // scratch

  bool alone_ = true;       // a task left alone may be run to the end without more ado
  bool ran_alone_ = false;  // and it was, in this execution
  std::uint64_t blocked_ = 0;

  WakeupTree::Sequence sequence_;  // the reversal at hand
  std::unique_ptr<World> scout_world_;
  std::unique_ptr<Timeline> scout_;
  std::vector<Transition> scout_transitions_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_STRATEGIES_DPOR_H_
