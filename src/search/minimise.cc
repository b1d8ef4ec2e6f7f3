#include "src/search/minimise.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <tuple>
#include <utility>

#include "src/guard/crash_guard.h"
#include "src/search/arena_search.h"
#include "src/search/counterexample.h"
#include "src/search/nearest.h"
#include "src/search/replay.h"
#include "src/search/shorten.h"
#include "src/search/shortest_schedule.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

using std::chrono::steady_clock;

namespace {

constexpr int kAnySteps = 1'000'000'000;

/// Why no other execution is looked for that fails like this; empty if one is.
std::string WhyNotSearched(const Violation& violation) {
  const std::string why = WhyNotRunAgain(violation);
  return why.empty() && GoesRound(violation) ? "it has no end" : why;
}

class Minimising {
 public:
  Minimising(const Scenario& scenario, const Parameters& parameters, const Trace& trace, Goal goal,
             const MetExecution& met, const ExplainBudget& budget, StepWatch& watch)
      : scenario_(scenario),
        parameters_(parameters),
        trace_(trace),
        goal_(std::move(goal)),
        met_(met),
        watch_(watch) {
    options_.observe = trace.observer;
    options_.limit_seconds = budget.seconds;
    options_.limit_executions = budget.states;
    options_.interrupted = budget.interrupted;
    lessons_ = met.lessons;
    if (!IsOfViolation()) return;
    lessons_.remembers |= IsLeftWaiting(goal_.value);
    lessons_.memory_orders |= MayBeRace(goal_.value);
  }

  MinimalTrace Run() {
    MinimalTrace result{trace_, {met_.steps, met_.switches, false, {}}};
    if (trace_.steps.empty()) {
      result.minimised.shortest = true;
      return result;
    }
    std::string& remark = result.minimised.remark;
    if (IsOfViolation()) remark = WhyNotSearched(*trace_.violation);
    if (!remark.empty()) return result;
    const bool older_stores = ReadsOlderStores(trace_);
    if (older_stores) {
      remark = "it reads older values than the newest";
    } else {
      Search(result);
      if (IsOfViolation() && !lessons_.memory_orders && !result.minimised.shortest &&
          remark.empty()) {
        // What was found fails in another way first: by a data race, which is now looked for.
        lessons_.memory_orders = true;
        Search(result);
      }
    }
    if (!result.minimised.shortest) ShortenByTrials(result, older_stores);
    watch_.Set(options_.limit_step_seconds, steady_clock::time_point::max());
    return result;
  }

 private:
  bool IsOfViolation() const { return goal_.kind == Goal::Kind::kViolation; }

  /// Looks for the shortest.
  void Search(MinimalTrace& result) {
    NearestWay nearest;
    bool stopped = false;
    watch_.Set(options_.limit_step_seconds, EarliestDeadline(start_, options_.limit_seconds).when);
    const std::string error = RunInArena(
        scenario_, parameters_, options_, start_, lessons_, [&](internal::Search& search) {
          auto& states = *search.Hold(std::make_shared<NearestSearch>(search, goal_));
          nearest = states.From({});
          stopped = search.done();
        });
    watch_.Set(options_.limit_step_seconds, steady_clock::time_point::max());
    std::string& remark = result.minimised.remark;
    if (!error.empty()) {
      remark = error;
      return;
    }
    const bool exact = nearest.exact && !stopped;
    if (!exact) remark = "there are too many states to visit all that are nearer";
    if (!nearest.found) {
      if (exact) remark = "no sequentially consistent execution of the explorer ends like this";
      return;
    }
    const auto better = Shown(nearest.transitions);
    if (!better) return;
    result.minimised.shortest = exact;
    TakeIfShorter(result, *better);
    // Every search is to show the same; but what another engine did stays as it is.
    if (exact && trace_.engine == better->engine) result.trace = *better;
  }

  /// Leaves steps of the trace out.
  void ShortenByTrials(MinimalTrace& result, bool older_stores) {
    const Deadline deadline = EarliestDeadline(steady_clock::now(), options_.limit_seconds / 2);
    watch_.Set(options_.limit_step_seconds, deadline.when);
    std::optional<std::vector<Transition>> shorter;
    try {
      Lessons lessons = lessons_;
      lessons.guarded = true;
      lessons.spin_sites.clear();
      const auto world = MakeWorld(lessons, older_stores);
      Trial trial(*world, goal_, older_stores);
      shorter = Shorten(trial, TransitionsOf(result.trace), [&] {
        return steady_clock::now() > deadline.when ||
               (options_.interrupted && options_.interrupted());
      });
    } catch (const std::runtime_error&) {
      // It cannot be run here.
    }
    watch_.Set(options_.limit_step_seconds, steady_clock::time_point::max());
    if (!shorter) return;
    if (const auto better = Shown(*shorter)) TakeIfShorter(result, *better);
  }

