#include "src/search/search_strategy.h"
#include "src/search/strategies/sampling.h"

namespace heddle::internal {

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

/// Executions drawn by choosing uniformly, at each point, among the tasks and ways there are.
void ExploreRandom(Search& search) {
  SampleRandom random(search.options().seed);
  UniformWalk walk(search.world(), random);
  DrawExecutions(search, random, walk);
}

HEDDLE_SEARCH_STRATEGY(random, ExploreRandom,
                       {.name = "random",
                        .visits = "executions drawn at each choice",
                        .draws = true,
                        .divisible = true});

}  // namespace

}  // namespace heddle::internal
