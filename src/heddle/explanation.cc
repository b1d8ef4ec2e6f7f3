#include <heddle/explanation.h>

#include <cstddef>

namespace heddle {

int CountSwitches(const Trace& trace) {
  int switches = 0;
  for (std::size_t i = 1; i < trace.steps.size(); ++i) {
    switches += trace.steps[i].task != trace.steps[i - 1].task ? 1 : 0;
  }
  return switches;
}

}  // namespace heddle
