#include <fmt/format.h>
#include <heddle/explore.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <limits>
#include <memory>
#include <new>

#include "src/guard/step_watch.h"
#include "src/memory/data_segment.h"
#include "src/search/findings.h"
#include "src/search/pass.h"
#include "src/search/rehearsal.h"
#include "src/search/sequential_consistency.h"
#include "src/search/trace_builder.h"

namespace heddle {

namespace {

constexpr std::array<std::pair<std::string_view, Strategy>, 7> kStrategies = {{
    {"states", Strategy::kStates},
    {"dpor", Strategy::kDpor},
    {"all", Strategy::kAll},
    {"count", Strategy::kCount},
    {"random", Strategy::kRandom},
    {"pct", Strategy::kPct},
    {"pos", Strategy::kPos},
}};

/// How long a step that was not waited for is waited for once more, to show it.
constexpr double kTraceStepSeconds = 0.2;

void CheckOptions(const Scenario& scenario, const ExploreOptions& options) {
  if (!options.observe.empty()) scenario.RequireObserver(options.observe);
  if (options.reach && options.observe.empty()) {
    throw UsageError("a value to reach needs an observer: say which by observe");
  }
  const bool by_state =
      options.strategy == Strategy::kStates || options.strategy == Strategy::kCount;
  if (by_state && options.memory == Memory::kHeap) {
    throw UsageError(
        fmt::format("the strategy {} needs snapshots: a state is their bytes; without them use "
                    "dpor, all, random, pct or pos",
                    NameOf(options.strategy)));
  }
  if (options.most_steps < 1) throw UsageError("the most steps of an execution are 1 or more");
  if (options.whole_states && options.strategy != Strategy::kStates) {
    throw UsageError("whole states are for the strategy states alone");
  }
  if (options.pct_depth < 1 || options.pct_depth > kMostPctDepth) {
    throw UsageError(
        fmt::format("the depth of pct must be 1 to {}, not {}", kMostPctDepth, options.pct_depth));
  }
}

}  // namespace

Strategy StrategyNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, strategy] : kStrategies) {
    if (known == name) return strategy;
    names.emplace_back(known);
  }
  throw UsageError(fmt::format("there is no strategy '{}'{}", name, DidYouMean(name, names)));
}

std::string_view NameOf(Strategy strategy) {
  for (const auto& [name, known] : kStrategies) {
    if (known == strategy) return name;
  }
  return "";
}

std::string_view NameOf(Exploration::Verdict verdict) {
  switch (verdict) {
    case Exploration::Verdict::kHolds:
      return "holds";
    case Exploration::Verdict::kHoldsSc:
      return "holds-sc";
    case Exploration::Verdict::kViolated:
      return "violated";
    default:
      return "stopped";
  }
}

