#ifndef HEDDLE_SRC_SEARCH_STRATEGIES_SAMPLING_H_
#define HEDDLE_SRC_SEARCH_STRATEGIES_SAMPLING_H_

#include <bit>
#include <cstdint>
#include <memory>

#include "src/search/execution.h"
#include "src/search/search.h"

namespace heddle::internal {

// What the strategies that draw executions have in common.

/// The random numbers of one sample, the same on every machine (the standard distributions are
/// not): SplitMix64 of Steele, Lea and Flood, "Fast splittable pseudorandom number generators",
/// OOPSLA 2014. Each sample has a stream of its own, which depends on the seed and the sample's
/// number alone: whoever draws a part of the samples draws the same as who draws them all.
class SampleRandom {
 public:
  explicit SampleRandom(std::uint64_t seed) : seed_(Mix(seed)) {}
  void Begin(std::uint64_t sample) { state_ = Mix(seed_ + sample * kStep); }
  std::uint64_t operator()() { return Mix(state_ += kStep); }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio

  static std::uint64_t Mix(std::uint64_t bits) {
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
  }

  std::uint64_t seed_;
  std::uint64_t state_ = 0;
};

/// A number below `bound`.
inline std::uint64_t Draw(SampleRandom& random, std::uint64_t bound) {
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(random()) * bound) >> 64);
}

/// A task that can go on, each as likely as any other.
inline TaskId DrawTask(SampleRandom& random, const World& world) {
  std::uint64_t tasks = world.enabled();
  for (auto skip = Draw(random, std::popcount(tasks)); skip > 0; --skip) tasks &= tasks - 1;
  return std::countr_zero(tasks);
}

/// A step of `task`, in a way that is drawn uniformly: no strategy knows of a better one.
inline Transition DrawChoice(SampleRandom& random, const World& world, TaskId task) {
  const int choices = world.Choices(task);
  return {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(Draw(random, choices))};
}

/// Runs the executions that are the search's work. `sampler` chooses each of their steps: `Begin()`
/// is called before an execution, `Next()` gives the task that takes a step next, of those that
/// can.
template <typename Sampler>
void DrawExecutions(Search& search, SampleRandom& random, Sampler& sampler) {
  Execution& execution = *search.Hold(std::make_shared<Execution>(search));
  const WorkItem& item = search.item();
  for (std::uint64_t i = 0; i < item.samples && !search.done(); ++i) {
    execution.BackTo(0, 0);
    random.Begin(item.first_sample + i);
    sampler.Begin();
    while (execution.GoesOn() && !execution.failed()) {
      const TaskId task = sampler.Next();
      execution.Step(DrawChoice(random, search.world(), task));
      if (search.done()) return;
    }
    execution.End();
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_STRATEGIES_SAMPLING_H_
