#include <fmt/format.h>
#include <heddle/explore.h>
#include <heddle/strategy.h>

#include <chrono>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "src/engines/relacy/relacy_context.h"
#include "src/engines/relacy/relacy_machine.h"
#include "src/guard/crash_guard.h"
#include "src/guard/step_watch.h"
#include "src/memory/memory_limit.h"
#include "src/search/budget.h"
#include "src/search/findings.h"
#include "src/search/minimise.h"
#include "src/search/parts.h"
#include "src/search/rehearsal.h"
#include "src/search/sequential_consistency.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

namespace {

using std::chrono::steady_clock;

/// How long a step that was not waited for is waited for once more, to show it.
constexpr double kTraceStepSeconds = 0.2;

/// What the executions come to.
class Collection {
 public:
  explicit Collection(const ExploreOptions& options)
      : options_(options),
        goes_on_(options.keep_going || !options.observe.empty()),
        findings_(options.list_outcomes),
        budget_(options) {}

  bool goes_on() const { return goes_on_; }
  const Budget& budget() const { return budget_; }
  Findings& findings() { return findings_; }
  /// Of the violation that is a data race: the number of the step, from 0, that the last one races
  /// with, or -1.
  int races_with() const { return races_with_; }
  /// Whether every step was seen to come to its end, and every execution.
  bool steps_end() const {
    return !findings_.cut_short && !(findings_.violation && findings_.violation->kind == "endless");
  }
  /// The search was not ended by what it found or by a limit.
  bool wants_more() const { return wants_more_; }

  /// @return whether another execution is wanted.
  bool Add(const RelacyExecution& execution) {
    ++findings_.executions;
    findings_.cut_short |= execution.endless;
    if (execution.violation) {
      ++findings_.violations;
      const auto transitions = std::span(execution.transitions).first(execution.violation_length);
      if (findings_.to_violation.Offer(transitions)) {
        findings_.violation = execution.violation;
        races_with_ = execution.races_with;
      }
      if (!goes_on_) wants_more_ = false;
    }
    if (execution.outcome) {
      findings_.outcomes.Add(*execution.outcome, 1);
      if (options_.reach == execution.outcome) findings_.to_reached.Offer(execution.transitions);
    }
    if (options_.limit_executions != 0 && findings_.executions >= options_.limit_executions) {
      StopBy(fmt::format("the limit of {} executions", options_.limit_executions));
    }
    if (Draws(options_.strategy) && findings_.executions >= options_.samples) {
      wants_more_ = false;
    }
    if (findings_.executions % 64 == 0) Look();
    return wants_more_;
  }

  /// Watches the limits. @return whether to stop.
  bool Look() {
    if (auto limit = budget_.Spent(findings_, 0, -1)) StopBy(std::move(*limit));
    return !wants_more_;
  }

  void StopBy(std::string limit) {
    if (!findings_.stopped()) findings_.stopped_by = std::move(limit);
    wants_more_ = false;
  }

