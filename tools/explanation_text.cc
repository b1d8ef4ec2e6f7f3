#include "tools/explanation_text.h"

#include <fmt/format.h>

#include "src/search/outcomes.h"

namespace heddle::internal {

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
