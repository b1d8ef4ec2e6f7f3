#ifndef HEDDLE_SRC_SEARCH_PASS_H_
#define HEDDLE_SRC_SEARCH_PASS_H_

#include <heddle/explore.h>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "src/program/lessons.h"
#include "src/program/world.h"
#include "src/search/search.h"
#include "src/search/search_strategy.h"

namespace heddle::internal {

/// Runs `search` by `run` to its end, whatever that is: it may crash, or learn something and say so
/// by RunAgain. @return whether it is over; if not, it is to be run again, with new findings and
/// with what are then the `lessons`.
bool RunSearch(Search& search, const std::function<void()>& run, Lessons& lessons);

/// One run of a strategy over a scenario, from its start: an exploration, unless it turns out on
/// the way that more has to be known for it. What it has found lives here, and not with the search
/// itself, so that it is there however the search ends.
class Pass {
 public:
  /// @param start  when the exploration has begun.
  Pass(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
       const WorkItem& item, const Lessons& lessons, std::chrono::steady_clock::time_point start);

  /// As Search::LeaveAt.
  void LeaveAt(int depth) { search_.LeaveAt(depth); }

  /// Blocks until the search is over. @return whether it is; if not, another is to run with what
  /// are then lessons().
  bool Run();
  const Lessons& lessons() const { return lessons_; }

  // --- Once it is over.

  const World& world() const { return *world_; }
  const Findings& findings() const { return search_.findings(); }
  Findings TakeFindings();
  std::vector<WorkItem> TakeLeft() { return search_.TakeLeft(); }

 private:
  const SearchStrategy& strategy_;
  Lessons lessons_;
  const std::unique_ptr<World> world_;
  Budget budget_;
  Search search_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_PASS_H_
