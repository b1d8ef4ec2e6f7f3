#ifndef HEDDLE_SRC_SEARCH_ARENA_SEARCH_H_
#define HEDDLE_SRC_SEARCH_ARENA_SEARCH_H_

#include <heddle/explore.h>

#include <chrono>
#include <functional>
#include <string>

#include "src/program/lessons.h"
#include "src/search/search.h"

namespace heddle::internal {

/// Runs `body` with a search whose world is in an arena, whatever ExploreOptions::memory says, and
/// again for as long as more has to be known of the scenario: it must begin anew each time.
/// @param lessons  what is known of the scenario; then, what is.
/// @return why that cannot be done: there can be no such worlds here, or what is run throws; empty
/// if it was done.
std::string RunInArena(const Scenario& scenario, const Parameters& parameters,
                       const ExploreOptions& options, std::chrono::steady_clock::time_point start,
                       Lessons& lessons, const std::function<void(Search&)>& body);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_ARENA_SEARCH_H_
