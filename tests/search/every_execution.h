#ifndef HEDDLE_TESTS_SEARCH_EVERY_EXECUTION_H_
#define HEDDLE_TESTS_SEARCH_EVERY_EXECUTION_H_

#include <heddle/scenario.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/program/transition.h"

namespace heddle::internal {

/// How long an execution is: its steps, then its switches.
using Length = std::pair<int, int>;

/// What executions come to, found by going through every one of them: what minimal counterexamples
/// and points of no return are measured by.
struct EveryExecution {
  std::uint64_t executions = 0;
  /// By the kind of what goes wrong first in them: the length of the shortest, up to there.
  std::map<std::string, Length> shortest;
  /// For each number of steps of the execution that is followed, from 0 on: the length of the
  /// shortest in which nothing goes wrong among those that begin with these; nothing if in each
  /// something does.
  std::vector<std::optional<Length>> passing_after;

  /// The step, from 1, after which all fail and before which one passes; 0 if all fail.
  int point_of_no_return() const {
    int step = static_cast<int>(passing_after.size());
    while (step > 0 && !passing_after[step - 1]) --step;
    return step;
  }
};

/// Nothing if there are more than `most` executions, or one of more than 60 steps.
/// @param followed  the steps of an execution.
/// @param spurious_wakeups  as in ExploreOptions.
std::optional<EveryExecution> GoThroughEveryExecution(const Scenario& scenario,
                                                      const Parameters& parameters,
                                                      const std::string& observer,
                                                      const std::vector<Transition>& followed,
                                                      std::uint64_t most, int spurious_wakeups = 0);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_EVERY_EXECUTION_H_
