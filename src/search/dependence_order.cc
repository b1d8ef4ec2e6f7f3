#include "src/search/dependence_order.h"

#include <algorithm>
#include <bit>
#include <stdexcept>
#include <string>

namespace heddle::internal {

namespace {

bool IsWriteLike(Mode mode) { return mode != Mode::kRead; }

const Access& AccessOf(const Footprint& footprint, int slot) {
  return slot == 0 ? footprint.first : footprint.second;
}

[[noreturn]] void RefuseWaitingPush(const Operation& operation) {
  throw std::logic_error(std::string(operation.object->name()) +
                         ": a push (Mode::kPush) may block, and there is no bound (Object::Bound)");
}

/// Whether the place of a task's operation cannot be judged by its footprint alone. What acquires
/// or releases, puts or gets says enough of itself; anything else that may wait (a task that may
/// spin does) has to be tried, and so has what an object does that does not promise to wait for no
/// more than that.
bool IsUncertain(const World& world, TaskId task, const Operation& operation,
                 const Footprint& footprint) {
  if (world.IsSuspect(task)) return true;
  if (!operation.may_block) return false;
  if (!operation.object->traits().waits_as_touched) return true;
  const auto says_when = [](const Access& access) { return access.acquires || access.releases; };
  if (says_when(footprint.first) || says_when(footprint.second)) return false;
  if (footprint.first.mode == Mode::kPush && operation.object->Bound() == 0) [[unlikely]]
    RefuseWaitingPush(operation);
  const auto reads_or_writes = [](const Access& access) {
    return access.mode == Mode::kRead || access.mode == Mode::kWrite;
  };
  return reads_or_writes(footprint.first) || reads_or_writes(footprint.second);
}

}  // namespace

DependenceOrder::DependenceOrder(const World& world)
    : tasks_(world.program().task_count()),
      stride_((std::max(tasks_, 1) + kLanes - 1) / kLanes * kLanes),
      tasks_state_(tasks_),
      objects_(world.program().number_count()) {
  MakeRoom();
  for (const Object* object : world.program().objects()) {
    has_atomics_ |= object->traits().atomic;
    objects_[object->id()].capacity = object->Bound();
  }
}

void DependenceOrder::MakeRoom() {
  constexpr std::size_t kFirst = 256;
  if (size_ + 1 >= event_room_) {
    const std::size_t rows = std::max(kFirst, 2 * events_.size());
    events_.resize(rows);
    links_.resize(rows);
    atomics_.resize(rows);
    clocks_.resize(rows * stride_);
    horizons_.resize(rows * stride_);
    event_room_ = static_cast<std::int32_t>(rows);
  }
  if (step_count_ == step_room_) {
    steps_.resize(std::max(kFirst, 2 * steps_.size()));
    footprints_.resize(2 * steps_.size());  // a step touches two objects at most
    step_room_ = static_cast<std::int32_t>(steps_.size());
  }
}

template <int kStride>
void DependenceOrder::FindRaces(const Footprint& footprint, bool uncertain, int second,
                                std::uint32_t* base, std::uint32_t* full) {
  std::int32_t chain[2];
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(footprint, slot);
    chain[slot] = access.mode == Mode::kNone ? -1 : objects_[access.object].last[Chain(access)];
  }
  // Backwards through the events that touched the same objects, the latest first: an event that is
  // ordered before one already met is no race of its own. Nor is one that came while the object to
  // be acquired was taken, for then the event could not have come before it.
  int release = -1;
  while (chain[0] >= 0 || chain[1] >= 0) {
    const int slot = chain[0] >= chain[1] ? 0 : 1;
    const Access& access = AccessOf(footprint, slot);
    const TouchEntry& entry = footprints_[chain[slot]];
    const int first = entry.event;
    const Access other = entry.access;
    chain[slot] = entry.previous;
    if (!Conflict(access.mode, other.mode)) continue;
    if (BeforeClock(first, base)) {
      if (IsWriteLike(other.mode)) chain[slot] = -1;  // and so is all that came before it
      continue;
    }
    Join<kStride>(full, ClockOf<kStride>(first));
    if (access.acquires && other.releases) {  // it had to come first
      release = first;
      continue;
    }
    if (release >= 0 && !access.acquires && BeforeClock(first, ClockOf<kStride>(release))) continue;
    races_.push_back({first, second, access.plain && other.plain, uncertain});
    if (uncertain) continue;
    Join<kStride>(base, ClockOf<kStride>(first));
    if (IsWriteLike(other.mode)) chain[slot] = -1;
  }
}

