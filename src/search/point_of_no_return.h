#ifndef HEDDLE_SRC_SEARCH_POINT_OF_NO_RETURN_H_
#define HEDDLE_SRC_SEARCH_POINT_OF_NO_RETURN_H_

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "src/program/world.h"
#include "src/search/nearest.h"
#include "src/search/search.h"

namespace heddle::internal {

/// Until when an execution could still have passed, as far as a search has come.
struct LastHope {
  /// After so many steps some execution still passes; nothing if none was found from the start.
  std::optional<int> steps;
  /// It passes after no more steps than these: all was visited.
  bool exact = false;
  /// Such an execution, from its start.
  std::vector<Transition> passing = {};
  /// There is none nearer that begins with as many of these steps.
  bool nearest = false;
};

/// Looks, for each state that an execution goes through, whether an end can be reached from it with
/// nothing going wrong: the states near its end first, for once that can be, it could be before. A
/// state from which it cannot is lost, and so is every state that it leads to. So what is visited
/// are the lost states and, from the last that is not, the nearest passing end; not the whole
/// graph.
class HopeSearch {
 public:
  /// @param failing  the steps of an execution in which something goes wrong with the last.
  HopeSearch(Search& search, std::span<const Transition> failing);

  LastHope Run();

 private:
  /// Looks for a passing end by a few walks from the state after `steps` steps: it is often met at
  /// once.
  std::optional<std::vector<Transition>> Walk(int steps);
  bool WalkOn(int walk, std::vector<Transition>& path);
  std::span<const Transition> Prefix(int steps) const { return failing_.first(steps); }

  World& world_;
  Search& search_;
  const std::span<const Transition> failing_;
  NearestSearch passing_;
  std::minstd_rand random_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_POINT_OF_NO_RETURN_H_
