#include "src/search/findings.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <utility>

#include "src/guard/crash_guard.h"
#include "src/guard/leak_sanitizer.h"

namespace heddle {

namespace {

using std::chrono::steady_clock;

double SecondsSince(steady_clock::time_point start) {
  return std::chrono::duration<double>(steady_clock::now() - start).count();
}

}  // namespace

int CountSwitches(std::span<const Transition> transitions) {
  int switches = 0;
  for (std::size_t i = 1; i < transitions.size(); ++i)
    switches += transitions[i].task != transitions[i - 1].task;
  return switches;
}

Findings::Findings(const ExploreOptions& options, const World& world,
                   steady_clock::time_point start)
    : options_(options),
      start_(start),
      deadline_(EarliestDeadline(start, options.limit_seconds)),
      memory_(options.limit_memory_mib),
      last_progress_(start_),
      outcomes_(options.list_outcomes),
      world_bytes_(world.memory() == Memory::kArena ? world.bytes().size() : 0) {}

void Findings::Look(int depth, double part_done) {
  StepWatch::NoteProgress();
  const Unguarded callers_own;
  if (options_.interrupted && options_.interrupted()) StopBy("an interrupt");
  const auto now = steady_clock::now();
  if (now > deadline_.when) StopBy(deadline_.words);
  if (const auto exceeded = memory_.Exceeded(now)) StopBy(*exceeded);
  if (!options_.progress) return;
  if (now - last_progress_ < std::chrono::milliseconds(200)) return;
  last_progress_ = now;
  options_.progress({options_.strategy, static_cast<std::uint64_t>(executions), steps, states,
                     depth, SecondsSince(start_), part_done});
}

void Findings::StopBy(std::string limit) {
  if (stopped_by_.empty()) stopped_by_ = std::move(limit);
  done_ = true;
}

void Findings::Abandon() {
  internal::LetLeak(new std::vector<std::shared_ptr<void>>(std::exchange(search_, {})));
}

void Findings::MetCircle() {
  met_circle_ = true;
  if (!GoesOn()) StopBy(fmt::format("the limit of {} steps of an execution", options_.most_steps));
}

void Findings::Violated(const Violation& violation, std::span<const Transition> transitions) {
  if (violation.kind == kOutOfTime) {
    transitions_out_of_time_.assign(transitions.begin(), transitions.end());
    StopBy(deadline_.words);
    return;
  }
  if (!GoesOn()) done_ = true;
  const int length = static_cast<int>(transitions.size());
  if (!WouldKeep(length)) return;
  const int switches = CountSwitches(transitions);
  if (violation_ && length == violation_length_ && switches >= violation_switches_) return;
  violation_ = violation;
  violation_transitions_.assign(transitions.begin(), transitions.end());
  violation_length_ = length;
  violation_switches_ = switches;
}

void Findings::Ended(const World& world, std::span<const Transition> transitions, bool violated,
                     bool ran_through, ExecutionCount count) {
  executions += count;
  if (violated) ++violations;
  if (ran_through && !options_.observe.empty()) {
    outcome_.clear();
    world.AppendOutcome(outcome_);
    outcomes_.Add(outcome_, count);
    if (options_.reach && outcome_ == *options_.reach) {
      const int length = static_cast<int>(transitions.size());
      const int switches = CountSwitches(transitions);
      if (!reached() ||
          std::pair(length, switches) < std::pair(reached_length_, reached_switches_)) {
        reached_length_ = length;
        reached_switches_ = switches;
        reached_transitions_.assign(transitions.begin(), transitions.end());
      }
    }
  }
  if (count_executions && options_.limit_executions != 0 &&
      executions >= options_.limit_executions) {
    StopBy(fmt::format("the limit of {} executions", options_.limit_executions));
  }
}

void Findings::Report(Exploration& result) {
  if (count_executions) result.executions = executions;
  if (has_states) result.states = states;
  result.steps = steps;
  if (!options_.observe.empty()) {
    result.outcome_count = outcomes_.count();
    result.outcomes = outcomes_.TakeList();
  }
  result.seconds = SecondsSince(start_);
  // Counted as one by whoever has met it.
  result.violations = violations - (transitions_out_of_time_.empty() ? 0 : 1);
  result.violation = violation_;
  if (violation_) {
    result.verdict = Exploration::Verdict::kViolated;
  } else if (stopped()) {
    result.verdict = Exploration::Verdict::kStopped;
  }
  if (stopped()) result.remark = "stopped by " + stopped_by_;
  result.world_bytes = world_bytes_;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  result.peak_memory_bytes = static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

}  // namespace heddle
