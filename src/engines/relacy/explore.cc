#include "src/engines/relacy/explore.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <array>
#include <chrono>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "src/engines/relacy/relacy_machine.h"
#include "src/guard/crash_guard.h"
#include "src/guard/step_watch.h"
#include "src/memory/memory_limit.h"
#include "src/search/findings.h"
#include "src/search/rehearsal.h"
#include "src/search/sequential_consistency.h"
#include "src/search/trace_builder.h"

namespace heddle {

namespace {

using std::chrono::steady_clock;

constexpr std::array<std::pair<std::string_view, RelacySearch>, 3> kSearches = {{
    {"full", RelacySearch::kFull},
    {"bound", RelacySearch::kBound},
    {"random", RelacySearch::kRandom},
}};

/// How long a step that was not waited for is waited for once more, to show it.
constexpr double kTraceStepSeconds = 0.2;

/// The shortest execution of a kind, of those as short the one with the fewest switches.
class Shortest {
 public:
  bool found() const { return execution_.has_value(); }
  const RelacyExecution& execution() const { return *execution_; }
  std::span<const Transition> transitions() const {
    return std::span(execution_->transitions).first(length_);
  }

  void Offer(const RelacyExecution& execution, int length) {
    if (execution_ && length > length_) return;
    const int switches = CountSwitches(std::span(execution.transitions).first(length));
    if (execution_ && length == length_ && switches >= switches_) return;
    execution_ = execution;
    length_ = length;
    switches_ = switches;
  }

 private:
  std::optional<RelacyExecution> execution_;
  int length_ = 0;
  int switches_ = 0;
};

/// What the executions come to.
class Collection {
 public:
  explicit Collection(const RelacyOptions& options)
      : options_(options),
        goes_on_(options.keep_going || !options.observe.empty()),
        outcomes_(options.list_outcomes) {}

  bool goes_on() const { return goes_on_; }
  const Deadline& deadline() const { return deadline_; }
  bool cut_short() const { return cut_short_; }
  const Shortest& violation() const { return violation_; }
  const Shortest& reached() const { return reached_; }
  bool stopped() const { return !stopped_by_.empty(); }
  /// Whether every step was seen to come to its end, and every execution.
  bool steps_end() const {
    return !cut_short_ &&
           !(violation_.found() && violation_.execution().violation->kind == "endless");
  }
  /// The search was not ended by what it found or by a limit.
  bool wants_more() const { return wants_more_; }
  std::uint64_t executions() const { return executions_; }

  /// @return whether another execution is wanted.
  bool Add(const RelacyExecution& execution) {
    ++executions_;
    cut_short_ |= execution.endless;
    if (execution.violation) {
      ++violations_;
      violation_.Offer(execution, execution.violation_length);
      if (!goes_on_) wants_more_ = false;
    }
    if (execution.outcome) {
      outcomes_.Add(*execution.outcome, 1);
      if (options_.reach == execution.outcome) {
        reached_.Offer(execution, static_cast<int>(execution.transitions.size()));
      }
    }
    if (options_.limit_executions != 0 && executions_ >= options_.limit_executions) {
      StopBy(fmt::format("the limit of {} executions", options_.limit_executions));
    }
    if (options_.search == RelacySearch::kRandom && executions_ >= options_.samples) {
      wants_more_ = false;
    }
    if (executions_ % 64 == 0) Look();
    return wants_more_;
  }

  /// Watches the limits. @return whether to stop.
  bool Look() {
    const double seconds = Seconds();
    const auto now = steady_clock::now();
    if (now > deadline_.when) StopBy(deadline_.words);
    if (const auto exceeded = memory_.Exceeded(now)) StopBy(*exceeded);
    const Unguarded callers_own;
    if (options_.interrupted && options_.interrupted()) StopBy("an interrupt");
    if (options_.progress && seconds - last_progress_ >= 0.2) {
      last_progress_ = seconds;
      options_.progress({Strategy::kAll, executions_, 0, 0, 0, seconds, -1});
    }
    return !wants_more_;
  }

