#include "src/trace/explanation_text.h"

#include <fmt/format.h>

#include "src/trace/printable.h"

namespace heddle::internal {

namespace {

/// "second: set a", of the step of that number, from 1.
std::string Doing(const Trace& trace, int number) {
  const TraceStep& step = trace.steps.at(number - 1);
  return fmt::format("{}: {} {}", trace.tasks.at(step.task), step.operation, trace.ObjectOf(step));
}

std::string PointOfNoReturn(const Explanation& why, const Trace& trace) {
  using Established = Explanation::Established;
  if (why.established == Established::kNot) {
    return fmt::format("since when it had to fail is not known: {}\n", why.remark);
  }
  if (why.point_of_no_return == 0) return "every execution fails\n";
  const int step = why.point_of_no_return;
  const std::string before = step == 1 ? "at the start" : fmt::format("until step {}", step - 1);
  std::string text = fmt::format("{} it could still have ended well; step {} decides it ({})\n",
                                 before, step, Doing(trace, step));
  if (why.established == Established::kBounded) {
    text += fmt::format("(after that, no passing execution was found within {}: {})\n",
                        Counted(std::to_string(why.states), "state"), why.remark);
  }
  if (why.passing && static_cast<int>(why.passing->steps.size()) >= step) {
    text += fmt::format("{} that passes goes on by {} there, and has {}\n",
                        why.passing_is_nearest ? "the nearest execution" : "an execution",
                        Doing(*why.passing, step),
                        Counted(std::to_string(why.passing->steps.size()), "step"));
  }
  return text;
}

std::string Circle(const Explanation& why, const Trace& trace) {
  std::string text;
  for (const Explanation::Wait& wait : why.waits) {
    text += fmt::format("{}{} waits for '{}', which {} has{}", text.empty() ? "" : "; ",
                        trace.tasks.at(wait.task), wait.object, trace.tasks.at(wait.holder),
                        wait.held_since > 0 ? fmt::format(" since step {}", wait.held_since) : "");
  }
  return text;
}

}  // namespace

std::string ExplanationText(const Explanation& why, const Trace& trace) {
  std::string text = PointOfNoReturn(why, trace);
  if (why.race) {
    text += fmt::format(
        "steps {} and {} use {}, and no lock, message, wakeup, join or atomic orders the second "
        "after the first\n",
        why.race->first, why.race->second, why.race->object);
  }
  if (why.circle) text += Circle(why, trace) + "\n";
  if (why.early_notification) {
    text += fmt::format("the notification of step {} came too early: nobody waited for it yet\n",
                        *why.early_notification);
  }
  return text;
}

std::string MadeFrom(const Minimised& from, const Trace& trace) {
  std::string text;
  const int switches = CountSwitches(trace);
  if (from.steps != static_cast<int>(trace.steps.size())) {
    text = "minimised from " + Counted(std::to_string(from.steps), "step");
  } else if (from.switches != switches) {
    text = fmt::format("minimised from {} switches to {}", from.switches, switches);
  }
  if (from.shortest) return text;
  if (!text.empty()) text += "; ";
  text += "a shorter one may exist";
  if (!from.remark.empty()) text += ": " + from.remark;
  return text;
}

}  // namespace heddle::internal
