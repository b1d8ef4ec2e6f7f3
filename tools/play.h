#ifndef HEDDLE_TOOLS_PLAY_H_
#define HEDDLE_TOOLS_PLAY_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <string>

namespace heddle::internal {

/// Up to so many states, a browser plays along and a person finds a way.
inline constexpr std::size_t kMaxStatesToPlay = 5000;

/// The page on which a reader plays the scheduler of `scenario`. Throws UsageError where there are
/// more states than kMaxStatesToPlay.
std::string PlayPageOf(const Scenario& scenario, const Parameters& parameters,
                       const ExploreOptions& options);

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_PLAY_H_