  void Report(Exploration& result) {
    result.executions = executions_;
    result.violations = violations_;
    if (!options_.observe.empty()) {
      result.outcome_count = outcomes_.count();
      result.outcomes = outcomes_.TakeList();
    }
    if (violations_ != 0) {
      result.verdict = Exploration::Verdict::kViolated;
    } else if (!stopped_by_.empty()) {
      result.verdict = Exploration::Verdict::kStopped;
    }
    if (!stopped_by_.empty()) result.remark = "stopped by " + stopped_by_;
    result.seconds = Seconds();
  }

  void StopBy(std::string limit) {
    if (stopped_by_.empty()) stopped_by_ = std::move(limit);
    wants_more_ = false;
  }

 private:
  double Seconds() const {
    return std::chrono::duration<double>(steady_clock::now() - start_).count();
  }

  const RelacyOptions& options_;
  const bool goes_on_;
  const steady_clock::time_point start_ = steady_clock::now();
  const Deadline deadline_ = EarliestDeadline(start_, options_.limit_seconds);
  MemoryLimit memory_{options_.limit_memory_mib};
  double last_progress_ = 0;
  std::uint64_t executions_ = 0, violations_ = 0;
  Outcomes outcomes_;
  Shortest violation_, reached_;
  bool cut_short_ = false;
  bool wants_more_ = true;
  std::string stopped_by_;
};

void CheckOptions(const Scenario& scenario, const RelacyOptions& options) {
  if (!options.observe.empty()) scenario.RequireObserver(options.observe);
  if (options.reach && options.observe.empty()) {
    throw UsageError("a value to reach needs an observer: say which by observe");
  }
  if (options.preemptions < 0) throw UsageError("a bound on preemptions must be 0 or more");
}

/// How many tasks there are; throws UsageError if Relacy cannot run so many.
int CountTasks(const World& world, const Scenario& scenario) {
  const int tasks = world.program().task_count();
  if (tasks >= 1 && tasks <= kMostRelacyTasks) return tasks;
  throw UsageError(fmt::format("{}: there are {} tasks; Relacy can run 1 to {}", scenario.name,
                               tasks, kMostRelacyTasks));
}

/// What Relacy has done.
struct Run {
  bool exhausted = false;
  std::uint64_t steps = 0;
  bool weaker_orders = false;
  bool changes_statics = false;
  std::vector<Transition> transitions_out_of_time;
};

Run RunAll(const Scenario& scenario, const Parameters& parameters, const RelacyOptions& options,
           int tasks, bool refuse_statics, Collection& collection) {
  RelacyMachine scheduler(
      scenario, parameters, options, !collection.goes_on(),
      [&](const RelacyExecution& execution) { return collection.Add(execution); },
      [&] { return collection.Look(); }, refuse_statics);
  Run run;
  try {
    run.exhausted =
        RunByRelacy(scheduler, tasks, options.search, options.preemptions, options.seed);
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
                                  const RelacyOptions& options, int tasks) {
  RelacyOptions again = options;
  again.progress = {};
  again.interrupted = {};
  again.limit_seconds = 2;
  Collection collection(again);
  RunAll(scenario, parameters, again, tasks, /*refuse_statics=*/true, collection);
}

/// "first: store a (shared_string.cc:57)"
std::string Doing(const Trace& trace, const TraceStep& step) {
  const std::string file = step.file.substr(step.file.rfind('/') + 1);
  return fmt::format("{}: {} {} ({}:{})", trace.tasks[step.task], step.operation, step.object, file,
                     step.line);
}

/// What Relacy did, run once more by the explorer, which puts it into words.
Trace TraceOf(const Scenario& scenario, const Parameters& parameters, const RelacyOptions& options,
              std::span<const Transition> transitions) {
  try {
    Trace trace = BuildTrace(scenario, parameters, options.observe,
                             {transitions.begin(), transitions.end()}, options.most_steps);
    trace.engine = "relacy";
    return trace;
  } catch (const UsageError& error) {
    throw std::logic_error(fmt::format("the explorer cannot follow Relacy: {}", error.what()));
  }
}

Trace TraceOfViolation(const Scenario& scenario, const Parameters& parameters,
                       const RelacyOptions& options, const Shortest& shortest) {
  Trace trace = TraceOf(scenario, parameters, options, shortest.transitions());
  const RelacyExecution& execution = shortest.execution();
  if (trace.violation && trace.violation->kind == execution.violation->kind) return trace;
  // The explorer has its own view of it, which does not count here.
  trace.violation = execution.violation;
  if (execution.races_with >= 0) {
    trace.violation->message =
        fmt::format("nothing orders {} and {}", Doing(trace, trace.steps[execution.races_with]),
                    Doing(trace, trace.steps.back()));
  }
  return trace;
}

void AddRemark(Exploration& result, std::string_view remark) {
  if (!result.remark.empty()) result.remark += "; ";
  result.remark += remark;
}

}  // namespace

RelacySearch RelacySearchNamed(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, search] : kSearches) {
    if (known == name) return search;
    names.emplace_back(known);
  }
  throw UsageError(fmt::format("Relacy has no strategy '{}'{}", name, DidYouMean(name, names)));
}

