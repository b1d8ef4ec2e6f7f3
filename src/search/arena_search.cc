#include "src/search/arena_search.h"

#include <exception>
#include <string>

#include "src/search/pass.h"

namespace heddle::internal {

std::string RunInArena(const Scenario& scenario, const Parameters& parameters,
                       const ExploreOptions& options, std::chrono::steady_clock::time_point start,
                       Lessons& lessons, const std::function<void(Search&)>& body) {
  try {
    for (;;) {
      World world(scenario, parameters, options.observe, Memory::kArena, lessons, /*learns=*/true);
      Budget budget(options, start);
      Search search(world, options, budget);
      search.counts_executions = false;
      const bool over = RunSearch(
          search, [&] { body(search); }, lessons);
      if (!over) continue;
      world.RequireRoom();
      return {};
    }
  } catch (const std::exception& error) {
    return error.what();
  }
}

}  // namespace heddle::internal
