#include <bit>

#include "src/explorer/sampling.h"
#include "src/explorer/search.h"

namespace heddle {

namespace {

/// Each task that can go on is as likely to go on as any other.
class UniformWalk {
 public:
  UniformWalk(const World& world, std::mt19937_64& random) : world_(world), random_(random) {}

  void Begin() {}
  TaskId Next() {
    std::uint64_t tasks = world_.enabled();
    for (auto skip = Draw(random_, std::popcount(tasks)); skip > 0; --skip) tasks &= tasks - 1;
    return std::countr_zero(tasks);
  }

 private:
  const World& world_;
  std::mt19937_64& random_;
};

}  // namespace

void ExploreRandom(World& world, const ExploreOptions& options, Findings& findings) {
  std::mt19937_64 random(options.seed);
  UniformWalk walk(world, random);
  DrawExecutions(world, options, findings, random, walk);
}

}  // namespace heddle
