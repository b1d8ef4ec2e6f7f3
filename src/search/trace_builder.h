#ifndef HEDDLE_SRC_SEARCH_TRACE_BUILDER_H_
#define HEDDLE_SRC_SEARCH_TRACE_BUILDER_H_

#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// How far to follow the transitions of an execution: to the last, or to where something goes
/// wrong.
enum class BuildUntil { kLastTransition, kViolation };

/// The execution that `transitions` are, run once more and written down step by step, with its
/// outcome if it runs to its end, and with what goes wrong in it first: found anew, and put into
/// words. Throws UsageError if a transition cannot be made. Data races are judged as they were by
/// an exploration with the same `lessons`.
///
/// A transition's choice, for the load of an atomic, says how many stores back the one is whose
/// value it reads: what weak memory lets it do, and what the strategies, for which memory is
/// sequentially consistent, never transition.
Trace BuildTrace(const Scenario& scenario, const Parameters& parameters,
                 const std::string& observer, const std::vector<Transition>& transitions,
                 int max_steps, BuildUntil until = BuildUntil::kLastTransition,
                 const Lessons& lessons = {});

/// The same with the steps, from 0, of the two accesses that are the race by which it fails, if it
/// fails by one.
struct TraceWithRace {
  Trace trace;
  std::optional<std::pair<int, int>> race = {};
};
TraceWithRace BuildTraceWithRace(const Scenario& scenario, const Parameters& parameters,
                                 const std::string& observer,
                                 const std::vector<Transition>& transitions, int max_steps,
                                 BuildUntil until, const Lessons& lessons);

/// What a step does and where, in words: "first: store a (shared_string.cc:57)".
std::string Doing(const Trace& trace, const TraceStep& step);

/// The same execution in another order of its independent steps, the one with the fewest switches
/// from task to task that a greedy choice finds; and, where something goes wrong in it, without the
/// steps that have no part in that. It still does what `transitions` do: it ends in the same way,
/// or else `transitions` are given back as they were.
std::vector<Transition> Straighten(const Scenario& scenario, const Parameters& parameters,
                                   const std::string& observer,
                                   const std::vector<Transition>& transitions, int max_steps,
                                   const Lessons& lessons = {});

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_TRACE_BUILDER_H_
