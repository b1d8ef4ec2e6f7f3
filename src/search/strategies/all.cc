#include <bit>
#include <memory>
#include <vector>

#include "src/search/execution.h"
#include "src/search/search_strategy.h"

namespace heddle::internal {

namespace {

/// A point of the execution: the step taken from it, in how many ways that can be done, and the
/// tasks not tried yet.
struct Point {
  Transition current;
  int choices;
  std::uint64_t left;
};

Point PointFor(const World& world, std::uint64_t tasks) {
  const int task = std::countr_zero(tasks);
  return {{static_cast<std::uint8_t>(task), 0}, world.Choices(task), tasks & (tasks - 1)};
}

/// Moves on to the next step to be tried from `point`, where the world is. False if there is none.
bool Next(const World& world, Point& point) {
  if (point.current.choice + 1 < point.choices) {
    ++point.current.choice;
    return true;
  }
  if (point.left == 0) return false;
  point = PointFor(world, point.left);
  return true;
}

/// Every interleaving, depth first. Data races are judged by happens-before on each execution.
void ExploreAll(Search& search) {
  struct State {
    Execution execution;
    std::vector<Point> points;  // beyond the prefix
  };
  State& state = *search.Hold(std::make_shared<State>(State{Execution(search), {}}));
  Execution& execution = state.execution;
  std::vector<Point>& points = state.points;
  const World& world = search.world();
  for (const Transition transition : search.item().prefix) {
    execution.Step(transition);
    if (search.done()) return;
  }
  search.findings().steps = 0;  // others have counted these
  const int start = execution.depth();
  do {
    bool leaves = false;
    while (execution.GoesOn() && !execution.failed()) {
      leaves = search.LeavesAt(execution.depth());
      if (leaves) break;
      points.push_back(PointFor(world, world.enabled()));
      if (points.back().left != 0 || points.back().choices > 1) execution.timeline().Mark();
      execution.Step(points.back().current);
      if (search.done()) return;
    }
    if (leaves) {
      search.Leave(execution.timeline().transitions());
    } else {
      execution.End();
    }
    if (search.done()) return;
    // Back to the nearest point from which something is left to try, and a step from there.
    while (!points.empty() && points.back().left == 0 &&
           points.back().current.choice + 1 >= points.back().choices) {
      points.pop_back();
    }
    if (points.empty()) return;
    const int depth = start + static_cast<int>(points.size()) - 1;
    execution.BackTo(depth, depth);
    Next(world, points.back());
    execution.Step(points.back().current);
  } while (!search.done());
}

HEDDLE_SEARCH_STRATEGY(
    all, ExploreAll,
    {.name = "all", .visits = "every interleaving", .exhaustive = true, .divisible = true});

}  // namespace

}  // namespace heddle::internal
