#ifndef HEDDLE_SRC_SEARCH_SHORTEST_SCHEDULE_H_
#define HEDDLE_SRC_SEARCH_SHORTEST_SCHEDULE_H_

#include <span>
#include <utility>
#include <vector>

#include "src/program/lessons.h"
#include "src/program/world.h"

namespace heddle::internal {

/// How often one task's step is followed by another's.
int CountSwitches(std::span<const Transition> transitions);

/// The shortest schedule offered, of those as short the first with the fewest switches between
/// tasks.
class ShortestSchedule {
 public:
  bool found() const { return found_; }
  const std::vector<Transition>& transitions() const { return transitions_; }
  /// Whether one of so many steps could be kept.
  bool WouldKeep(int length) const {
    return !found_ || length <= static_cast<int>(transitions_.size());
  }
  /// @return whether it is kept.
  bool Offer(std::span<const Transition> transitions);
  /// Offers what was found later elsewhere. @return whether it is kept.
  bool Merge(ShortestSchedule&& later);

  /// What the search knew that went by it, without which it is not the same execution.
  Lessons lessons;

 private:
  bool found_ = false;
  int switches_ = 0;
  std::vector<Transition> transitions_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_SHORTEST_SCHEDULE_H_