  std::unique_ptr<World> MakeWorld(const Lessons& lessons, bool older_stores) const {
    const auto in = [&](Memory memory) {
      return std::make_unique<World>(scenario_, parameters_, trace_.observer, memory, lessons);
    };
    if (older_stores) return in(Memory::kHeap);
    try {
      return in(Memory::kArena);
    } catch (const std::runtime_error&) {
      return in(Memory::kHeap);
    }
  }

  /// The execution as a trace, if it comes to the goal.
  std::optional<Trace> Shown(const std::vector<Transition>& transitions) const {
    // Most often it shows without what the search had to know.
    for (const bool orders : {met_.lessons.memory_orders, true}) {
      Lessons lessons = met_.lessons;
      lessons.memory_orders = orders;
      try {
        Trace trace = BuildTrace(
            scenario_, parameters_, trace_.observer, transitions, kAnySteps,
            IsOfViolation() ? BuildUntil::kViolation : BuildUntil::kLastTransition, lessons);
        const bool shows = IsOfViolation() ? trace.violation && trace.violation->kind == goal_.value
                                           : trace.outcome == goal_.value;
        if (shows) return trace;
      } catch (const UsageError&) {
      }
    }
    return {};
  }

  static void TakeIfShorter(MinimalTrace& result, const Trace& better) {
    const auto rank = [](const Trace& trace) {
      return std::pair(trace.steps.size(), CountSwitches(trace));
    };
    if (rank(better) < rank(result.trace)) result.trace = better;
  }

  const Scenario& scenario_;
  const Parameters& parameters_;
  const Trace& trace_;
  const Goal goal_;
  const MetExecution& met_;
  StepWatch& watch_;
  ExploreOptions options_;
  const steady_clock::time_point start_ = steady_clock::now();
  Lessons lessons_;
};

ExplainBudget BudgetOf(const ExploreOptions& options) {
  ExplainBudget budget;
  budget.seconds = options.minimise_seconds;
  budget.interrupted = options.interrupted;
  return budget;
}

}  // namespace

MinimalTrace MinimiseMet(const Scenario& scenario, const Parameters& parameters, const Trace& trace,
                         const MetExecution& met, const ExplainBudget& budget, StepWatch& watch) {
  return Minimising(scenario, parameters, trace, {Goal::Kind::kViolation, trace.violation->kind},
                    met, budget, watch)
      .Run();
}

void MinimiseCounterexample(const Scenario& scenario, const Parameters& parameters,
                            const ExploreOptions& options, const MetExecution& met,
                            StepWatch& watch, Exploration& result) {
  if (!result.violation || !result.trace || options.minimise_seconds <= 0) return;
  MinimalTrace minimal =
      MinimiseMet(scenario, parameters, *result.trace, met, BudgetOf(options), watch);
  result.trace = std::move(minimal.trace);
  result.violation = result.trace->violation;
  result.minimised = std::move(minimal.minimised);
}

void MinimiseReached(const Scenario& scenario, const Parameters& parameters,
                     const ExploreOptions& options, const MetExecution& met, StepWatch& watch,
                     Exploration& result) {
  if (!result.reached || options.minimise_seconds <= 0) return;
  MinimalTrace minimal =
      Minimising(scenario, parameters, *result.reached, {Goal::Kind::kOutcome, *options.reach}, met,
                 BudgetOf(options), watch)
          .Run();
  result.reached = std::move(minimal.trace);
  result.reached_minimised = std::move(minimal.minimised);
}

}  // namespace heddle::internal

namespace heddle {

MinimalTrace Minimise(const Scenario& scenario, const Trace& trace, const ExplainBudget& budget) {
  const Trace again = internal::Replay(scenario, trace);
  if (!again.violation)
    throw UsageError("nothing goes wrong in the trace: there is nothing to minimise");
  std::map<std::string, std::string> given;
  for (const auto& value : trace.parameters) given[value.name] = value.text;
  internal::MetExecution met{static_cast<int>(trace.steps.size()), CountSwitches(trace), {}};
  met.lessons.spurious_wakeups =
      budget.spurious_wakeups < 0 ? internal::CountSpuriousWakeups(trace) : budget.spurious_wakeups;
  internal::StepWatch watch(ExploreOptions().limit_step_seconds,
                            std::chrono::steady_clock::time_point::max());
  return internal::MinimiseMet(scenario, scenario.Configure(given), again, met, budget, watch);
}

}  // namespace heddle
