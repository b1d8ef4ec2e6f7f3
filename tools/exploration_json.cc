#include "tools/exploration_json.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "src/trace/trace_json.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json();
}

Json Count(ExecutionCount count) {
  if (count > std::numeric_limits<std::uint64_t>::max()) return ToString(count);
  return static_cast<std::uint64_t>(count);
}

/// Per second; null where there is nothing to divide.
Json Rate(std::optional<double> count, double seconds) {
  return count && seconds > 0 ? Json(*count / seconds) : Json();
}

Json ListOf(const Exploration& result, bool with_executions) {
  if (!result.outcomes) return Json();
  Json list = Json::array();
  for (const auto& outcome : *result.outcomes) {
    Json entry;
    entry["value"] = outcome.value;
    entry["executions"] = with_executions ? Count(outcome.executions) : Json();
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Json ToJson(const Parameters& parameters) {
  Json values = Json::object();
  for (const auto& value : parameters.values()) {
    values[value.name] = value.is_number ? Json(std::stoll(value.text)) : Json(value.text);
  }
  return values;
}

Json ToJson(const std::string& scenario, const Parameters& parameters,
            const ExploreOptions& options, const Exploration& result, const Explanation* why) {
  const auto from = [](const std::optional<Minimised>& one) { return one ? &*one : nullptr; };
  Json violation;
  if (result.violation) {
    violation["kind"] = result.violation->kind;
    violation["message"] = result.violation->message;
    violation["trace"] =
        result.trace ? ToJson(*result.trace, why, from(result.minimised)) : Json();
  }
  Json reached;
  if (result.reached) {
    reached["value"] = *options.reach;
    reached["trace"] = ToJson(*result.reached, nullptr, from(result.reached_minimised));
  }
  std::optional<double> executions, states;
  if (result.executions) executions = static_cast<double>(*result.executions);
  if (result.states) states = static_cast<double>(*result.states);
  Json json;
  json["scenario"] = scenario;
  json["parameters"] = ToJson(parameters);
  json["engine"] = options.strategy.engine();
  json["strategy"] = options.strategy.name();
  json["verdict"] = std::string(NameOf(result.verdict));
  json["complete"] = result.complete;
  json["executions"] = result.executions ? Count(*result.executions) : Json();
  json["blocked_executions"] = OrNull(result.blocked_executions);
  json["steps"] = result.steps;
  json["states"] = OrNull(result.states);
  json["outcome_count"] = OrNull(result.outcome_count);
  json["outcomes"] = ListOf(result, result.executions.has_value());
  json["violations"] = result.violations;
  json["violation"] = violation;
  json["reached"] = reached;
  json["stopped_in"] = result.trace && !result.violation ? ToJson(*result.trace) : Json();
  json["seconds"] = result.seconds;
  json["executions_per_second"] = Rate(executions, result.seconds);
  json["states_per_second"] = Rate(states, result.seconds);
  json["world_bytes"] = result.world_bytes;
  json["peak_memory_bytes"] = result.peak_memory_bytes;
  return json;
}

}  // namespace heddle::internal
