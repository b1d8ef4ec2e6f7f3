#ifndef HEDDLE_TESTS_SCENARIOS_RUNS_H_
#define HEDDLE_TESTS_SCENARIOS_RUNS_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "src/engines/run.h"

namespace heddle::internal {

using Settings = std::map<std::string, std::string>;
using Texts = std::set<std::string>;

/// Explores the registered scenario `name`, past violations.
Exploration ExploreWith(std::string_view name, const Settings& settings,
                        ExploreOptions options = {});

/// All outcomes of `observer`, of an exploration that is complete.
Texts OutcomesOf(std::string_view name, const Settings& settings, std::string observer,
                 Strategy strategy = "states", Memory memory = Memory::kArena);

/// Runs the registered scenario `name` for real with no sleep, silently. Only what says `on`,
/// `seed`, `record` and `observe` counts in `options`.
RunResult RunReal(std::string_view name, const Settings& settings, RunOptions options);

/// "kind" of a violation, or "".
template <typename Result>
std::string KindOfViolation(const Result& result) {
  return result.violation ? result.violation->kind : "";
}

/// Within a property: a number from `least` to `most`, all of them as likely from the first case
/// on.
int Draw(int least, int most);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SCENARIOS_RUNS_H_
