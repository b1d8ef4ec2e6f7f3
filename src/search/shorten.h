#ifndef HEDDLE_SRC_SEARCH_SHORTEN_H_
#define HEDDLE_SRC_SEARCH_SHORTEN_H_

#include <functional>
#include <optional>
#include <vector>

#include "src/program/world.h"
#include "src/search/nearest.h"

namespace heddle::internal {

/// Takes a world through schedules, to see what comes of each.
class Trial {
 public:
  /// @param older_stores  loads of atomics may read older stores, as a transition's choice says:
  /// the world is on the heap then.
  Trial(World& world, Goal goal, bool older_stores);

  /// Takes the steps of `schedule`, leaving out those that cannot be taken where they would come,
  /// and goes on with the tasks in turn, if that is not an end, for at most `more` steps. @return
  /// the steps taken up to the goal; nothing if it is not met.
  std::optional<std::vector<Transition>> Run(const std::vector<Transition>& schedule,
                                             std::size_t more);

 private:
  enum class Met { kNothing, kGoal, kOther };
  Met Step(Transition transition);
  Met AtEnd();

  World& world_;
  const Goal goal_;
  const bool older_stores_;
  std::vector<Transition> taken_;
};

/// A shorter schedule of which the same goal comes, or as short and with fewer switches, by delta
/// debugging (Zeller, Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", TSE 2002):
/// leaves out steps, then moves those of one task together, as long as the goal is still met. Ends
/// with the best so far where `done()` says true. Nothing if `schedule` does not come to the goal.
std::optional<std::vector<Transition>> Shorten(Trial& trial,
                                               const std::vector<Transition>& schedule,
                                               const std::function<bool()>& done);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_SHORTEN_H_
