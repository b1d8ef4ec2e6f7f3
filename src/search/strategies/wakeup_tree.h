#ifndef HEDDLE_SRC_SEARCH_STRATEGIES_WAKEUP_TREE_H_
#define HEDDLE_SRC_SEARCH_STRATEGIES_WAKEUP_TREE_H_

#include <cstdint>
#include <vector>

#include "src/program/world.h"
#include "src/search/dependence_order.h"

namespace heddle::internal {

/// The sequences that an optimal exploration still has to take from each of its points, as ordered
/// trees whose nodes come from one pool.
class WakeupTree {
 public:
  using Link = std::int32_t;
  static constexpr Link kNone = -1;
  /// A way that is not known before the step is taken: all of them will be.
  static constexpr std::uint8_t kAnyChoice = 255;

  /// A step of a sequence; `event` is its number in the execution it stems from, or -1 for the last
  /// step of a reversal, which did not happen there in this place.
  struct Step {
    Transition transition;
    std::int32_t event;
    Footprint footprint;
  };
  using Sequence = std::vector<Step>;

  struct Node {
    Transition transition;
    Footprint footprint;
    Link first_child;
    Link next;
  };

  /// Whether `task`, whose next step touches `touched`, could come first in some execution that
  /// begins like `sequence`: whether it is a weak initial of it. `position` is where it stands in
  /// the sequence, or -1.
  static bool IsWeakInitial(const DependenceOrder& order, const Sequence& sequence, TaskId task,
                            const Footprint& footprint, int* position);

  /// Adds `sequence` below `*branches`, unless what is there covers it. Uses `sequence` up.
  void Insert(const DependenceOrder& order, Sequence& sequence, Link* branches);

  const Node& operator[](Link link) const { return nodes_[link]; }
  /// Takes the first branch out of `*branches`. @return its node.
  Node TakeFirst(Link* branches);
  /// Takes the branch of `transition` out of `*branches`. @return what is below it, or kNone.
  Link Take(Link* branches, Transition transition);

 private:
  Link Make(const Step& step);

  std::vector<Node> nodes_;
  Link free_ = kNone;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_STRATEGIES_WAKEUP_TREE_H_
