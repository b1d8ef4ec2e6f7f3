#include "src/search/search.h"

#include <fmt/format.h>

#include <bit>

#include "src/guard/leak_sanitizer.h"

namespace heddle::internal {

Search::Search(World& world, const ExploreOptions& options, Budget& budget, WorkItem item,
               MakeWorld make_world)
    : world_(world),
      options_(options),
      budget_(budget),
      item_(std::move(item)),
      make_world_(std::move(make_world)),
      findings_(options.list_outcomes) {
  if (world.memory() == Memory::kArena) findings_.world_bytes = world.bytes().size();
}

void Search::Ended(std::span<const Transition> transitions, bool violated, bool ran_through,
                   ExecutionCount count) {
  findings_.executions += count;
  if (violated) ++findings_.violations;
  if (ran_through && !options_.observe.empty()) {
    outcome_.clear();
    world_.AppendOutcome(outcome_);
    findings_.outcomes.Add(outcome_, count);
    if (options_.reach && outcome_ == *options_.reach) findings_.to_reached.Offer(transitions);
  }
  if (counts_executions && options_.limit_executions != 0 &&
      findings_.executions >= options_.limit_executions) {
    StopBy(fmt::format("the limit of {} executions", options_.limit_executions));
  }
}

void Search::Violated(const Violation& violation, std::span<const Transition> transitions) {
  if (violation.kind == kOutOfTime) {
    findings_.out_of_time.assign(transitions.begin(), transitions.end());
    StopBy(deadline().words);
    return;
  }
  if (!GoesOn()) Finish();
  if (findings_.to_violation.Offer(transitions)) findings_.violation = violation;
}

void Search::MetCircle() {
  findings_.met_circle = true;
  if (!GoesOn()) StopBy(fmt::format("the limit of {} steps of an execution", options_.max_steps));
}

void Search::MetState() {
  ++findings_.states;
  if (options_.limit_executions != 0 && findings_.states >= options_.limit_executions) {
    StopBy(fmt::format("the limit of {} states", options_.limit_executions));
  }
}

void Search::Look(int depth, double part_done) {
  if (auto limit = budget_.Spent(findings_, depth, part_done)) StopBy(std::move(*limit));
}

void Search::StopBy(std::string limit) {
  if (findings_.stopped_by.empty()) findings_.stopped_by = std::move(limit);
  findings_.ended_early = true;
}

void Search::Abandon() {
  internal::LetLeak(new std::vector<std::shared_ptr<void>>(std::exchange(parts_, {})));
}

std::optional<std::pair<TaskId, TaskId>> RaceAhead(const World& world) {
  const auto race = [](const Access& a, const Access& b) {
    return a.plain && b.plain && Dependent(a, b);
  };
  for (std::uint64_t a = world.enabled() | world.spinning(); a != 0; a &= a - 1) {
    const int first = std::countr_zero(a);
    const Footprint& one = world.footprint(first);
    if (!one.first.plain && !one.second.plain) continue;
    for (std::uint64_t b = a & (a - 1); b != 0; b &= b - 1) {
      const int second = std::countr_zero(b);
      const Footprint& other = world.footprint(second);
      if (race(one.first, other.first) || race(one.first, other.second) ||
          race(one.second, other.first) || race(one.second, other.second)) {
        return std::pair(first, second);
      }
    }
  }
  return {};
}

}  // namespace heddle::internal
