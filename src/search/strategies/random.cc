#include "src/search/search.h"
#include "src/search/strategies/sampling.h"

namespace heddle {

namespace {

/// Each task that can go on is as likely to go on as any other.
class UniformWalk {
 public:
  UniformWalk(const World& world, SampleRandom& random) : world_(world), random_(random) {}

  void Begin() {}
  TaskId Next() { return DrawTask(random_, world_); }

 private:
  const World& world_;
  SampleRandom& random_;
};

}  // namespace

void ExploreRandom(World& world, const ExploreOptions& options, Findings& findings) {
  SampleRandom random(options.seed);
  UniformWalk walk(world, random);
  DrawExecutions(world, options, findings, random, walk);
}

}  // namespace heddle
