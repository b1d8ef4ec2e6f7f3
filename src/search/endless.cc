#include "src/search/endless.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>
#include <unordered_map>
#include <utility>

#include "src/guard/crash_guard.h"
#include "src/search/breadth_first.h"
#include "src/search/hash_set.h"
#include "src/search/path_log.h"

namespace heddle::internal {

namespace {

Hash128 HashOfState(const World& world) {
  return HashOf(world.bytes().data(), world.bytes().size());
}

class EndlessSearch {
 public:
  EndlessSearch(World& world, Search& search, std::size_t max_states)
      : world_(world), search_(search), max_states_(max_states), frontier_(world) {}

  std::optional<Endless> Run() {
    world_.Start();
    Visit(PathLog::kRoot);
    const auto done = [this] { return search_.done() || is_end_.size() > max_states_; };
    frontier_.Run(
        done, [this](Transition transition, std::uint32_t from) { Follow(transition, from); },
        [](int) {});
    if (done()) return {};
    const std::vector<bool> can_end = GoBackFromEnds();
    const auto doomed = std::find(can_end.begin(), can_end.end(), false);
    if (doomed == can_end.end()) return {};
    Endless endless;
    endless.states = static_cast<std::uint64_t>(std::count(doomed, can_end.end(), false));
    endless.transitions = paths_.PathTo(static_cast<std::uint32_t>(doomed - can_end.begin()));
    endless.violation = {"endless", GoRound(endless.transitions)};
    return endless;
  }

 private:
  void Visit(std::uint32_t number) {
    numbers_.emplace(HashOfState(world_), number);
    is_end_.push_back(world_.enabled() == 0);
    frontier_.Keep(number);
  }

  void Follow(Transition transition, std::uint32_t from) {
    search_.Tick(0);
    if (world_.failure()) {
      is_end_[from] = true;  // a violation of its own
      return;
    }
    const auto known = numbers_.find(HashOfState(world_));
    std::uint32_t to;
    if (known != numbers_.end()) {
      to = known->second;
    } else {
      to = paths_.Add(from, transition);
      Visit(to);
    }
    edges_.emplace_back(to, from);
  }

  /// For each state, whether an end can be reached from it.
  std::vector<bool> GoBackFromEnds() {
    const Unguarded no_step;  // it may take long
    std::sort(edges_.begin(), edges_.end());
    std::vector<bool> can_end = is_end_;
    std::vector<std::uint32_t> todo;
    for (std::uint32_t state = 0; state < can_end.size(); ++state) {
      if (can_end[state]) todo.push_back(state);
    }
    while (!todo.empty()) {
      const std::uint32_t state = todo.back();
      todo.pop_back();
      auto edge =
          std::lower_bound(edges_.begin(), edges_.end(), std::pair(state, std::uint32_t{0}));
      for (; edge != edges_.end() && edge->first == state; ++edge) {
        if (can_end[edge->second]) continue;
        can_end[edge->second] = true;
        todo.push_back(edge->second);
      }
    }
    return can_end;
  }

  /// Goes on from where `transitions` lead, giving each task its turn, until a state comes again.
  /// Appends the steps to `transitions` and says in words what goes on there.
  std::string GoRound(std::vector<Transition>& transitions) {
    world_.Start();
    for (const Transition transition : transitions) world_.Step(transition.task, transition.choice);
    std::unordered_map<Hash128, std::size_t, Hasher> met;
    for (int task = -1; met.emplace(HashOfState(world_), transitions.size()).second;) {
      do {
        task = (task + 1) % world_.program().task_count();
      } while ((world_.enabled() >> task & 1) == 0);
      transitions.push_back({static_cast<std::uint8_t>(task), 0});
      world_.Step(task, 0);
    }
    std::string names;
    for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
      names += (names.empty() ? "" : ", ") + world_.program().NameOf(std::countr_zero(rest));
    }
    return fmt::format(
        "nothing leads to an end any more: after step {} everything is as after step {}; "
        "not ended: {}",
        transitions.size(), met[HashOfState(world_)], names);
  }

  struct Hasher {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
  };

  World& world_;
  Search& search_;
  std::size_t max_states_;
  PathLog paths_;
  std::unordered_map<Hash128, std::uint32_t, Hasher> numbers_;
  std::vector<bool> is_end_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges_;  // to, from
  BreadthFirst<std::uint32_t> frontier_;                        // of states with their numbers
};

}  // namespace

std::optional<Endless> FindEndless(World& world, Search& search, std::size_t max_states) {
  return EndlessSearch(world, search, max_states).Run();
}

TooLong JudgeTooLong(const World& world, std::span<const Transition> transitions, Search& search) {
  TooLong judged;
  try {
    const auto another = world.Another(Memory::kArena);
    HashSet met;
    for (const Transition transition : transitions) {
      met.Insert(HashOfState(*another));
      another->Step(transition.task, transition.choice);
    }
    judged.circle = !met.Insert(HashOfState(*another));
    constexpr std::size_t kMaxStates = 1'000'000;
    if (judged.circle) judged.endless = FindEndless(*another, search, kMaxStates);
  } catch (const std::runtime_error&) {
    // There are no snapshots here, so nobody can tell.
  }
  return judged;
}

}  // namespace heddle::internal
