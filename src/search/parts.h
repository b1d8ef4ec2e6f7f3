#ifndef HEDDLE_SRC_SEARCH_PARTS_H_
#define HEDDLE_SRC_SEARCH_PARTS_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <chrono>
#include <optional>
#include <vector>

#include "src/search/findings.h"
#include "src/search/work_item.h"

namespace heddle::internal {

// An exploration in parts: divide the work, search each part, merge what they find, conclude. What
// one part learns of the scenario (Lessons) can change what the others visit: they are to begin
// again with it.

/// What was found in a part, and what it has left to others.
struct Part {
  Findings findings;
  std::vector<WorkItem> left = {};
  /// What the search of it has learnt, and what it knew before.
  Lessons lessons = {};
};

/// Throws UsageError for options that do not go together, or not with the scenario.
void CheckOptions(const Scenario& scenario, const ExploreOptions& options);

/// All the work of an exploration by `options`, of a scenario of which so much is known.
WorkItem WholeOf(const ExploreOptions& options, const Lessons& lessons = {});

/// Searches the part of an exploration that `item` is. Blocks until that is done, or a limit of
/// `options`, which is this part's, is reached. Throws as Explore does.
/// @param leave_at  how deep to go, where others go on; empty: to the end.
Part SearchPart(const Scenario& scenario, const Parameters& parameters,
                const ExploreOptions& options, const WorkItem& item,
                std::optional<int> leave_at = {},
                std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now());

/// Divides `whole`, all the work of an exploration, into `parts` items, or more, or as many as
/// there are, in the order of the search. What is found on the way comes before what they find.
/// Throws as Explore does, and UsageError for a strategy whose work cannot be divided.
Part DivideWork(const Scenario& scenario, const Parameters& parameters,
                const ExploreOptions& options, const WorkItem& whole, int parts);

/// Explores as Explore does, but part by part. Limits are each part's own; and a search that ends
/// at its first violation ends each part there. Throws as DivideWork does.
Exploration ExploreInParts(const Scenario& scenario, const Parameters& parameters,
                           const ExploreOptions& options, int parts);

/// What was found in numbers, and whether a violation or a limit is among it. Takes the list of
/// outcomes out of `findings`.
Exploration NumbersOf(const ExploreOptions& options, Findings& findings, double seconds);

/// What an exploration comes to that has found `findings`: judges how much they show, and puts the
/// shortest violation into a trace. Blocks while it does. Throws as Explore does.
Exploration Conclude(const Scenario& scenario, const Parameters& parameters,
                     const ExploreOptions& options, Findings findings,
                     std::chrono::steady_clock::time_point start);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_PARTS_H_
