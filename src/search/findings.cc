#include "src/search/findings.h"

#include <algorithm>
#include <utility>

namespace heddle::internal {

void Findings::Merge(Findings&& later) {
  steps += later.steps;
  states += later.states;
  executions += later.executions;
  if (later.blocked_executions) {
    blocked_executions = blocked_executions.value_or(0) + *later.blocked_executions;
  }
  violations += later.violations;
  outcomes.Merge(std::move(later.outcomes));
  if (to_violation.Merge(std::move(later.to_violation))) violation = std::move(later.violation);
  to_reached.Merge(std::move(later.to_reached));
  if (out_of_time.empty()) out_of_time = std::move(later.out_of_time);
  cut_short |= later.cut_short;
  met_circle |= later.met_circle;
  ended_early |= later.ended_early;
  if (stopped_by.empty()) stopped_by = std::move(later.stopped_by);
  if (half_checked.empty()) half_checked = std::move(later.half_checked);
  weaker_orders |= later.weaker_orders;
  world_bytes = std::max(world_bytes, later.world_bytes);
}

}  // namespace heddle::internal
