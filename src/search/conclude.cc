// What the findings of an exploration come to.

#include <fmt/format.h>
#include <sys/resource.h>

#include <limits>
#include <new>
#include <utility>

#include "src/guard/step_watch.h"
#include "src/search/minimise.h"
#include "src/search/parts.h"
#include "src/search/rehearsal.h"
#include "src/search/sequential_consistency.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

using std::chrono::steady_clock;

namespace {

/// How long a step that was not waited for is waited for once more, to show it.
constexpr double kTraceStepSeconds = 0.2;

/// Whether there is time for it, and every step comes to its end.
bool MayRehearse(const Findings& findings) {
  if (findings.stopped() || findings.cut_short) return false;
  return !findings.violation || findings.violation->kind != "endless";
}

void Remark(Exploration& result, const std::string& text) {
  result.remark += (result.remark.empty() ? "" : "; ") + text;
}

/// Which of the numbers the strategy has.
void KeepNumbersOf(const ExploreOptions& options, const Findings& findings, Exploration& result) {
  const StrategyTraits& traits = options.strategy.traits();
  if (traits.by_state && !traits.counts_executions) result.states = findings.states;
  // Those that count, and do not run, have nothing to say of them before the end.
  if (traits.counts_executions && !(traits.by_state && findings.stopped())) {
    result.executions = findings.executions;
  }
}

void Judge(const ExploreOptions& options, const Findings& findings, Exploration& result) {
  if (findings.weaker_orders) {
    Remark(result, "each load was of the newest value, as under sequential consistency");
  }
  if (findings.met_circle) {
    Remark(result,
           "there are executions that go round for ever unless tasks are scheduled fairly, and "
           "they were cut short: states visits each state once");
  }
  result.half_checked = findings.half_checked;
  if (!result.half_checked.empty()) {
    Remark(result,
           fmt::format("the invariant '{}' can tell orders of one trace apart, and dpor runs one "
                       "of them: states checks it in every state",
                       result.half_checked));
  }
  result.complete_sc = !findings.ended_early && !findings.cut_short &&
                       findings.half_checked.empty() && options.strategy.traits().exhaustive;
  result.complete = result.complete_sc;
  if (findings.weaker_orders) LimitToSequentialConsistency(result);
}

MetExecution MetBy(const ShortestSchedule& schedule) {
  const auto& transitions = schedule.transitions();
  return {static_cast<int>(transitions.size()), CountSwitches(transitions), schedule.lessons};
}

}  // namespace

Exploration NumbersOf(const ExploreOptions& options, Findings& findings, double seconds) {
  Exploration result;
  result.blocked_executions = findings.blocked_executions;
  result.steps = findings.steps;
  if (!options.observe.empty()) {
    result.outcome_count = findings.outcomes.count();
    result.outcomes = findings.outcomes.TakeList();
  }
  // Counted as one by whoever has met it.
  result.violations = findings.violations - (findings.out_of_time.empty() ? 0 : 1);
  result.violation = findings.violation;
  if (findings.violation) {
    result.verdict = Exploration::Verdict::kViolated;
  } else if (findings.stopped()) {
    result.verdict = Exploration::Verdict::kStopped;
  }
  if (findings.stopped()) Remark(result, "stopped by " + findings.stopped_by);
  result.seconds = seconds;
  result.world_bytes = findings.world_bytes;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  result.peak_memory_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  return result;
}

Exploration Conclude(const Scenario& scenario, const Parameters& parameters,
                     const ExploreOptions& options, Findings findings,
                     steady_clock::time_point start) {
  StepWatch watch(options.limit_step_seconds, EarliestDeadline(start, options.limit_seconds).when);
  if (MayRehearse(findings)) Rehearse(scenario, parameters, options.observe);
  const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  Exploration result = NumbersOf(options, findings, seconds);
  KeepNumbersOf(options, findings, result);
  Judge(options, findings, result);

  // A way to a state may be of any length.
  const int max_steps =
      options.strategy.traits().limits_length ? options.max_steps : std::numeric_limits<int>::max();
  const auto straightened = [&](const ShortestSchedule& schedule) {
    return Straighten(scenario, parameters, options.observe, schedule.transitions(), max_steps,
                      schedule.lessons);
  };
  // For traces there is still time; but what is known not to end is not waited for.
  watch.Set(options.limit_step_seconds, steady_clock::time_point::max());
  try {
    if (findings.violation) {
      // What goes round for ever shows in no other order.
      const ShortestSchedule& schedule = findings.to_violation;
      result.trace = BuildTrace(
          scenario, parameters, options.observe,
          findings.violation->kind == "endless" ? schedule.transitions() : straightened(schedule),
          max_steps, BuildUntil::kViolation, schedule.lessons);
      // Run once more it is put into words; it must be the same thing that goes wrong.
      if (result.trace->violation) {
        result.violation = result.trace->violation;
      } else {
        result.trace->violation = result.violation;
      }
      MinimiseCounterexample(scenario, parameters, options, MetBy(schedule), watch, result);
    }
    if (!findings.violation && !findings.out_of_time.empty()) {
      watch.Set(kTraceStepSeconds, steady_clock::time_point::max());
      result.trace =
          BuildTrace(scenario, parameters, options.observe, findings.out_of_time, max_steps);
      result.trace->violation.reset();
    }
    if (findings.to_reached.found()) {
      result.reached = BuildTrace(scenario, parameters, options.observe,
                                  straightened(findings.to_reached), max_steps);
      MinimiseReached(scenario, parameters, options, MetBy(findings.to_reached), watch, result);
    }
  } catch (const std::bad_alloc&) {
    Remark(result, "there is no memory left for the trace");
  }
  return result;
}

}  // namespace heddle::internal
