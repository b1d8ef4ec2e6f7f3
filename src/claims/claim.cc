#include "src/claims/claim.h"

#include <fmt/format.h>
#include <heddle/trace.h>

#include <array>

namespace heddle::internal {

namespace {

using Count = std::optional<ExecutionCount>;

Count StepsOf(const std::optional<Trace>& trace) {
  if (!trace) return {};
  return trace->steps.size();
}

constexpr std::array<Figure, 7> kFigures = {{
    {"executions", [](const Exploration& found) { return Count(found.executions); }},
    {"blocked_executions",
     [](const Exploration& found) { return Count(found.blocked_executions); }},
    {"states", [](const Exploration& found) { return Count(found.states); }},
    {"violations", [](const Exploration& found) { return Count(found.violations); }},
    {"outcome_count", [](const Exploration& found) { return Count(found.outcome_count); }},
    {"counterexample_steps", [](const Exploration& found) { return StepsOf(found.trace); }},
    {"reached_steps", [](const Exploration& found) { return StepsOf(found.reached); }},
}};

}  // namespace

std::span<const Figure> Figures() { return kFigures; }

const Claim& FindClaim(const std::vector<Claim>& claims, std::string_view id) {
  std::vector<std::string> ids;
  for (const Claim& claim : claims) {
    if (claim.id == id) return claim;
    ids.push_back(claim.id);
  }
  // There are too many to list.
  const std::string nearest = Nearest(id, ids);
  throw UsageError(
      nearest.empty()
          ? fmt::format("there is no claim '{}', nor one like it, among the {} that there are", id,
                        ids.size())
          : fmt::format("there is no claim '{}'; did you mean '{}'?", id, nearest));
}

}  // namespace heddle::internal