 private:
  const ExploreOptions& options_;
  const bool goes_on_;
  Findings findings_;
  Budget budget_;
  int races_with_ = -1;
  bool wants_more_ = true;
};

/// How many tasks there are; throws UsageError if Relacy cannot run so many.
int CountTasks(const World& world, const Scenario& scenario) {
  const int tasks = world.program().task_count();
  if (tasks >= 1 && tasks <= kMaxRelacyTasks) return tasks;
  throw UsageError(fmt::format("{}: there are {} tasks; Relacy can run 1 to {}", scenario.name,
                               tasks, kMaxRelacyTasks));
}

/// What Relacy has done.
struct Run {
  bool exhausted = false;
  std::uint64_t steps = 0;
  bool weaker_orders = false;
  bool changes_statics = false;
  std::vector<Transition> transitions_out_of_time;
};

Run RunAll(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
           RelacySearch search, int tasks, bool refuse_statics, Collection& collection) {
  RelacyMachine scheduler(
      scenario, parameters, options, !collection.goes_on(),
      [&](const RelacyExecution& execution) { return collection.Add(execution); },
      [&] { return collection.Look(); }, refuse_statics);
  Run run;
  try {
    run.exhausted = RunByRelacy(scheduler, tasks, search, options.preemptions, options.seed);
  } catch (const std::bad_alloc&) {
    collection.StopBy(OutOfMemory());
  }
  run.steps = scheduler.steps();
  run.weaker_orders = scheduler.program().weaker_orders();
  run.changes_statics = scheduler.changes_statics();
  run.transitions_out_of_time = scheduler.transitions_out_of_time();
  return run;
}

/// Throws UsageError if a static variable changes once more: then it was not made once and for all.
/// What takes long is run for a while.
void RefuseStaticsThatChangeAgain(const Scenario& scenario, const Parameters& parameters,
                                  const ExploreOptions& options, RelacySearch search, int tasks) {
  ExploreOptions again = options;
  again.progress = {};
  again.interrupted = {};
  again.limit_seconds = 2;
  Collection collection(again);
  RunAll(scenario, parameters, again, search, tasks, /*refuse_statics=*/true, collection);
}

/// What Relacy did, run once more by the explorer, which puts it into words.
Trace TraceOf(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
              std::span<const Transition> transitions) {
  try {
    Trace trace = BuildTrace(scenario, parameters, options.observe,
                             {transitions.begin(), transitions.end()}, options.max_steps);
    trace.engine = "relacy";
    return trace;
  } catch (const UsageError& error) {
    throw std::logic_error(fmt::format("the explorer cannot follow Relacy: {}", error.what()));
  }
}

Trace TraceOfViolation(const Scenario& scenario, const Parameters& parameters,
                       const ExploreOptions& options, Collection& collection) {
  const Findings& findings = collection.findings();
  Trace trace = TraceOf(scenario, parameters, options, findings.to_violation.transitions());
  if (trace.violation && trace.violation->kind == findings.violation->kind) return trace;
  // The explorer has its own view of it, which does not count here.
  trace.violation = findings.violation;
  if (collection.races_with() >= 0) {
    trace.violation->message =
        fmt::format("nothing orders {} and {}", Doing(trace, trace.steps[collection.races_with()]),
                    Doing(trace, trace.steps.back()));
  }
  return trace;
}

/// With what the explorer has to know to find what Relacy did.
MetExecution MetBy(const ShortestSchedule& schedule, const ExploreOptions& options) {
  const auto& transitions = schedule.transitions();
  MetExecution met{static_cast<int>(transitions.size()), CountSwitches(transitions), {}};
  met.lessons.spurious_wakeups = options.spurious_wakeups;
  met.lessons.memory_orders = true;
  return met;
}

void AddRemark(Exploration& result, std::string_view remark) {
  if (!result.remark.empty()) result.remark += "; ";
  result.remark += remark;
}

Exploration ExploreBy(RelacySearch search, const Scenario& scenario, const Parameters& parameters,
                      const ExploreOptions& options) {
  const int tasks =
      CountTasks(World(scenario, parameters, options.observe, Memory::kHeap), scenario);
  Collection collection(options);
  StepWatch watch(options.limit_step_seconds, collection.budget().deadline().when);
  const Run run =
      RunAll(scenario, parameters, options, search, tasks, /*refuse_statics=*/false, collection);
  if (!collection.findings().stopped()) {
    if (run.changes_statics)
      RefuseStaticsThatChangeAgain(scenario, parameters, options, search, tasks);
    if (collection.steps_end()) Rehearse(scenario, parameters, options.observe);
  }

  watch.Set(options.limit_step_seconds, steady_clock::time_point::max());
  Findings& findings = collection.findings();
  findings.steps = run.steps;
  findings.ended_early = !collection.wants_more();
  Exploration result = NumbersOf(options, findings, collection.budget().seconds());
  result.executions = findings.executions;
  result.complete_sc = run.exhausted && search == RelacySearch::kFull && !findings.ended_early &&
                       !findings.cut_short;
  result.complete = result.complete_sc;
  if (search == RelacySearch::kBound) {
    AddRemark(result, fmt::format("with at most {} preemption{}", options.preemptions,
                                  options.preemptions == 1 ? "" : "s"));
  }
  if (run.weaker_orders) {
    // Older values than these, stores out of order and loads from stores to come are not visited.
    LimitToSequentialConsistency(result);
    AddRemark(result, search == RelacySearch::kRandom
                          ? "an atomic load looked back two stores at the most"
                          : "an atomic load looked back one store at the most");
  }
  try {
    if (findings.violation) {
      result.trace = TraceOfViolation(scenario, parameters, options, collection);
      result.violation = result.trace->violation;
      MinimiseCounterexample(scenario, parameters, options, MetBy(findings.to_violation, options),
                             watch, result);
    } else if (!run.transitions_out_of_time.empty()) {
      watch.Set(kTraceStepSeconds, steady_clock::time_point::max());
      result.trace = TraceOf(scenario, parameters, options, run.transitions_out_of_time);
      result.trace->violation.reset();
    }
    if (findings.to_reached.found()) {
      result.reached = TraceOf(scenario, parameters, options, findings.to_reached.transitions());
      MinimiseReached(scenario, parameters, options, MetBy(findings.to_reached, options), watch,
                      result);
    }
  } catch (const std::bad_alloc&) {
    AddRemark(result, "there is no memory left for the trace");
  }
  return result;
}

/// Relacy Race Detector (Dmitry Vyukov), a checker that Heddle has no part in: its scheduler
/// chooses which task goes on, its model of memory which value an atomic load reads, in the memory
/// order that the operation gives; and its vector clocks judge data races, its scheduler deadlocks.
///
/// It is complete only if a full search came to its end and no memory order weaker than sequential
/// consistency was named. With one, a full or a bound search looks back one store at the most, a
/// random one two; the remark says so, and what holds is said to hold under sequential consistency.
/// An await reads the newest value or an older one, but it waits until the newest is one that it
/// waits for.
///
/// A limit or an interrupt ends it between two steps. An execution runs on Relacy's stacks of 64
/// KiB. One exploration runs at a time in a process: others wait for it. A scenario of more than 4
/// tasks is refused.
class RelacyStrategy final : public ExplorationStrategy {
 public:
  RelacyStrategy(RelacySearch search, StrategyTraits traits)
      : search_(search), traits_(std::move(traits)) {}

