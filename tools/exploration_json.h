#ifndef HEDDLE_TOOLS_EXPLORATION_JSON_H_
#define HEDDLE_TOOLS_EXPLORATION_JSON_H_

#include <heddle/explore.h>
#include <heddle/parameters.h>

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace heddle::internal {

/// Parameters by their names, numbers as numbers.
nlohmann::ordered_json ToJson(const Parameters& parameters);

/// What `heddle explore --json` prints. Numbers that the strategy does not have are null; a number
/// of executions beyond 64 bits is a string of digits.
nlohmann::ordered_json ToJson(const std::string& scenario, const Parameters& parameters,
                              const ExploreOptions& options, const Exploration& result);

/// Why a counterexample fails: `null` where something is not known or does not apply.
nlohmann::ordered_json ToJson(const Explanation& why);

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_EXPLORATION_JSON_H_
