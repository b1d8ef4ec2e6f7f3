#include "src/search/strategies/sampling.h"
#include "src/search/strategies/strategies.h"

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

void ExploreRandom(Search& search) {
  SampleRandom random(search.options().seed);
  UniformWalk walk(search.world(), random);
  DrawExecutions(search, random, walk);
}

}  // namespace heddle
