#include "src/search/replay.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "src/search/trace_builder.h"

namespace heddle::internal {

namespace {

constexpr const char* kOtherVersion = "the trace is damaged, or of another version of the program";

void RequireSame(const Trace& recorded, const Trace& replayed) {
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    const TraceStep& then = recorded.steps[i];
    const TraceStep& now = replayed.steps[i];
    const std::string object_then = recorded.ObjectOf(then), object_now = replayed.ObjectOf(now);
    if (then.operation == now.operation && object_then == object_now && then.value == now.value) {
      continue;
    }
    throw UsageError(fmt::format("step {} was {} {} {} and is now {} {} {}: {}", i + 1,
                                 then.operation, object_then, then.value, now.operation, object_now,
                                 now.value, kOtherVersion));
  }
}

/// Whether what went wrong cannot be told from the steps: that a process died, that no end can be
/// reached any more, and a race that only weak memory has.
bool ShowsInNoStep(const Trace& recorded) {
  if (!recorded.violation) return false;
  const std::string& kind = recorded.violation->kind;
  return !DescribeViolationKind(kind).shows_in_steps ||
         (kind == "data-race" && recorded.engine == "relacy");
}

}  // namespace

// A file can have larger numbers than there can be tasks or ways; cut down to a byte they would be
// others.
std::vector<Transition> TransitionsOf(const Trace& recorded) {
  constexpr int kMax = std::numeric_limits<std::uint8_t>::max();
  std::vector<Transition> transitions;
  for (const TraceStep& step : recorded.steps) {
    const std::size_t number = transitions.size() + 1;
    if (step.task > kMax) {
      throw UsageError(
          fmt::format("step {}: there is no task number {}: {}", number, step.task, kOtherVersion));
    }
    if (step.choice > kMax) {
      throw UsageError(fmt::format("step {}: no operation can be performed in way {}: {}", number,
                                   step.choice, kOtherVersion));
    }
    transitions.push_back(
        {static_cast<std::uint8_t>(step.task), static_cast<std::uint8_t>(step.choice)});
  }
  return transitions;
}

Trace Replay(const Trace& recorded) { return Replay(FindScenario(recorded.scenario), recorded); }

Trace Replay(const Scenario& scenario, const Trace& recorded) {
  if (scenario.name != recorded.scenario) {
    throw UsageError(
        fmt::format("the trace is of '{}', not of '{}'", recorded.scenario, scenario.name));
  }
  std::map<std::string, std::string> given;
  for (const auto& value : recorded.parameters) given[value.name] = value.text;
  const Parameters parameters = scenario.Configure(given);
  if (!recorded.observer.empty()) scenario.RequireObserver(recorded.observer);
  const std::vector<Transition> transitions = TransitionsOf(recorded);
  Trace replayed;
  try {
    constexpr int kMaxSteps = 1'000'000'000;
    replayed = BuildTrace(scenario, parameters, recorded.observer, transitions, kMaxSteps);
    if (recorded.violation && replayed.violation != recorded.violation) {
      // It may be a race that shows by the memory orders alone, even in a step that crashes.
      Lessons orders;
      orders.memory_orders = true;
      Trace by_orders = BuildTrace(scenario, parameters, recorded.observer, transitions, kMaxSteps,
                                   BuildUntil::kLastTransition, orders);
      if (!replayed.violation || by_orders.violation == recorded.violation) {
        replayed = std::move(by_orders);
      }
    }
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", error.what(), kOtherVersion));
  }
  RequireSame(recorded, replayed);
  if (!replayed.violation && ShowsInNoStep(recorded)) replayed.violation = recorded.violation;
  return replayed;
}

}  // namespace heddle::internal
