#ifndef HEDDLE_SRC_SEARCH_SEARCH_H_
#define HEDDLE_SRC_SEARCH_SEARCH_H_

#include <heddle/explore.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "src/program/world.h"
#include "src/search/budget.h"
#include "src/search/findings.h"
#include "src/search/work_item.h"

namespace heddle::internal {

/// Makes worlds of the scenario at hand, each in its beginning.
using MakeWorld = std::function<std::unique_ptr<World>()>;

/// A search as a strategy sees it, whatever the strategy: the world that it takes through its
/// executions, the work that is to be done, what it has found, and whether it is to go on.
class Search {
 public:
  /// @param world  in its beginning.
  Search(World& world, const ExploreOptions& options, Budget& budget, WorkItem item = {},
         MakeWorld make_world = {});

  World& world() const { return world_; }
  const ExploreOptions& options() const { return options_; }
  const WorkItem& item() const { return item_; }
  Findings& findings() { return findings_; }
  const Findings& findings() const { return findings_; }
  const Deadline& deadline() const { return budget_.deadline(); }
  /// Another world of the same scenario, in its beginning.
  std::unique_ptr<World> AnotherWorld() const { return make_world_(); }

  // --- What is found.

  /// An execution has ended here, or so many alike; whether something went wrong on the way or at
  /// the end. Records the outcome of one that ran to its end (`ran_through`).
  void Ended(std::span<const Transition> transitions, bool violated, bool ran_through,
             ExecutionCount executions = 1);
  /// Something went wrong after `transitions`, or the time was up in the midst of its last step
  /// (kOutOfTime), which stops all; the shortest is kept. Counted by whoever calls it.
  void Violated(const Violation& violation, std::span<const Transition> transitions);
  /// Whether the violation after `length` steps would be kept.
  bool WouldKeep(int length) const { return findings_.to_violation.WouldKeep(length); }
  /// An execution was cut short that would go round for ever if tasks were not scheduled fairly.
  void MetCircle();
  /// A state is new. (Of a search that counts states, and not executions.)
  void MetState();

  // --- Whether to go on.

  /// To be called at every step, or once for `taken` steps, but not more than ticks_to_look():
  /// reports progress, and watches the limits.
  void Tick(int depth, double part_done = -1, int taken = 1) {
    findings_.steps += taken;
    if (findings_.steps % kTicks == 0) [[unlikely]]
      Look(depth, part_done);
  }
  int ticks_to_look() const { return static_cast<int>(kTicks - findings_.steps % kTicks); }
  /// Whether the search is to end now: it found what ends it, or a limit is reached.
  bool done() const { return findings_.ended_early; }
  /// Whether it has come further than a moment's way.
  bool far() const { return findings_.steps >= kTicks; }
  /// What was looked for is found.
  void Finish() { findings_.ended_early = true; }
  /// A limit was reached; says which.
  void StopBy(std::string limit);

  // --- In parts.

  /// Has the search go `depth` steps deep, and leave what lies beyond to others.
  void LeaveAt(int depth) { leave_at_ = depth; }
  bool LeavesAt(int depth) const { return depth == leave_at_; }
  /// All executions that begin with `prefix` are left.
  void Leave(std::span<const Transition> prefix) {
    left_.push_back({{prefix.begin(), prefix.end()}});
  }
  /// What was left, in the order of the search.
  std::vector<WorkItem> TakeLeft() { return std::exchange(left_, {}); }

  // --- Memory.

  /// Keeps a part of the search for as long as it may be needed: what a crash leaves in its midst
  /// cannot give its memory back itself. What runs it must not share it, for the same reason.
  template <typename Part>
  std::shared_ptr<Part> Hold(std::shared_ptr<Part> part) {
    parts_.push_back(part);
    return part;
  }
  /// Gives the memory of all these parts back.
  void Release() {
    while (!parts_.empty()) parts_.pop_back();
  }
  /// Never gives it back: they were left in the midst of changing what they have.
  void Abandon();

  /// Whether executions are what is counted, and what ExploreOptions::limit_executions is about.
  bool counts_executions = true;

 private:
  static constexpr std::uint64_t kTicks = 4096;
  void Look(int depth, double part_done);
  bool GoesOn() const { return options_.keep_going || !options_.observe.empty(); }

  World& world_;
  const ExploreOptions& options_;
  Budget& budget_;
  const WorkItem item_;
  const MakeWorld make_world_;
  Findings findings_;
  std::string outcome_;  // scratch
  int leave_at_ = -1;
  std::vector<WorkItem> left_;
  std::vector<std::shared_ptr<void>> parts_;
};

/// A data race that the next steps of two tasks would be, at this very point; or nothing. In an
/// exhaustive search that is as good as looking for unordered accesses: if an execution has a race,
/// some execution has its two accesses next to each other.
std::optional<std::pair<TaskId, TaskId>> RaceAhead(const World& world);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_SEARCH_H_
