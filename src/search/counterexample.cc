#include "src/search/counterexample.h"

#include <heddle/choice_kind.h>

#include <algorithm>
#include <map>
#include <utility>

namespace heddle::internal {

namespace {

bool Says(const Violation& violation, std::string_view words) {
  return violation.message.find(words) != std::string::npos;
}

}  // namespace

bool IsLeftWaiting(std::string_view kind) {
  return kind == "lost-wakeup" || kind == "deadlock" || kind == "unfinished";
}

bool MayBeRace(std::string_view kind) {
  return kind == "data-race" || kind == "use-after-free" || kind == "double-free";
}

bool ReadsOlderStores(const Trace& trace) {
  return std::any_of(trace.steps.begin(), trace.steps.end(), [](const TraceStep& step) {
    return step.choice_kind == NameOf(ChoiceKind::kReadsFrom);
  });
}

int CountSpuriousWakeups(const Trace& trace) {
  std::map<std::pair<int, int>, int> counts;
  int most = 0;
  for (const TraceStep& step : trace.steps) {
    if (step.choice_kind != NameOf(ChoiceKind::kSpurious) || step.operation != "wait") continue;
    most = std::max(most, ++counts[{step.task, step.object}]);
  }
  return most;
}

std::string WhyNotRunAgain(const Violation& violation) {
  const bool hangs =
      violation.kind == "endless" && Says(violation, "does not come to its next operation");
  // A property or an invariant can be any kind's.
  const bool computes = Says(violation, "it computes for more than ");
  return hangs || computes ? "a step that does not end is not run again" : "";
}

// A task that spins at an end "goes round for ever", too, but the execution has that end.
bool GoesRound(const Violation& violation) {
  return violation.kind == "endless" && !Says(violation, "goes round for ever: ");
}

}  // namespace heddle::internal
