#ifndef HEDDLE_SRC_SEARCH_FINDINGS_H_
#define HEDDLE_SRC_SEARCH_FINDINGS_H_

#include <heddle/trace.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/search/outcomes.h"
#include "src/search/shortest_schedule.h"

namespace heddle::internal {

/// What a search has found so far, or a part of one: a value, which can be kept, sent and added to
/// another.
struct Findings {
  explicit Findings(std::size_t list_outcomes = 0) : outcomes(list_outcomes) {}

  std::uint64_t steps = 0;
  std::uint64_t states = 0;
  ExecutionCount executions = 0;
  /// Executions that a sleep set cut short; nothing where there are no sleep sets.
  std::optional<std::uint64_t> blocked_executions;
  /// Executions, or states, in which something went wrong.
  std::uint64_t violations = 0;
  Outcomes outcomes;

  /// The violation after the fewest steps, and the schedule that leads to it.
  std::optional<Violation> violation;
  ShortestSchedule to_violation;
  /// To the outcome that is looked for.
  ShortestSchedule to_reached;
  /// To the midst of the step in which the time was up; empty if that is not so.
  std::vector<Transition> out_of_time;

  /// Some execution was given up before its end: not everything was visited.
  bool cut_short = false;
  /// An execution was cut short that would go round for ever if tasks were not scheduled fairly.
  bool met_circle = false;
  /// It ended before all was visited: by what it found, or by a limit.
  bool ended_early = false;
  /// The limit that ended it; empty if none did.
  std::string stopped_by;
  /// As in Exploration.
  std::string half_checked;
  /// The program names memory orders that allow more than sequential consistency.
  bool weaker_orders = false;
  std::size_t world_bytes = 0;

  bool stopped() const { return !stopped_by.empty(); }

  /// Adds what another part of the same exploration has found, which comes `later` in the order of
  /// the search. Associative: parts can be added up in any grouping. Parts that visit everything
  /// between them, none of it twice, and go on past violations, add up to what the whole search
  /// finds.
  void Merge(Findings&& later);
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_FINDINGS_H_
