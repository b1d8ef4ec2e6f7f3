#include <bit>
#include <memory>
#include <vector>

#include "src/search/search_strategy.h"
#include "src/search/strategies/sampling.h"

namespace heddle::internal {

namespace {

/// The sampler of Yuan, Yang and Gu: each step that is next in its task has a priority, drawn
/// uniformly, and of those that can be taken the one with the highest is. The steps whose order
/// with it matters then draw anew, so that they do not carry on what they lost by.
class ByEventPriority {
 public:
  ByEventPriority(const World& world, SampleRandom& random)
      : world_(world), random_(random), priorities_(world.program().task_count()) {}

  void Begin() {
    for (std::uint64_t& priority : priorities_) priority = random_();
    last_ = -1;
    raced_ = 0;
  }

  TaskId Next() {
    if (last_ >= 0) DrawAnew();
    last_ = -1;
    for (std::uint64_t rest = world_.enabled(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      if (last_ < 0 || priorities_[task] > priorities_[last_]) last_ = task;
    }
    const Footprint& footprint = world_.footprint(last_);
    for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      if (task != last_ && Dependent(world_.footprint(task), footprint)) raced_ |= rest & -rest;
    }
    return last_;
  }

 private:
  /// Priorities for the step after the last one, and for those that raced with the last one.
  void DrawAnew() {
    raced_ |= std::uint64_t{1} << last_;
    for (; raced_ != 0; raced_ &= raced_ - 1) priorities_[std::countr_zero(raced_)] = random_();
  }

  const World& world_;
  SampleRandom& random_;
  std::vector<std::uint64_t> priorities_;  // of each task's next step
  TaskId last_ = -1;                       // whose step was taken last
  std::uint64_t raced_ = 0;                // whose next steps raced with that, a bit each
};

/// Executions drawn by POS (Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018),
/// more evenly over Mazurkiewicz traces than a uniform choice at each step does.
void ExplorePos(Search& search) {
  SampleRandom random(search.options().seed);
  auto& sampler = *search.Hold(std::make_shared<ByEventPriority>(search.world(), random));
  DrawExecutions(search, random, sampler);
}

HEDDLE_SEARCH_STRATEGY(
    pos, ExplorePos,
    {.name = "pos", .visits = "drawn by priorities of steps", .draws = true, .divisible = true});

}  // namespace

}  // namespace heddle::internal
