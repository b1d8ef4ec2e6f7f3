#ifndef HEDDLE_SRC_SEARCH_PASS_H_
#define HEDDLE_SRC_SEARCH_PASS_H_

#include <heddle/explore.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "src/program/lessons.h"
#include "src/program/world.h"
#include "src/search/findings.h"

namespace heddle {

/// Runs a search to its end, whatever that is: it may crash, or learn something and say so by
/// RunAgain. @return whether it is over; if not, it is to be run again, with new findings and with
/// what are then the `lessons`.
bool RunSearch(const std::function<void()>& search, Lessons& lessons, Findings& findings);

/// One run of a strategy over a scenario, from its start: an exploration, unless it turns out on
/// the way that more has to be known for it. What it has found lives here, and not with the search
/// itself, so that it is there however the search ends.
class Pass {
 public:
  /// @param start  when the exploration has begun.
  Pass(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
       const Lessons& lessons, std::chrono::steady_clock::time_point start);

  /// Blocks until the search is over. @return whether it is; if not, another is to run with what
  /// are then lessons().
  bool Run();
  const Lessons& lessons() const { return lessons_; }

  // --- Once it is over.

  const World& world() const { return *world_; }
  Findings& findings() { return findings_; }
  const std::optional<std::uint64_t>& blocked_executions() const { return blocked_executions_; }
  const std::string& half_checked() const { return half_checked_; }

 private:
  void Search();

  const Scenario& scenario_;
  const Parameters& parameters_;
  const ExploreOptions& options_;
  Lessons lessons_;
  const std::unique_ptr<World> world_;
  Findings findings_;
  std::optional<std::uint64_t> blocked_executions_;
  std::string half_checked_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_PASS_H_