void DependenceOrder::NoteTimePassing(const World& world) {
  while (world.time_passings() > static_cast<int>(epochs_.size())) {
    Epoch epoch{size_, std::vector<std::uint32_t>(stride_)};
    for (const TaskInfo& task : tasks_state_) {
      if (task.last >= 0) Join<0>(epoch.clock.data(), ClockOf<0>(task.last));
    }
    epochs_.push_back(std::move(epoch));
  }
}

template <int kStride>
void DependenceOrder::PushEvent(const World& world, Transition transition) {
  const int event = size_;
  const int task = transition.task;
  const Operation& operation = world.pending(task);
  const Footprint footprint = world.FootprintNow(task);
  TaskInfo& info = tasks_state_[task];
  if (event + 1 >= event_room_ || step_count_ == step_room_) [[unlikely]]
    MakeRoom();
  if (has_atomics_) [[unlikely]]
    NoteAtomic(world, operation, footprint);
  if (ContinuesChain(world, operation, footprint, task)) {
    PushChained(footprint, transition);
    return;
  }
  FillIn();
  if (world.time_passings() > std::ssize(epochs_)) [[unlikely]]
    NoteTimePassing(world);

  // What must come before it whatever the order of the rest; and all that comes before it, which is
  // its clock.
  std::uint32_t base[kStride > 0 ? kStride : kMaxTasks];
  std::uint32_t* const full = clocks_.data() + event * Stride<kStride>();
  if (info.last >= 0) {
    Copy<kStride>(base, ClockOf<kStride>(info.last));
  } else {
    std::fill_n(base, Stride<kStride>(), 0);
  }
  if (info.waker >= 0) Join<kStride>(base, ClockOf<kStride>(info.waker));
  if (operation.awaited_task >= 0 && world.program().task_state(operation.awaited_task).finished &&
      LastOf(operation.awaited_task) >= 0) {
    Join<kStride>(base, ClockOf<kStride>(LastOf(operation.awaited_task)));
  }
  if (!epochs_.empty() && operation.object->traits().waits_for_time) {
    Join<kStride>(base, epochs_.back().clock.data());
  }
  Copy<kStride>(full, base);

  FindRaces<kStride>(footprint, IsUncertain(world, task, operation, footprint), event, base, full);
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(footprint, slot);
    if (access.mode == Mode::kNone) continue;
    if (access.mode == Mode::kPop) {
      ObjectInfo& object = objects_[access.object];
      if (object.pops.size() >= object.pushes.size()) {
        throw std::logic_error(std::string(operation.object->name()) +
                               ": a pop (Mode::kPop) of what was not pushed (Mode::kPush)");
      }
      Join<kStride>(full, ClockOf<kStride>(object.pushes[object.pops.size()]));
      object.pops.push_back(event);
    } else if (access.mode == Mode::kPush) {
      ObjectInfo& object = objects_[access.object];
      const int before = static_cast<int>(object.pushes.size()) - object.capacity;
      if (object.capacity > 0 && before >= 0)
        Join<kStride>(full, ClockOf<kStride>(object.pops[before]));
      object.pushes.push_back(event);
    }
    AddTouch(access, event);
  }

  const std::uint32_t index = base[task] + 1;
  full[task] = index;
  events_[event] = {footprint, transition, index, 0};
  steps_[step_count_++] = footprint;
  const auto races_end = static_cast<std::int32_t>(races_.size());
  links_[event] = {info.last, info.waker, races_end, touch_count_, step_count_};
  std::uint32_t* horizon = horizons_.data() + event * Stride<kStride>();
  if (event > 0) Copy<kStride>(horizon, horizon - Stride<kStride>());
  for (int race = event == 0 ? 0 : links_[event - 1].races_end; race < races_end; ++race) {
    const Event& first = events_[races_[race].first];
    horizon[first.transition.task] = std::max(horizon[first.transition.task], first.index);
  }
  chain_begin_ = ++size_;
  info = {event, -1};
}

Compare DependenceOrder::ComparedBy(const Operation& operation) {
  if (!operation.object->traits().atomic) return {};
  if (operation.code != AtomicBase::kCompareExchange) return {};
  return static_cast<const AtomicBase::AccessOperation&>(operation).expected;
}

