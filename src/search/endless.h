#ifndef HEDDLE_SRC_SEARCH_ENDLESS_H_
#define HEDDLE_SRC_SEARCH_ENDLESS_H_

#include <heddle/trace.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "src/program/world.h"
#include "src/search/search.h"

namespace heddle::internal {

/// A way into states from which no end can be reached, whatever is chosen: the tasks go round for
/// ever.
struct Endless {
  Violation violation;
  /// The steps to the nearest such state, and once round from there.
  std::vector<Transition> transitions;
  /// How many such states there are.
  std::uint64_t states;
};

/// Looks for such states in the whole state graph, which must be finite: visits it once more,
/// breadth first, with its edges (8 bytes each), and goes back from all its ends. Nothing if every
/// state can still come to an end, or if `search` is done before (a limit). A graph in which
/// some executions go round for ever while others end is no violation: that is a matter of
/// fairness.
/// @param max_states  gives up, with nothing, past so many.
std::optional<Endless> FindEndless(
    World& world, Search& search, std::size_t max_states = std::numeric_limits<std::size_t>::max());

/// An execution that is too long to be believed to end.
struct TooLong {
  /// It has come back to a state that it was in, so that it can go round for ever.
  bool circle = false;
  /// And nothing leads out of it any more. If something does, whoever schedules tasks fairly leaves
  /// it, and the execution is none that counts.
  std::optional<Endless> endless;
};

/// Judges the execution of `world` that `transitions` are, in another world of the same.
TooLong JudgeTooLong(const World& world, std::span<const Transition> transitions, Search& search);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_ENDLESS_H_
