#ifndef HEDDLE_SRC_EXPLORER_SAMPLING_H_
#define HEDDLE_SRC_EXPLORER_SAMPLING_H_

#include <cstdint>
#include <memory>
#include <random>

#include "src/explorer/execution.h"
#include "src/explorer/search.h"

namespace heddle {

// What the strategies that draw executions have in common.

/// A number below `bound`, the same from the same seed on every machine (the standard distributions
/// are not).
inline std::uint64_t Draw(std::mt19937_64& random, std::uint64_t bound) {
  return static_cast<std::uint64_t>((static_cast<unsigned __int128>(random()) * bound) >> 64);
}

/// A step of `task`, in a way that is drawn uniformly: no strategy knows of a better one.
inline Pick DrawWay(std::mt19937_64& random, const World& world, TaskId task) {
  const int ways = world.Ways(task);
  return {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(Draw(random, ways))};
}

/// Runs `options.samples` executions. `sampler` chooses each of their steps: `Begin()` is called
/// before an execution, `Next()` gives the task that takes a step next, of those that can.
template <typename Sampler>
void DrawExecutions(World& world, const ExploreOptions& options, Findings& findings,
                    std::mt19937_64& random, Sampler& sampler) {
  Execution& execution = *findings.Hold(std::make_shared<Execution>(world, options, findings));
  for (std::uint64_t i = 0; i < options.samples && !findings.done(); ++i) {
    execution.BackTo(0, 0);
    sampler.Begin();
    while (execution.GoesOn() && !execution.failed()) {
      const TaskId task = sampler.Next();
      execution.Step(DrawWay(random, world, task));
      if (findings.done()) return;
    }
    execution.End();
  }
}

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_SAMPLING_H_
