#include "src/search/nearest.h"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

namespace heddle::internal {

namespace {

Hash128 HashOfState(const World& world) {
  return HashOf(world.bytes().data(), world.bytes().size());
}

}  // namespace

std::string WrongAfterStep(const World& world) {
  if (world.race()) return world.race()->kind;
  if (world.failure()) return world.failure()->kind;
  if (world.InvariantsHold() && !world.failed_before_time_passed()) return {};
  const auto failed = world.CheckInvariants();
  return failed ? failed->kind : std::string();
}

NearestSearch::NearestSearch(Search& search, Goal goal)
    : world_(search.world()), search_(search), goal_(std::move(goal)) {}

NearestWay NearestSearch::From(std::span<const Transition> prefix) {
  world_.Start();
  for (const Transition transition : prefix) world_.Step(transition.task, transition.choice);
  // Of the search, which may be left in its midst by a crash.
  const auto frontier = search_.Hold(std::make_shared<BreadthFirst<std::uint32_t>>(world_));
  frontier_ = frontier.get();
  Begin(prefix);
  frontier_->Run([this] { return done(); },
                 [this](Transition transition, std::uint32_t from) { Follow(transition, from); },
                 [this](int) { EndLayer(); });
  NearestWay nearest;
  nearest.exact = found_ || !search_.done();
  nearest.found = found_ || best_.parent != kNone;
  if (!nearest.found) return nearest;
  nearest.transitions.assign(prefix.begin(), prefix.end());
  if (best_.parent == kNone) return nearest;  // the prefix ends there
  const auto path = PathTo(best_.parent);
  nearest.transitions.insert(nearest.transitions.end(), path.begin(), path.end());
  nearest.transitions.push_back(best_.transition);
  return nearest;
}

void NearestSearch::Begin(std::span<const Transition> prefix) {
  arrivals_.assign(1, {kNone, 0, kNone, 0, {}});
  first_of_next_ = 1;
  layer_.assign(1, {0});
  next_.clear();
  met_.clear();
  ends_.clear();
  last_ = prefix.empty() ? -1 : prefix.back().task;
  best_ = {};
  found_ = world_.enabled() == 0 && !world_.failure() && IsGoalAtEnd();
  if (world_.enabled() == 0 || !visited_.Insert(HashOfState(world_))) return;
  search_.MetState();
  frontier_->Keep(0);
}

/// Looks at where `transition` has led from the state `from` of this layer.
void NearestSearch::Follow(Transition transition, std::uint32_t from) {
  search_.Tick(0);
  if (world_.failure() && world_.failure()->kind == kOutOfTime) {
    search_.StopBy(search_.deadline().words);
    return;
  }
  if (goal_.kind == Goal::Kind::kOutcome) {
    if (!world_.failure()) Arrive(transition, from);
    return;
  }
  const std::string wrong = WrongAfterStep(world_);
  if (wrong.empty()) {
    Arrive(transition, from);
  } else if (goal_.kind == Goal::Kind::kViolation && wrong == goal_.value) {
    Offer(BestFor(layer_[from], transition));
  }
}

/// The world is in a state of the next layer, or of an earlier one.
void NearestSearch::Arrive(Transition transition, std::uint32_t from) {
  const Hash128 hash = HashOfState(world_);
  const auto [known, is_new] = met_.try_emplace(hash, static_cast<std::uint32_t>(next_.size()));
  if (is_new) {
    if (!visited_.Insert(hash)) {
      met_.erase(known);
      return;
    }
    search_.MetState();
    next_.push_back({kNone});
    if (world_.enabled() != 0) {
      frontier_->Keep(known->second);
    } else if (IsGoalAtEnd()) {
      ends_.push_back(known->second);
    }
  }
  const Way way = BestFor(layer_[from], transition);
  State& state = next_[known->second];
  for (std::uint32_t i = state.arrivals; i != kNone; i = arrivals_[i].next) {
    Arrival& arrival = arrivals_[i];
    if (arrival.transition.task != transition.task) continue;
    if (Before(way, {arrival.switches, arrival.parent, arrival.transition})) {
      arrival = {way.parent, way.switches, arrival.next, 0, transition};
    }
    return;
  }
  arrivals_.push_back({way.parent, way.switches, state.arrivals, 0, transition});
  state.arrivals = static_cast<std::uint32_t>(arrivals_.size()) - 1;
}

/// Whether the end that the world has come to is what is looked for.
bool NearestSearch::IsGoalAtEnd() {
  if (goal_.kind == Goal::Kind::kOutcome) {
    outcome_.clear();
    world_.AppendOutcome(outcome_);
    return outcome_ == goal_.value;
  }
  const auto wrong = world_.CheckEnd();
  if (goal_.kind == Goal::Kind::kPassingEnd) return !wrong;
  return wrong && wrong->kind == goal_.value;
}

void NearestSearch::EndLayer() {
  for (const std::uint32_t end : ends_) {
    for (std::uint32_t i = next_[end].arrivals; i != kNone; i = arrivals_[i].next) {
      Offer({arrivals_[i].switches, arrivals_[i].parent, arrivals_[i].transition});
    }
  }
  found_ = best_.parent != kNone;
  RankArrivals();
  layer_.swap(next_);
  next_.clear();
  met_.clear();
  ends_.clear();
}

void NearestSearch::RankArrivals() {
  by_rank_.clear();
  for (auto i = first_of_next_; i < arrivals_.size(); ++i) by_rank_.push_back(i);
  std::sort(by_rank_.begin(), by_rank_.end(), [this](std::uint32_t a, std::uint32_t b) {
    return Before({0, arrivals_[a].parent, arrivals_[a].transition},
                  {0, arrivals_[b].parent, arrivals_[b].transition});
  });
  std::uint32_t rank = 0;
  for (const std::uint32_t i : by_rank_) arrivals_[i].rank = rank++;
  first_of_next_ = static_cast<std::uint32_t>(arrivals_.size());
}

bool NearestSearch::Before(const Way& a, const Way& b) const {
  if (b.parent == kNone || a.switches != b.switches) return a.switches < b.switches;
  const auto key = [this](const Way& way) {
    return std::tuple(arrivals_[way.parent].rank, way.transition.task, way.transition.choice);
  };
  return key(a) < key(b);
}

NearestSearch::Way NearestSearch::BestFor(const State& state, Transition transition) const {
  Way best;
  for (std::uint32_t i = state.arrivals; i != kNone; i = arrivals_[i].next) {
    const int last = i == 0 ? last_ : arrivals_[i].transition.task;
    const bool switches = last >= 0 && last != transition.task;
    const Way way{arrivals_[i].switches + (switches ? 1 : 0), i, transition};
    if (Before(way, best)) best = way;
  }
  return best;
}

std::vector<Transition> NearestSearch::PathTo(std::uint32_t arrival) const {
  std::vector<Transition> path;
  for (; arrival != 0; arrival = arrivals_[arrival].parent) {
    path.push_back(arrivals_[arrival].transition);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

}  // namespace heddle::internal
