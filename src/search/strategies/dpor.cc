#include "src/search/strategies/dpor.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

#include "src/search/search_strategy.h"

namespace heddle::internal {

namespace {

constexpr std::uint64_t Bit(int task) { return std::uint64_t{1} << task; }

}  // namespace

Dpor::Dpor(Search& search)
    : world_(search.world()),
      search_(search),
      execution_(search),
      order_(execution_.order()),
      tasks_(world_.program().task_count()),
      ordered_below_(tasks_) {}

void Dpor::Run() {
  Enter(WakeupTree::kNone, false);
  do {
    bool blocked = false;
    while (execution_.GoesOn()) {
      if (!PickBranch(nodes_.back())) {
        blocked = true;
        break;
      }
      Advance();
      if (search_.done()) return;
      if (NothingCanRace() && RunAlone()) break;
    }
    if (search_.done()) return;
    if (blocked) {
      ++blocked_;
    } else {
      execution_.End();
      if (search_.done()) return;
    }
    ReverseRaces();
  } while (Backtrack());
}

std::string Dpor::HalfCheckedInvariant() const {
  for (const Property& invariant : world_.program().invariants()) {
    if (invariant.about == nullptr || !invariant.about->traits().in_one_order) {
      return invariant.name;
    }
  }
  return {};
}

/// Makes the node of the present point. Its sleep set: the tasks that slept at the point before and
/// whose next steps commute with the step taken from there; none if steps were `forced` on the way,
/// for then no other task was enabled.
void Dpor::Enter(WakeupTree::Link wakeups, bool forced) {
  std::uint64_t sleep = 0;
  if (!forced && !nodes_.empty() && !nodes_.back().expanded) {
    const Node& parent = nodes_.back();
    const int number = static_cast<int>(nodes_.size()) - 1;
    const Footprint& taken = TouchesAt(number, parent.current.task);
    for (std::uint64_t rest = parent.sleep; rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      if (!Dependent(TouchesAt(number, task), taken)) sleep |= Bit(task);
    }
  }
  nodes_.push_back(
      {execution_.depth(), world_.enabled(), sleep, wakeups, 0, false, Transition{}, 1, false});
  const std::size_t row = (nodes_.size() - 1) * tasks_;
  if (row + tasks_ > footprints_.size()) footprints_.resize(2 * (row + tasks_));
  for (int task = 0; task < tasks_; ++task) footprints_[row + task] = world_.footprint(task);
  Expand(nodes_.back());
}

/// Makes all tasks that are awake branches of the present point, if the next steps of all that are
/// enabled depend on each other. Then none of the branches leads to what another does; nor does any
/// inherit a sleeping task, so that none can be blocked by what was done here.
void Dpor::Expand(Node& node) {
  for (std::uint64_t rest = node.enabled; rest != 0;) {
    const Footprint& footprint = world_.footprint(std::countr_zero(rest));
    rest &= rest - 1;
    for (std::uint64_t others = rest; others != 0; others &= others - 1) {
      if (!Dependent(footprint, world_.footprint(std::countr_zero(others)))) return;
    }
  }
  node.expanded = true;
  node.unguided = node.enabled & ~node.sleep;
  for (auto branch = node.wakeups; branch != WakeupTree::kNone; branch = wakeups_[branch].next) {
    node.unguided &= ~Bit(wakeups_[branch].transition.task);
  }
}

/// Chooses the branch to take from the present point: the first that was asked for, or any task
/// awake, preferably the one that has just run. False if all that could run sleep.
bool Dpor::PickBranch(Node& node) {
  const std::uint64_t awake = node.enabled & ~node.sleep;
  next_wakeups_ = WakeupTree::kNone;
  if (node.goes_on) {
    // Another way of the step taken before.
    node.goes_on = false;
    next_wakeups_ = wakeups_.Take(&node.wakeups, node.current);
    return true;
  }
  if (node.wakeups != WakeupTree::kNone) {
    const WakeupTree::Node branch = wakeups_.TakeFirst(&node.wakeups);
    next_wakeups_ = branch.first_child;
    node.current = branch.transition;
    // The theory says that it is; if ever it were not, to go on would be to miss something.
    if ((awake & Bit(node.current.task)) == 0) throw std::logic_error("a wakeup that cannot run");
    if (node.current.choice == WakeupTree::kAnyChoice) node.current.choice = 0;
  } else {
    if (awake == 0) return false;
    const int last = nodes_.size() > 1 ? nodes_[nodes_.size() - 2].current.task : 0;
    node.current = {
        static_cast<std::uint8_t>((awake & Bit(last)) != 0 ? last : std::countr_zero(awake)), 0};
    node.unguided &= ~Bit(node.current.task);
  }
  node.choices = static_cast<std::uint8_t>(world_.Choices(node.current.task));
  // Only where something else could run is there a reason to come back.
  if ((awake & (awake - 1)) != 0 || node.choices > 1) execution_.timeline().Mark();
  return true;
}

/// Takes the current branch of the last node.
void Dpor::Advance() {
  const Transition transition = nodes_.back().current;
  // Where nothing else can run, the task's next steps need no points of their own. (The steps of
  // the last task left are for RunAlone.)
  const bool on = next_wakeups_ == WakeupTree::kNone && world_.unfinished() != Bit(transition.task);
  const bool forced = execution_.StepOn(transition, on) > 1;
  Enter(next_wakeups_, forced);
}

/// Whether one task is left and knows of all that the others did, or will by its next step, which
/// has no race that would need reversing: then nothing that it still does can race.
bool Dpor::NothingCanRace() const {
  const std::uint64_t left = world_.unfinished();
  if (!alone_ || (left & (left - 1)) != 0 || left == 0 || world_.JudgesOrders()) return false;
  if ((nodes_.back().sleep & left) != 0 || nodes_.back().wakeups != WakeupTree::kNone) return false;
  const TaskId task = std::countr_zero(left);
  const int last = order_.size() - 1;
  if (last < 0) return false;
  if (order_.LastOf(task) == last) return order_.LastKnowsAll(last);
  return nodes_[last].expanded && !world_.footprint(task).first.plain &&
         order_.ContinuesChain(world_, task);
}

/// Runs the one task left to the end, with no record of the order of its steps. False, and back
/// where it was, if a step can be performed in several ways, or may be a spin: that is for the
/// search.
bool Dpor::RunAlone() {
  const int from = execution_.depth();
  const int events = order_.size();
  const int task = std::countr_zero(world_.unfinished());
  while (execution_.GoesOn() && !search_.done()) {
    if (world_.pending(task).has_choices || world_.IsSuspect(task)) {
      alone_ = false;
      execution_.BackTo(from, events);
      return false;
    }
    execution_.StepAlone(task);
  }
  ran_alone_ = true;
  return true;
}

/// Goes back to the nearest point with a branch that has not been taken. False if there is none.
bool Dpor::Backtrack() {
  // The last node is the end of the execution: nothing was taken from it.
  nodes_.pop_back();
  while (!nodes_.empty()) {
    Node& node = nodes_.back();
    const int events = static_cast<int>(nodes_.size()) - 1;
    bool more = false;
    if (node.current.choice + 1 < node.choices) {
      ++node.current.choice;
      node.goes_on = more = true;
    } else {
      node.sleep |= Bit(node.current.task);
      more = node.wakeups != WakeupTree::kNone || node.unguided != 0;
    }
    if (!more) {
      nodes_.pop_back();
      continue;
    }
    execution_.BackTo(node.depth, events);
    new_from_ = events;
    alone_ = true;
    ran_alone_ = false;
    return true;
  }
  return false;
}

void Dpor::ReverseRaces() {
  const int size = order_.size();
  const auto is_done = [this](const Race& race) {
    return nodes_[race.first].expanded && !race.uncertain;
  };
  for (int event = new_from_; event < size; ++event) {
    const std::span<const Race> races = order_.RacesOf(event);
    if (std::all_of(races.begin(), races.end(), is_done)) continue;
    ReverseRacesOf(races, event);
  }
  if (new_from_ < size && !order_.IsChained(new_from_)) ReverseOldRaces();
  if (ran_alone_) return;
  for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    ReverseRacesOf(order_.RacesOfPending(world_, task), task, world_.footprint(task),
                   DependenceOrder::ComparedBy(world_.pending(task)));
  }
}

