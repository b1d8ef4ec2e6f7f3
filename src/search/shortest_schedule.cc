#include "src/search/shortest_schedule.h"

#include <cstddef>

namespace heddle::internal {

int CountSwitches(std::span<const Transition> transitions) {
  int switches = 0;
  for (std::size_t i = 1; i < transitions.size(); ++i)
    switches += transitions[i].task != transitions[i - 1].task;
  return switches;
}

bool ShortestSchedule::Offer(std::span<const Transition> transitions) {
  if (!WouldKeep(static_cast<int>(transitions.size()))) return false;
  const int switches = CountSwitches(transitions);
  if (found_ && transitions.size() == transitions_.size() && switches >= switches_) return false;
  found_ = true;
  switches_ = switches;
  transitions_.assign(transitions.begin(), transitions.end());
  return true;
}

bool ShortestSchedule::Merge(ShortestSchedule&& later) {
  if (!later.found_) return false;
  const auto rank = [](const ShortestSchedule& one) {
    return std::pair(one.transitions_.size(), one.switches_);
  };
  if (found_ && rank(later) >= rank(*this)) return false;
  *this = std::move(later);
  return true;
}

}  // namespace heddle::internal