void DependenceOrder::NoteAtomic(const World& world, const Operation& operation,
                                 const Footprint& footprint) {
  AtomicAccess& noted = atomics_[size_];
  noted = {};
  const Access& access = footprint.first;
  const auto& objects = world.program().objects();
  if (access.mode == Mode::kNone || access.object >= objects.size()) return;
  const Object& object = *objects[access.object];
  if (!object.traits().atomic) return;
  noted = {static_cast<const AtomicBase&>(object).word(), ComparedBy(operation)};
}

Compare DependenceOrder::ComparesIn(int event) const {
  return has_atomics_ ? atomics_[event].compares : Compare();
}

// No step on the way from the place of `first` to the place of the reversed step, and none of its
// own task, writes what it compares: such a step would be ordered after `first`, and left out.
Footprint DependenceOrder::FootprintBefore(int first, const Footprint& footprint,
                                           const Compare& compares) const {
  if (!compares) return footprint;
  Footprint there = footprint;
  const AtomicAccess& met = atomics_[first];
  const bool same = events_[first].footprint.first.object == footprint.first.object;
  const bool fails = same && met.before && *met.before != *compares;
  there.first.mode = fails ? Mode::kRead : Mode::kWrite;
  return there;
}

template void DependenceOrder::PushEvent<0>(const World&, Transition);
template void DependenceOrder::PushEvent<DependenceOrder::kLanes>(const World&, Transition);

bool DependenceOrder::KnowsAll(int event) const {
  const std::uint32_t* clock = Row(clocks_, event);
  for (const TaskInfo& task : tasks_state_) {
    if (task.last >= 0 && !BeforeClock(task.last, clock)) return false;
  }
  return true;
}

bool DependenceOrder::ContinuesChain(const World& world, const Operation& operation,
                                     const Footprint& footprint, TaskId task) const {
  const TaskInfo& info = tasks_state_[task];
  const int last = size_ - 1;
  if (info.waker >= 0 || !IsPlain(operation, footprint) ||
      IsUncertain(world, task, operation, footprint) ||
      world.time_passings() > std::ssize(epochs_)) {
    return false;
  }
  if (last < 0) return true;
  if (info.last != last) {
    const Access& first = events_[last].footprint.first;
    if (footprint.second.mode != Mode::kNone || first.mode != Mode::kWrite || first.releases ||
        !Dependent(footprint.first, first)) {
      return false;
    }
  }
  return LastKnowsAll(last);
}

// What FindRaces would find: by the last event's own task nothing; else a race with the last event,
// and no other, for all others come before that.
void DependenceOrder::PushChained(const Footprint& footprint, Transition transition) {
  const int event = size_;
  TaskInfo& info = tasks_state_[transition.task];
  if (event > 0 && info.last != event - 1) {
    const bool both_plain = footprint.first.plain && events_[event - 1].footprint.first.plain;
    races_.push_back({event - 1, event, both_plain, false});
  }
  const std::uint32_t before = info.last < 0 ? 0 : events_[info.last].index;
  events_[event] = {footprint, transition, before + 1, 0};
  steps_[step_count_++] = footprint;
  links_[event] = {info.last, -1, static_cast<std::int32_t>(races_.size()), touch_count_,
                   step_count_};
  ++size_;
  info = {event, -1};
}

void DependenceOrder::FillIn() {
  for (; chain_begin_ < size_; ++chain_begin_) {
    const int event = chain_begin_;
    const int task = events_[event].transition.task;
    std::uint32_t* clock = clocks_.data() + event * stride_;
    std::uint32_t* horizon = horizons_.data() + event * stride_;
    if (event > 0) {
      Copy<0>(clock, clock - stride_);
      Copy<0>(horizon, horizon - stride_);
    } else {
      std::fill_n(clock, stride_, 0);
      std::fill_n(horizon, stride_, 0);
    }
    clock[task] = events_[event].index;
    for (const Race& race : RacesOf(event)) {
      const Event& first = events_[race.first];
      horizon[first.transition.task] = std::max(horizon[first.transition.task], first.index);
    }
    bool absorbed = false;
    for (const Footprint& step : StepsOf(event)) {
      for (int slot = 0; slot < 2; ++slot) {
        const Access& access = AccessOf(step, slot);
        if (access.mode == Mode::kNone) continue;
        absorbed ? MergeTouch(access, event) : AddTouch(access, event);
      }
      absorbed = true;
    }
    links_[event].touches_end = touch_count_;
  }
}

