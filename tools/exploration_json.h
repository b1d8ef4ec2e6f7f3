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
/// @param why  why the counterexample fails; null if that is not known.
nlohmann::ordered_json ToJson(const std::string& scenario, const Parameters& parameters,
                              const ExploreOptions& options, const Exploration& result,
                              const Explanation* why = nullptr);

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_EXPLORATION_JSON_H_
