#ifndef HEDDLE_SRC_SEARCH_FINDINGS_H_
#define HEDDLE_SRC_SEARCH_FINDINGS_H_

#include <heddle/explore.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/guard/step_watch.h"
#include "src/memory/memory_limit.h"
#include "src/program/world.h"
#include "src/search/outcomes.h"

namespace heddle {

/// What an exploration has found so far, whatever its strategy: outcomes, the shortest violation,
/// the shortest way to the value looked for; and whether it is to go on.
class Findings {
 public:
  /// @param start  when the exploration has begun.
  Findings(const ExploreOptions& options, const World& world,
           std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now());

  /// An execution has ended here, or so many alike; whether something went wrong on the way or at
  /// the end. Records the outcome of one that ran to its end (`ran_through`).
  void Ended(const World& world, std::span<const Transition> transitions, bool violated,
             bool ran_through, ExecutionCount executions = 1);
  /// Something went wrong after `transitions`, or the time was up in the midst of its last step
  /// (kOutOfTime), which stops all; the shortest is kept. Counted by whoever calls it.
  void Violated(const Violation& violation, std::span<const Transition> transitions);
  /// Whether the violation after `length` steps would be kept.
  bool WouldKeep(int length) const { return !violation_ || length <= violation_length_; }

  /// To be called at every step, or once for `taken` steps, but not more than ticks_to_look():
  /// reports progress, and watches the limits.
  void Tick(int depth, double part_done = -1, int taken = 1) {
    steps += taken;
    if (steps % kTicks == 0) [[unlikely]]
      Look(depth, part_done);
  }
  int ticks_to_look() const { return static_cast<int>(kTicks - steps % kTicks); }
  /// Whether the search is to end now: it found what ends it, or a limit is reached.
  bool done() const { return done_; }
  /// Whether it has come further than a moment's way.
  bool far() const { return steps >= kTicks; }
  /// What was looked for is found.
  void Finish() { done_ = true; }
  /// An execution was cut short that would go round for ever if tasks were not scheduled fairly.
  void MetCircle();
  bool met_circle() const { return met_circle_; }
  /// A limit was reached; says which.
  void StopBy(std::string limit);

  /// Keeps a part of the search for as long as it may be needed: what a crash leaves in its midst
  /// cannot give its memory back itself. What runs it must not share it, for the same reason.
  template <typename Part>
  std::shared_ptr<Part> Hold(std::shared_ptr<Part> part) {
    search_.push_back(part);
    return part;
  }
  /// Gives the memory of all these parts back.
  void Release() {
    while (!search_.empty()) search_.pop_back();
  }
  /// Never gives it back: they were left in the midst of changing what they have.
  void Abandon();

  /// Fills in what the strategies have in common.
  void Report(Exploration& result);

  std::uint64_t steps = 0;
  std::uint64_t states = 0;
  std::uint64_t violations = 0;
  ExecutionCount executions = 0;
  bool count_executions = true;
  bool has_states = false;
  /// Some execution was given up before its end: not everything was visited.
  bool cut_short = false;

  const Deadline& deadline() const { return deadline_; }
  bool stopped() const { return !stopped_by_.empty(); }
  const std::optional<Violation>& violation() const { return violation_; }
  const std::vector<Transition>& violation_transitions() const { return violation_transitions_; }
  /// The execution in which the time was up in the midst of a step; empty if that is not so.
  const std::vector<Transition>& transitions_out_of_time() const {
    return transitions_out_of_time_;
  }
  bool reached() const { return reached_length_ >= 0; }
  const std::vector<Transition>& reached_transitions() const { return reached_transitions_; }

 private:
  static constexpr std::uint64_t kTicks = 4096;
  void Look(int depth, double part_done);
  bool GoesOn() const { return options_.keep_going || !options_.observe.empty(); }

  const ExploreOptions& options_;
  std::chrono::steady_clock::time_point start_;
  const Deadline deadline_;
  MemoryLimit memory_;
  std::chrono::steady_clock::time_point last_progress_;
  Outcomes outcomes_;
  std::string outcome_;  // scratch
  std::optional<Violation> violation_;
  std::vector<Transition> violation_transitions_;
  int violation_length_ = 0;
  int violation_switches_ = 0;
  int reached_length_ = -1;
  int reached_switches_ = 0;
  std::vector<Transition> reached_transitions_;
  std::vector<Transition> transitions_out_of_time_;
  std::string stopped_by_;
  std::size_t world_bytes_;
  bool done_ = false;
  bool met_circle_ = false;
  std::vector<std::shared_ptr<void>> search_;
};

/// How often one task's step is followed by another's.
int CountSwitches(std::span<const Transition> transitions);

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_FINDINGS_H_