void DependenceOrder::MergeTouch(const Access& access, int event) {
  const std::int32_t entry = objects_[access.object].last[0];
  if (entry >= 0 && footprints_[entry].event == event) {
    // After a write of the event's own, another access to the same object says nothing new.
    const Access& own = footprints_[entry].access;
    if (own.mode == Mode::kWrite && !own.releases) return;
  }
  AddTouch(access, event);
}

bool DependenceOrder::OrderedBefore(const Access& access, int event) const {
  if (access.mode == Mode::kNone) return true;
  const std::uint32_t* clock = Row(clocks_, event);
  for (std::int32_t entry = objects_[access.object].last[0]; entry >= 0;
       entry = footprints_[entry].previous) {
    const TouchEntry& touch = footprints_[entry];
    if (!Conflict(access.mode, touch.access.mode)) continue;
    if (touch.event != event && !BeforeClock(touch.event, clock)) return false;
    if (IsWriteLike(touch.access.mode)) break;  // and so is all that came before it
  }
  return true;
}

bool DependenceOrder::EnterAbsorbed(const Footprint& footprint) {
  const int event = size_ - 1;
  if (!OrderedBefore(footprint.first, event) || !OrderedBefore(footprint.second, event))
    return false;
  if (step_count_ == step_room_) MakeRoom();
  if (footprint.first.mode != Mode::kNone) MergeTouch(footprint.first, event);
  if (footprint.second.mode != Mode::kNone) MergeTouch(footprint.second, event);
  links_[event].touches_end = touch_count_;
  return true;
}

void DependenceOrder::SetWoken(std::uint64_t woken) {
  events_[size_ - 1].woken |= woken;
  for (; woken != 0; woken &= woken - 1) tasks_state_[std::countr_zero(woken)].waker = size() - 1;
}

void DependenceOrder::PopTo(int size) {
  for (int event = size_ - 1; event >= size; --event) {
    const Event& popped = events_[event];
    const Links& links = links_[event];
    for (std::uint64_t woken = popped.woken; woken != 0; woken &= woken - 1) {
      tasks_state_[std::countr_zero(woken)].waker = -1;
    }
    tasks_state_[popped.transition.task] = {links.previous_of_task, links.waker};
  }
  size_ = size;
  chain_begin_ = std::min(chain_begin_, size);
  const Links before = size == 0 ? Links{-1, -1, 0, 0, 0} : links_[size - 1];
  for (std::int32_t i = touch_count_ - 1; i >= before.touches_end; --i) {
    const TouchEntry& entry = footprints_[i];
    ObjectInfo& object = objects_[entry.access.object];
    object.last[Chain(entry.access)] = entry.previous;
    if (entry.access.mode == Mode::kPop) object.pops.pop_back();
    if (entry.access.mode == Mode::kPush) object.pushes.pop_back();
  }
  touch_count_ = before.touches_end;
  step_count_ = before.steps_end;
  races_.resize(before.races_end);
  while (!epochs_.empty() && epochs_.back().events > size) epochs_.pop_back();
}

std::vector<Race> DependenceOrder::RacesOfPending(const World& world, TaskId task) {
  const Operation& operation = world.pending(task);
  const TaskInfo& info = tasks_state_[task];
  FillIn();
  if (operation.object->AwaitsNotice(operation) && info.waker < 0)
    return {};  // what it lacks is no order, but a notification
  std::uint32_t base[kMaxTasks] = {}, full[kMaxTasks] = {};
  if (info.last >= 0) Join<0>(base, Clock(info.last));
  if (info.waker >= 0) Join<0>(base, Clock(info.waker));
  const std::size_t before = races_.size();
  // A wake that waits for its mutex could, before a notification, have met with the mutex taken as
  // well. And what waits for something that was destroyed may have had to wait before that, too.
  FindRaces<0>(world.footprint(task),
               operation.object->AwaitsNotice(operation) || operation.object->traits().stand_in ||
                   IsUncertain(world, task, operation, world.footprint(task)),
               size(), base, full);
  std::vector<Race> races(races_.begin() + before, races_.end());
  races_.resize(before);
  return races;
}

}  // namespace heddle::internal