/// A race met in an earlier execution is reversed again only if some new event is not ordered after
/// its first one: only then is the reversal another.
void Dpor::ReverseOldRaces() {
  // What one event must come before in time to be ordered before all that is new: each task's first
  // new event tells, for its later ones know no less.
  std::fill(ordered_below_.begin(), ordered_below_.end(),
            std::numeric_limits<std::uint32_t>::max());
  std::uint64_t told = 0;
  for (int event = new_from_; event < order_.size(); ++event) {
    const TaskId task = order_[event].transition.task;
    if ((told & Bit(task)) != 0) continue;
    told |= Bit(task);
    const std::uint32_t* known = order_.Clock(event);
    for (TaskId other = 0; other < tasks_; ++other) {
      if (other != task) ordered_below_[other] = std::min(ordered_below_[other], known[other]);
    }
  }
  const auto changes_some = [this](int event) {
    const std::uint32_t* horizon = order_.Horizon(event);
    for (int task = 0; task < tasks_; ++task) {
      if (horizon[task] > ordered_below_[task]) return true;
    }
    return false;
  };
  for (int event = new_from_ - 1; event >= 0 && changes_some(event); --event) {
    for (const Race& race : order_.RacesOf(event)) {
      const Event& first = order_[race.first];
      if (first.index <= ordered_below_[first.transition.task]) continue;
      ReverseRacesOf(order_.RacesOf(event), event);
      break;
    }
  }
}

