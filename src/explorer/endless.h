#ifndef HEDDLE_SRC_EXPLORER_ENDLESS_H_
#define HEDDLE_SRC_EXPLORER_ENDLESS_H_

#include <cstdint>
#include <optional>
#include <vector>

#include "src/explorer/findings.h"
#include "src/explorer/world.h"
#include "src/trace/trace.h"

namespace heddle {

/// A way into states from which no end can be reached, whatever is chosen: the tasks go round for
/// ever.
struct Endless {
  Violation violation;
  /// The steps to the nearest such state, and once round from there.
  std::vector<Pick> picks;
  /// How many such states there are.
  std::uint64_t states;
};

/// Looks for such states in the whole state graph, which must be finite: visits it once more,
/// breadth first, with its edges (8 bytes each), and goes back from all its ends. Nothing if every
/// state can still come to an end, or if `findings` are done before (a limit). A graph in which
/// some executions go round for ever while others end is no violation: that is a matter of
/// fairness.
std::optional<Endless> FindEndless(World& world, Findings& findings);

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_ENDLESS_H_
