#include "src/search/point_of_no_return.h"

#include <bit>
#include <chrono>
#include <utility>

namespace heddle::internal {

namespace {

constexpr int kWalks = 8;           // from each state
constexpr int kStepsOfWalk = 5000;  // at the most

}  // namespace

HopeSearch::HopeSearch(Search& search, std::span<const Transition> failing)
    : world_(search.world()),
      search_(search),
      failing_(failing),
      passing_(search, {Goal::Kind::kPassingEnd, {}}) {}

LastHope HopeSearch::Run() {
  LastHope hope;
  int steps = static_cast<int>(failing_.size()) - 1;
  bool all_visited = true;
  for (; steps >= 0 && !hope.steps; --steps) {
    auto path = Walk(steps);
    if (path) {
      hope.steps = steps;
      hope.passing = std::move(*path);
    }
    if (!all_visited) continue;  // walks alone are still quick
    NearestWay way = passing_.From(Prefix(steps));
    if (way.found) {
      hope.steps = steps;
      hope.nearest = way.exact;
      if (way.exact || hope.passing.empty() || way.transitions.size() < hope.passing.size()) {
        hope.passing = std::move(way.transitions);
      }
    }
    all_visited = way.exact || hope.steps;
  }
  hope.exact = all_visited;
  return hope;
}

std::optional<std::vector<Transition>> HopeSearch::Walk(int steps) {
  world_.Start();
  for (const Transition transition : Prefix(steps)) {
    world_.Step(transition.task, transition.choice);
  }
  const std::vector<std::byte> here(world_.bytes().begin(), world_.bytes().end());
  for (int walk = 0; walk < kWalks; ++walk) {
    std::vector<Transition> path(failing_.begin(), failing_.begin() + steps);
    world_.Restore(here);
    if (WalkOn(walk, path)) return path;
    if (std::chrono::steady_clock::now() > search_.deadline().when) break;
  }
  return {};
}

/// Goes on from where the world is. The first walk lets a task go on as far as it can, the others
/// go by chance. @return whether it has come to an end with nothing going wrong; its steps are
/// added to `path`.
bool HopeSearch::WalkOn(int walk, std::vector<Transition>& path) {
  int task = path.empty() ? 0 : path.back().task;
  for (int i = 0; i < kStepsOfWalk && world_.enabled() != 0; ++i) {
    const std::uint64_t enabled = world_.enabled();
    if (walk != 0) {
      std::uint64_t rest = enabled;
      for (auto skip = random_() % std::popcount(enabled); skip > 0; --skip) rest &= rest - 1;
      task = std::countr_zero(rest);
    } else if ((enabled >> task & 1) == 0) {
      task = std::countr_zero(enabled);
    }
    const int choices = world_.Choices(task);
    const int choice = walk == 0 ? 0 : static_cast<int>(random_() % choices);
    path.push_back({static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)});
    world_.Step(task, choice);
    if (!WrongAfterStep(world_).empty()) return false;
  }
  return world_.enabled() == 0 && !world_.CheckEnd();
}

}  // namespace heddle::internal