void Dpor::ReverseRacesOf(std::span<const Race> races, int event) {
  ReverseRacesOf(races, order_[event].transition.task, order_[event].footprint,
                 order_.ComparesIn(event));
}

/// Reverses the races with earlier events of a step by `task`, which touches `touched` and may
/// compare.
void Dpor::ReverseRacesOf(std::span<const Race> races, TaskId task, const Footprint& footprint,
                          const Compare& compares) {
  for (std::size_t i = 0; i < races.size(); ++i) {
    const int first = races[i].first;
    const bool expanded = nodes_[first].expanded;
    if (expanded && !races[i].uncertain) continue;
    Collect(first, task, order_.FootprintBefore(first, footprint, compares));
    // Before it is tried, it is not known what a task that may spin would touch.
    const bool tried_first = races[i].uncertain && world_.KnowsSpins();
    if (tried_first && !CanRun(first)) continue;
    if (InSleepSet(first)) continue;
    if (races[i].uncertain) {
      if (!tried_first && !CanRun(first)) continue;
      if (!expanded) Insert(first);
      // What is ordered before this one is no race of its own.
      std::size_t next = i + 1;
      while (next < races.size() && order_.Ordered(races[next].first, first)) ++next;
      i = next - 1;
      continue;
    }
    Insert(first);
  }
}

/// Makes the sequence that reverses the race of event `first` with `task`'s step: all that came
/// after `first` and is not ordered after it, then the step.
void Dpor::Collect(int first, TaskId task, const Footprint& footprint) {
  sequence_.clear();
  const TaskId first_task = order_[first].transition.task;
  const std::uint32_t index = order_[first].index;
  // A task is done with once it knows of `first`, or has no more events; all are if a chain comes
  // next.
  std::uint64_t open = 0;
  for (int other = 0; other < tasks_ && !order_.IsChained(first + 1); ++other) {
    if (order_.LastOf(other) > first && other != first_task) open |= Bit(other);
  }
  for (int event = first + 1; open != 0; ++event) {
    const TaskId other = order_[event].transition.task;
    if ((open & Bit(other)) == 0) continue;
    if (order_.Clock(event)[first_task] >= index) {
      open &= ~Bit(other);
      continue;
    }
    Transition transition = order_[event].transition;
    for (const Footprint& step : order_.StepsOf(event)) {
      sequence_.push_back({transition, event, step});
      transition.choice = 0;
    }
    if (order_.LastOf(other) == event) open &= ~Bit(other);
  }
  sequence_.push_back({{static_cast<std::uint8_t>(task), WakeupTree::kAnyChoice}, -1, footprint});
}

/// Whether what the sequence leads to has been explored from the point `node` already.
bool Dpor::InSleepSet(int node) const {
  for (std::uint64_t rest = nodes_[node].sleep; rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    int position;
    if (WakeupTree::IsWeakInitial(order_, sequence_, task, TouchesAt(node, task), &position)) {
      return true;
    }
  }
  return false;
}

/// Tries whether the sequence can run from the point before `first`, in a world of its own.
bool Dpor::CanRun(int first) {
  if (scout_ == nullptr) {
    scout_world_ = search_.AnotherWorld();
    scout_ = std::make_unique<Timeline>(*scout_world_);
  }
  const auto before = execution_.timeline().transitions().first(nodes_[first].depth);
  scout_transitions_.assign(before.begin(), before.end());
  for (std::size_t i = 0; i + 1 < sequence_.size(); ++i)
    scout_transitions_.push_back(sequence_[i].transition);
  scout_->GoTo(scout_transitions_);
  WakeupTree::Step& last = sequence_.back();
  if (scout_world_->IsSuspect(last.transition.task)) {
    last.footprint = scout_world_->footprint(last.transition.task);
  }
  return (scout_world_->enabled() & Bit(last.transition.task)) != 0;
}

void Dpor::Insert(int first) { wakeups_.Insert(order_, sequence_, &nodes_[first].wakeups); }

namespace {

/// One execution of each Mazurkiewicz trace: see Dpor.
void ExploreDpor(Search& search) {
  Dpor& dpor = *search.Hold(std::make_shared<Dpor>(search));
  dpor.Run();
  search.findings().blocked_executions = dpor.blocked_executions();
  search.findings().half_checked = dpor.HalfCheckedInvariant();
}

HEDDLE_SEARCH_STRATEGY(dpor, ExploreDpor,
                       {.name = "dpor",
                        .visits = "one execution of each trace",
                        .exhaustive = true});

}  // namespace

}  // namespace heddle::internal
