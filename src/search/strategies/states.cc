#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/search/breadth_first.h"
#include "src/search/endless.h"
#include "src/search/hash_set.h"
#include "src/search/path_log.h"
#include "src/search/search_strategy.h"

namespace heddle::internal {

namespace {

/// The states met so far: their hashes, or all of their bytes where nothing is to be left to
/// chance.
class Visited {
 public:
  explicit Visited(bool whole) : whole_(whole) {}

  /// @return whether the state was new.
  bool Insert(std::span<const std::byte> state) {
    const HashSet::Met met =
        whole_ ? MeetWhole(state) : hashes_.Meet(HashOf(state.data(), state.size()));
    returned_ |= met == HashSet::Met::kEarlier;
    return met == HashSet::Met::kNever;
  }

  /// From now on, the states met are one step further away.
  void NextLayer() {
    hashes_.NextLayer();
    ++layer_;
  }
  /// Whether a step led back to a state that is not further away than where it came from: without
  /// that there is no going round in a circle.
  bool returned() const { return returned_; }

 private:
  HashSet::Met MeetWhole(std::span<const std::byte> state) {
    const std::string_view bytes(reinterpret_cast<const char*>(state.data()), state.size());
    const auto [known, is_new] = states_.emplace(bytes, layer_);
    if (is_new) return HashSet::Met::kNever;
    return known->second == layer_ ? HashSet::Met::kInThisLayer : HashSet::Met::kEarlier;
  }

  bool whole_;
  bool returned_ = false;
  HashSet hashes_;
  std::unordered_map<std::string, std::uint64_t> states_;  // with the layer that each came in
  std::uint64_t layer_ = 0;
};

class StateSearch {
 public:
  explicit StateSearch(Search& search)
      : world_(search.world()),
        options_(search.options()),
        search_(search),
        findings_(search.findings()),
        visited_(options_.whole_states),
        frontier_(world_) {}

  void Run() {
    visited_.Insert(world_.bytes());
    findings_.states = 1;
    if (world_.failure()) {
      ++findings_.violations;
      search_.Violated(*world_.failure(), {});
      return;
    }
    Arrive(PathLog::kRoot);
    visited_.NextLayer();
    frontier_.Run([this] { return search_.done(); },
                  [this](Transition transition, std::uint32_t from) { Follow(transition, from); },
                  [this](int depth) {
                    depth_ = depth;
                    visited_.NextLayer();
                    ReportRace(depth);
                  });
    ReportRace(std::numeric_limits<int>::max());
    if (visited_.returned() && !search_.done()) LookForEndless();
  }

 private:
  /// Judges a state that is new, and keeps it to go on from.
  void Arrive(std::uint32_t number) {
    bool violated = false;
    const auto note = [&](const Violation& violation) {
      violated = true;
      if (search_.WouldKeep(depth_)) search_.Violated(violation, paths_.PathTo(number));
    };
    if (auto failed = world_.CheckInvariants()) note(*failed);
    if (const auto race = RaceAhead(world_)) {
      violated = true;
      if (!race_met_) {
        race_met_ = true;
        kind_of_race_ = KindOfRace(world_.footprint(race->first), world_.footprint(race->second));
        race_ = paths_.PathTo(number);
        race_.push_back({static_cast<std::uint8_t>(race->first), 0});
        race_.push_back({static_cast<std::uint8_t>(race->second), 0});
      }
    }
    if (world_.enabled() == 0) {
      if (auto failed = world_.CheckEnd()) note(*failed);
      const bool wanted = options_.reach && !findings_.to_reached.found();
      search_.Ended(wanted ? paths_.PathTo(number) : std::vector<Transition>(), violated, true);
      if (wanted && findings_.to_reached.found()) search_.Finish();
    } else {
      if (violated) ++findings_.violations;
      frontier_.Keep(number);
    }
  }

  // A race is seen two steps ahead. It waits until no shorter violation can come.
  void ReportRace(int max_steps) {
    if (race_.empty() || static_cast<int>(race_.size()) > max_steps) return;
    if (search_.WouldKeep(static_cast<int>(race_.size()))) {
      search_.Violated({kind_of_race_, ""}, race_);
    }
    race_.clear();
  }

  void LookForEndless() {
    const auto endless = FindEndless(world_, search_);
    if (!endless) return;
    findings_.violations += endless->states;
    search_.Violated(endless->violation, endless->transitions);
  }

  void Violate(const Violation& violation, Transition transition, std::uint32_t from) {
    ++findings_.violations;
    std::vector<Transition> path = paths_.PathTo(from);
    path.push_back(transition);
    search_.Violated(violation, path);
  }

  /// Looks at where `transition` has led from the state `from`.
  void Follow(Transition transition, std::uint32_t from) {
    search_.Tick(depth_);
    if (world_.race()) Violate({world_.race()->kind, ""}, transition, from);
    if (world_.failure()) {
      // The task is out of the game: what the others still do is no behaviour of the program.
      Violate(*world_.failure(), transition, from);
      return;
    }
    if (!visited_.Insert(world_.bytes())) {
      if (const auto& failed = world_.failed_before_time_passed())
        Violate(*failed, transition, from);
      return;
    }
    search_.MetState();
    Arrive(paths_.Add(from, transition));
  }

  World& world_;
  const ExploreOptions& options_;
  Search& search_;
  Findings& findings_;
  Visited visited_;
  PathLog paths_;
  BreadthFirst<std::uint32_t> frontier_;  // of states with their numbers
  int depth_ = 0;
  bool race_met_ = false;
  const char* kind_of_race_ = nullptr;
  std::vector<Transition> race_;  // the first one met, until it is reported
};

/// Every reachable state once, breadth first, so that what is met first is met by the fewest steps.
void ExploreStates(Search& search) {
  StateSearch& states = *search.Hold(std::make_shared<StateSearch>(search));
  states.Run();
}

HEDDLE_SEARCH_STRATEGY(states, ExploreStates,
                       {.name = "states",
                        .visits = "every reachable state once",
                        .usual = true,
                        .exhaustive = true,
                        .needs_snapshots = true,
                        .by_state = true,
                        .counts_executions = false,
                        .limits_length = false,
                        .takes = {StrategyOption::kWholeStates}});

}  // namespace

}  // namespace heddle::internal