std::string_view NameOf(RelacySearch search) {
  for (const auto& [name, known] : kSearches) {
    if (known == search) return name;
  }
  return "";
}

Exploration ExploreWithRelacy(const Scenario& scenario, const Parameters& parameters,
                              const RelacyOptions& options) {
  CheckOptions(scenario, options);
  const int tasks =
      CountTasks(World(scenario, parameters, options.observe, Memory::kHeap), scenario);
  Collection collection(options);
  StepWatch watch(options.limit_step_seconds, collection.deadline().when);
  const Run run =
      RunAll(scenario, parameters, options, tasks, /*refuse_statics=*/false, collection);
  if (!collection.stopped()) {
    if (run.changes_statics) RefuseStaticsThatChangeAgain(scenario, parameters, options, tasks);
    if (collection.steps_end()) Rehearse(scenario, parameters, options.observe);
  }

  watch.Set(options.limit_step_seconds, steady_clock::time_point::max());
  Exploration result;
  collection.Report(result);
  result.steps = run.steps;
  result.complete_sc = run.exhausted && options.search == RelacySearch::kFull &&
                       collection.wants_more() && !collection.cut_short();
  result.complete = result.complete_sc;
  if (options.search == RelacySearch::kBound) {
    AddRemark(result, fmt::format("with at most {} preemption{}", options.preemptions,
                                  options.preemptions == 1 ? "" : "s"));
  }
  if (run.weaker_orders) {
    // Older values than these, stores out of order and loads from stores to come are not visited.
    LimitToSequentialConsistency(result);
    AddRemark(result, options.search == RelacySearch::kRandom
                          ? "an atomic load looked back two stores at the most"
                          : "an atomic load looked back one store at the most");
  }
  try {
    if (collection.violation().found()) {
      result.violation = collection.violation().execution().violation;
      result.trace = TraceOfViolation(scenario, parameters, options, collection.violation());
      result.violation = result.trace->violation;
    } else if (!run.transitions_out_of_time.empty()) {
      watch.Set(kTraceStepSeconds, steady_clock::time_point::max());
      result.trace = TraceOf(scenario, parameters, options, run.transitions_out_of_time);
      result.trace->violation.reset();
    }
    if (collection.reached().found()) {
      result.reached = TraceOf(scenario, parameters, options, collection.reached().transitions());
    }
  } catch (const std::bad_alloc&) {
    AddRemark(result, "there is no memory left for the trace");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  result.peak_memory_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
  return result;
}

}  // namespace heddle
