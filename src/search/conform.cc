#include "src/search/conform.h"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "src/guard/step_watch.h"
#include "src/memory/data_segment.h"
#include "src/program/world.h"
#include "src/search/breadth_first.h"
#include "src/search/explain_output.h"
#include "src/search/hash_set.h"
#include "src/search/pass.h"
#include "src/search/path_log.h"
#include "src/search/prefix_log.h"
#include "src/search/rehearsal.h"
#include "src/search/search.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

namespace {

/// How many states the search for the explanation may meet that a rejection has besides.
constexpr std::uint64_t kMaxExplaining = 20'000;

class OutputSearch {
 public:
  OutputSearch(Search& search, std::string_view output)
      : world_(search.world()),
        observer_(*world_.watching()),
        output_(output),
        search_(search),
        frontier_(world_) {}

  void Run() {
    visited_.Insert(HashOfState());
    search_.findings().states = 1;
    if (world_.failure()) return;
    beginning_.assign(world_.bytes().begin(), world_.bytes().end());
    if (Compare(0)) {
      Arrive(PathLog::kRoot);
      frontier_.Run([this] { return search_.done(); },
                    [this](Transition transition, const State& from) { Follow(transition, from); },
                    [this](int depth) { depth_ = depth; });
    }
    if (!observer_.grows || !observer_.can_become || search_.done()) return;
    world_.Restore(beginning_);
    const Conformance::Prefix more = ExplainOutput(world_, output_, kMaxExplaining);
    if (more.bytes >= log_.Report().bytes) explanation_ = more;
  }

  bool accepted() const { return accepted_; }
  const std::vector<Transition>& transitions() const { return transitions_; }
  Conformance::Prefix prefix() const { return explanation_.value_or(log_.Report()); }

 private:
  /// A state to go on from, and how long its value was where that grows.
  struct State {
    std::uint32_t number;
    std::size_t size;
  };

  Hash128 HashOfState() const { return HashOf(world_.bytes().data(), world_.bytes().size()); }

  /// Looks at the observer's value after a step, before which a growing one had `before` bytes.
  /// False if the output cannot come of it.
  bool Compare(std::size_t before) {
    if (!observer_.grows) return !observer_.can_become || observer_.can_become(output_);
    value_.clear();
    observer_.append(value_);
    const std::string_view value = value_;
    // What was there was the output's beginning: otherwise nobody would have gone on from it.
    if (!value.starts_with(output_.substr(0, before))) {
      throw UsageError(
          fmt::format("the observer '{}' is said to grow, and does not", observer_.name));
    }
    if (!output_.starts_with(value)) {
      log_.Differs(before, value.substr(before));
      return false;
    }
    log_.Met(value.size());
    return !observer_.can_become || observer_.can_become(output_);
  }

  /// Looks at a new state from which the output may come.
  void Arrive(std::uint32_t number) {
    if (world_.enabled() != 0) {
      frontier_.Keep({number, value_.size()});
      return;
    }
    if (observer_.grows) {
      log_.Ends(value_.size());
    } else {
      value_.clear();
      observer_.append(value_);
    }
    if (value_ != output_) return;
    accepted_ = true;
    transitions_ = paths_.PathTo(number);
    search_.Finish();
  }

  /// Looks at where `transition` has led from the state `from`.
  void Follow(Transition transition, const State& from) {
    search_.Tick(depth_);
    // A task that has failed is out of the game: what the others still do is no behaviour.
    if (const auto& failure = world_.failure()) {
      if (failure->kind == kOutOfTime) search_.StopBy(search_.deadline().words);
      return;
    }
    if (!Compare(from.size)) return;
    if (!visited_.Insert(HashOfState())) return;
    search_.MetState();
    Arrive(paths_.Add(from.number, transition));
  }

  World& world_;
  const Observer& observer_;
  const std::string_view output_;
  Search& search_;
  HashSet visited_;
  PathLog paths_;
  PrefixLog log_;
  std::vector<std::byte> beginning_;
  std::optional<Conformance::Prefix> explanation_;
  BreadthFirst<State> frontier_;
  std::string value_;
  std::vector<Transition> transitions_;
  int depth_ = 0;
  bool accepted_ = false;
};

Conformance ResultOf(const OutputSearch& search, const Findings& findings, double seconds,
                     const Observer& observer) {
  Conformance result;
  result.accepted = search.accepted();
  result.complete = !findings.ended_early;
  result.states = findings.states;
  result.steps = findings.steps;
  result.seconds = seconds;
  if (!result.accepted && findings.stopped()) result.remark = "stopped by " + findings.stopped_by;
  if (observer.grows) {
    result.prefix = search.prefix();
    if (result.accepted) result.prefix->could_continue.clear();
  }
  return result;
}

/// Throws UsageError if a static variable, which has changed in the search before, changes in
/// another one, without the caller's own functions: then it was not made once and for all.
/// @param search_by  searches by such options; false if it is to be called again.
template <typename SearchBy>
void FindWhatChangesStatics(const Scenario& scenario, ExploreOptions explore, Lessons& lessons,
                            const Conformance& result, SearchBy search_by) {
  explore.progress = {};
  explore.interrupted = {};
  for (;;) {
    DataSegments statics;
    statics.Note();
    while (!search_by(explore)) {
    }
    const auto changed = statics.Changed();
    if (!changed || !result.remark.empty()) return;
    if (lessons.watches_statics) RefuseHiddenChange(scenario.name, *changed);
    lessons.watches_statics = true;
  }
}

}  // namespace

Conformance Conform(const Scenario& scenario, const Parameters& parameters, std::string_view output,
                    const ConformOptions& options) {
  if (options.observe.empty())
    throw UsageError("an output is compared with an observer: say which");
  scenario.RequireObserver(options.observe);
  ExploreOptions explore;
  explore.observe = options.observe;
  explore.limit_executions = options.limit_states;
  explore.limit_seconds = options.limit_seconds;
  explore.limit_memory_mib = options.limit_memory_mib;
  explore.progress = options.progress;
  explore.interrupted = options.interrupted;
  const auto start = std::chrono::steady_clock::now();
  StepWatch watch(explore.limit_step_seconds, EarliestDeadline(start, options.limit_seconds).when);
  Conformance result;
  std::vector<Transition> transitions;
  Lessons lessons;
  const auto search_by = [&](const ExploreOptions& by) {
    World world(scenario, parameters, options.observe, Memory::kArena, lessons);
    Budget budget(by, start);
    Search search(world, by, budget);
    const auto outputs = search.Hold(std::make_shared<OutputSearch>(search, output));
    if (!RunSearch(
            search, [&] { outputs->Run(); }, lessons))
      return false;
    result = ResultOf(*outputs, search.findings(), budget.seconds(), *world.watching());
    transitions = outputs->transitions();
    return true;
  };
  const DataSegments statics;
  while (!search_by(explore)) {
  }
  if (result.remark.empty() && !statics.Same()) {
    const Conformance found = result;
    FindWhatChangesStatics(scenario, explore, lessons, result, search_by);
    result = found;
  }
  if (result.remark.empty()) Rehearse(scenario, parameters, options.observe);
  watch.Set(explore.limit_step_seconds, std::chrono::steady_clock::time_point::max());
  if (result.accepted) {
    result.trace = BuildTrace(
        scenario, parameters, options.observe,
        Straighten(scenario, parameters, options.observe, transitions, explore.max_steps),
        explore.max_steps);
  }
  return result;
}

}  // namespace heddle::internal
