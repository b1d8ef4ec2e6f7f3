#include <algorithm>
#include <bit>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "src/search/search.h"
#include "src/search/strategies/sampling.h"

namespace heddle {

namespace {

/// The scheduler of Burckhardt, Kothari, Musuvathi and Nagarakatte: of the tasks that can go on,
/// the one with the highest priority does. Priorities are drawn at the start; before each of d - 1
/// steps, drawn among all, the task that was about to take it falls below those that never fell.
class ByPriority {
 public:
  ByPriority(const World& world, int depth, SampleRandom& random)
      : world_(world),
        random_(random),
        priorities_(world.program().task_count()),
        changes_(static_cast<std::size_t>(depth) - 1) {}

  void Begin() {
    // How long an execution can be is not known: the longest so far stands for it.
    longest_ = std::max(longest_, steps_);
    steps_ = 0;
    // Above those that a change of priority gives: depth - 1 down to 1.
    std::iota(priorities_.begin(), priorities_.end(), static_cast<int>(changes_.size()) + 1);
    for (std::size_t left = priorities_.size(); left > 1; --left) {
      std::swap(priorities_[left - 1], priorities_[Draw(random_, left)]);
    }
    for (int& change : changes_) change = static_cast<int>(Draw(random_, longest_)) + 1;
  }

  TaskId Next() {
    ++steps_;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      if (changes_[i] == steps_) priorities_[Highest()] = static_cast<int>(changes_.size() - i);
    }
    return Highest();
  }

 private:
  TaskId Highest() const {
    TaskId highest = -1;
    for (std::uint64_t rest = world_.enabled(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      if (highest < 0 || priorities_[task] > priorities_[highest]) highest = task;
    }
    return highest;
  }

  const World& world_;
  SampleRandom& random_;
  std::vector<int> priorities_;  // of each task; no two are the same
  std::vector<int> changes_;     // the steps before which whoever was to take them falls back
  int longest_ = 1;
  int steps_ = 0;
};

}  // namespace

void ExplorePct(World& world, const ExploreOptions& options, Findings& findings) {
  SampleRandom random(options.seed);
  auto& scheduler = *findings.Hold(std::make_shared<ByPriority>(world, options.pct_depth, random));
  DrawExecutions(world, options, findings, random, scheduler);
}

}  // namespace heddle
