#include <bit>
#include <random>

#include "src/explorer/execution.h"
#include "src/explorer/search.h"

namespace heddle {

namespace {

/// A number below `bound`, the same from the same seed on every machine (the standard distributions
/// are not).
int Draw(std::mt19937_64& random, int bound) {
  return static_cast<int>((static_cast<unsigned __int128>(random()) * bound) >> 64);
}

Pick DrawPick(std::mt19937_64& random, const World& world) {
  std::uint64_t tasks = world.enabled();
  for (int skip = Draw(random, std::popcount(tasks)); skip > 0; --skip) tasks &= tasks - 1;
  const int task = std::countr_zero(tasks);
  return {static_cast<std::uint8_t>(task),
          static_cast<std::uint8_t>(Draw(random, world.Ways(task)))};
}

}  // namespace

void ExploreRandom(World& world, const ExploreOptions& options, Findings& findings) {
  std::mt19937_64 random(options.seed);
  Execution execution(world, options, findings);
  for (std::uint64_t i = 0; i < options.samples && !findings.done(); ++i) {
    execution.BackTo(0, 0);
    while (execution.GoesOn() && !execution.failed()) {
      execution.Step(DrawPick(random, world));
      if (findings.done()) return;
    }
    execution.End();
  }
}

}  // namespace heddle