namespace {

/// Whether a pass, run once more and without the caller's own functions, changes a static variable:
/// not one that was made on its first use in the pass before, then, nor one of these functions'.
/// A pass that takes long is run for a while.
bool ChangesStaticsAgain(const Scenario& scenario, const Parameters& parameters,
                         const ExploreOptions& options, const Lessons& lessons) {
  constexpr double kSeconds = 2;
  ExploreOptions again = options;
  again.progress = {};
  again.interrupted = {};
  again.limit_seconds =
      options.limit_seconds > 0 ? std::min(options.limit_seconds, kSeconds) : kSeconds;
  const DataSegments statics;
  Pass pass(scenario, parameters, again, lessons, std::chrono::steady_clock::now());
  pass.Run();
  return !statics.Same();
}

/// Whether there is time for it, and every step comes to its end.
bool MayRehearse(const Findings& findings) {
  if (findings.stopped() || findings.cut_short) return false;
  return !findings.violation() || findings.violation()->kind != "endless";
}

}  // namespace

Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                    const ExploreOptions& options) {
  CheckOptions(scenario, options);
  const auto start = std::chrono::steady_clock::now();
  StepWatch watch(options.limit_step_seconds, EarliestDeadline(start, options.limit_seconds).when);
  const DataSegments statics;
  std::optional<DataSegments> statics_of_pass;  // where they are watched
  auto pass = std::make_unique<Pass>(scenario, parameters, options, Lessons(), start);
  for (;;) {
    const bool over = pass->Run();
    Lessons lessons = pass->lessons();
    if (over) {
      if (lessons.watches_statics && !pass->findings().stopped()) {
        if (const auto changed = statics_of_pass->Changed())
          RefuseHiddenChange(scenario.name, *changed);
      }
      // What has no time to come to its end claims nothing that would need it.
      if (lessons.watches_statics || pass->findings().stopped() || statics.Same()) break;
      if (!ChangesStaticsAgain(scenario, parameters, options, lessons)) break;
      lessons.watches_statics = true;
    }
    pass.reset();  // before another takes memory
    if (lessons.watches_statics) statics_of_pass.emplace().Note();
    pass = std::make_unique<Pass>(scenario, parameters, options, lessons, start);
  }
  const World& world = pass->world();
  Findings& findings = pass->findings();
  world.RequireRoom();
  if (MayRehearse(findings)) Rehearse(scenario, parameters, options.observe);
  Exploration result;
  findings.Report(result);
  result.blocked_executions = pass->blocked_executions();
  result.half_checked = pass->half_checked();
  const auto remark = [&result](const std::string& text) {
    result.remark += (result.remark.empty() ? "" : "; ") + text;
  };
  if (world.program().weaker_orders()) {
    remark("each load was of the newest value, as under sequential consistency");
  }
  if (findings.met_circle()) {
    remark(
        "there are executions that go round for ever unless tasks are scheduled fairly, and they "
        "were cut short: states visits each state once");
  }
  if (!result.half_checked.empty()) {
    remark(
        fmt::format("the invariant '{}' can tell orders of one trace apart, and dpor runs one of "
                    "them: states checks it in every state",
                    result.half_checked));
  }
  result.complete_sc = !findings.done() && !findings.cut_short && result.half_checked.empty() &&
                       !Draws(options.strategy);
  result.complete = result.complete_sc;
  if (world.program().weaker_orders()) LimitToSequentialConsistency(result);

  // A way to a state may be of any length.
  const int most_steps =
      options.strategy == Strategy::kStates ? std::numeric_limits<int>::max() : options.most_steps;
  const auto straightened = [&](const std::vector<Transition>& transitions) {
    return Straighten(scenario, parameters, options.observe, transitions, most_steps,
                      pass->lessons());
  };
  // For traces there is still time; but what is known not to end is not waited for.
  const auto never = std::chrono::steady_clock::time_point::max();
  watch.Set(options.limit_step_seconds, never);
  try {
    if (findings.violation()) {
      // What goes round for ever shows in no other order.
      const std::vector<Transition>& transitions = findings.violation_transitions();
      result.trace = BuildTrace(
          scenario, parameters, options.observe,
          findings.violation()->kind == "endless" ? transitions : straightened(transitions),
          most_steps, BuildUntil::kViolation, pass->lessons());
      // Run once more it is put into words; it must be the same thing that goes wrong.
      if (result.trace->violation) {
        result.violation = result.trace->violation;
      } else {
        result.trace->violation = result.violation;
      }
    }
    if (!findings.violation() && !findings.transitions_out_of_time().empty()) {
      watch.Set(kTraceStepSeconds, never);
      result.trace = BuildTrace(scenario, parameters, options.observe,
                                findings.transitions_out_of_time(), most_steps);
      result.trace->violation.reset();
    }
    if (findings.reached()) {
      result.reached = BuildTrace(scenario, parameters, options.observe,
                                  straightened(findings.reached_transitions()), most_steps);
    }
  } catch (const std::bad_alloc&) {
    remark("there is no memory left for the trace");
  }
  return result;
}

}  // namespace heddle
