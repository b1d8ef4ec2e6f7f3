#include <algorithm>
#include <bit>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "src/search/search_strategy.h"
#include "src/search/strategies/sampling.h"

namespace heddle::internal {

namespace {

/// The scheduler of Burckhardt, Kothari, Musuvathi and Nagarakatte: of the tasks that can go on,
/// the one with the highest priority does. Priorities are drawn at the start; before each of d - 1
/// steps, drawn among all, the task that was about to take it falls below those that never fell.
class ByPriority {
 public:
  /// @param length  how many steps an execution has: among so many the changes are drawn.
  ByPriority(const World& world, int depth, int length, SampleRandom& random)
      : world_(world),
        length_(length),
        random_(random),
        priorities_(world.program().task_count()),
        changes_(static_cast<std::size_t>(depth) - 1) {}

  void Begin() {
    steps_ = 0;
    // Above those that a change of priority gives: depth - 1 down to 1.
    std::iota(priorities_.begin(), priorities_.end(), static_cast<int>(changes_.size()) + 1);
    for (std::size_t left = priorities_.size(); left > 1; --left) {
      std::swap(priorities_[left - 1], priorities_[Draw(random_, left)]);
    }
    for (int& change : changes_) change = static_cast<int>(Draw(random_, length_)) + 1;
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
  const int length_;
  SampleRandom& random_;
  std::vector<int> priorities_;  // of each task; no two are the same
  std::vector<int> changes_;     // the steps before which whoever was to take them falls back
  int steps_ = 0;
};

/// How long an execution can be is not known. What stands for it is the longest of a few that are
/// drawn by the seed alone, so that it is the same for every part of the samples.
int LengthOfExecutions(Search& search) {
  constexpr std::uint64_t kProbes = 10;
  World& world = search.world();
  if (world.failure()) return 1;  // before the first step, to which no way leads back
  Timeline& timeline = *search.Hold(std::make_shared<Timeline>(world));
  SampleRandom random(~search.options().seed);
  int longest = 1;
  for (std::uint64_t probe = 0; probe < kProbes; ++probe) {
    random.Begin(probe);
    while (world.enabled() != 0 && !world.failure() &&
           timeline.depth() < search.options().max_steps) {
      timeline.Step(DrawChoice(random, world, DrawTask(random, world)));
    }
    longest = std::max(longest, timeline.depth());
    timeline.BackTo(0);
  }
  return longest;
}

/// Executions drawn by PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler
/// with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). A fault that d orders between two
/// steps are enough to bring about shows in one of n tasks and k steps with a probability of
/// 1/(n k^(d-1)) or more, d being ExploreOptions::pct_depth; k is the length of the longest of ten
/// executions that are drawn by the seed alone before the samples, and counted nowhere. Sample i
/// depends on the seed and i alone.
void ExplorePct(Search& search) {
  SampleRandom random(search.options().seed);
  auto& scheduler = *search.Hold(std::make_shared<ByPriority>(
      search.world(), search.options().pct_depth, LengthOfExecutions(search), random));
  DrawExecutions(search, random, scheduler);
}

HEDDLE_SEARCH_STRATEGY(pct, ExplorePct,
                       {.name = "pct",
                        .visits = "drawn by priorities that change at a few steps",
                        .draws = true,
                        .divisible = true,
                        .takes = {StrategyOption::kPctDepth}});

}  // namespace

}  // namespace heddle::internal