  const StrategyTraits& traits() const override { return traits_; }
  void CheckOptions(const ExploreOptions& options) const override {
    if (options.memory != Memory::kHeap && !options.whole_states) return;
    throw UsageError(fmt::format("{} is for the engine heddle: relacy keeps no {}",
                                 options.whole_states ? "--whole-states" : "--no-snapshots",
                                 options.whole_states ? "states" : "snapshots"));
  }
  Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                      const ExploreOptions& options) const override {
    return ExploreBy(search_, scenario, parameters, options);
  }

 private:
  const RelacySearch search_;
  const StrategyTraits traits_;
};

HEDDLE_STRATEGY(full,
                std::make_unique<RelacyStrategy>(RelacySearch::kFull,
                                                 StrategyTraits{.name = "full",
                                                                .engine = "relacy",
                                                                .visits = "every interleaving",
                                                                .usual = true,
                                                                .exhaustive = true}));
HEDDLE_STRATEGY(bound,
                std::make_unique<RelacyStrategy>(RelacySearch::kBound,
                                                 StrategyTraits{
                                                     .name = "bound",
                                                     .engine = "relacy",
                                                     .visits = "those with at most --preemptions",
                                                     .takes = {StrategyOption::kPreemptions}}));
HEDDLE_STRATEGY(random,
                std::make_unique<RelacyStrategy>(RelacySearch::kRandom,
                                                 StrategyTraits{
                                                     .name = "random",
                                                     .engine = "relacy",
                                                     .visits = "executions drawn at each choice",
                                                     .draws = true}));

}  // namespace

}  // namespace heddle::internal
