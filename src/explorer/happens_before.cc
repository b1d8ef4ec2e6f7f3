#include "src/explorer/happens_before.h"

#include <algorithm>
#include <bit>

#include "src/scheduler/condition.h"
#include "src/scheduler/queue.h"

namespace heddle {

namespace {

bool IsWriteLike(Mode mode) { return mode != Mode::kRead; }

const Access& AccessOf(const Footprint& touched, int slot) {
  return slot == 0 ? touched.first : touched.second;
}

bool IsWake(const Operation& operation) {
  return operation.object->kind() == ObjectKind::kCondition && operation.code == Condition::kWake;
}

/// Whether an operation's place cannot be judged by its footprint alone. What acquires or releases, puts
/// or gets says enough of itself; anything else that may wait has to be tried.
bool IsUncertain(const Footprint& touched, bool may_block) {
  if (!may_block) return false;
  const auto is_plain_wait = [](const Access& access) {
    return (access.mode == Mode::kRead || access.mode == Mode::kWrite) && !access.acquires &&
           !access.releases;
  };
  return (is_plain_wait(touched.first) || is_plain_wait(touched.second)) &&
         !touched.first.acquires && !touched.second.acquires && !touched.first.releases &&
         !touched.second.releases;
}

}  // namespace

HappensBefore::HappensBefore(const World& world)
    : tasks_(world.task_count()),
      stride_((std::max(tasks_, 1) + kLanes - 1) / kLanes * kLanes),
      tasks_state_(tasks_),
      objects_(world.objects().size()),
      base_(stride_),
      full_(stride_),
      release_(stride_) {
  for (const Object* object : world.objects()) {
    if (const auto* queue = dynamic_cast<const QueueBase*>(object)) {
      objects_[queue->id()].capacity = queue->capacity();
    }
  }
}

void HappensBefore::Grow() {
  const std::size_t rows = std::max<std::size_t>(256, 2 * events_.size());
  events_.resize(rows);
  links_.resize(rows);
  clocks_.resize(rows * stride_);
  horizons_.resize(rows * stride_);
}

template <int kStride>
void HappensBefore::FindRaces(const Footprint& touched, bool uncertain, int second) {
  std::int32_t chain[2];
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(touched, slot);
    chain[slot] =
        access.mode == Mode::kNone ? -1 : objects_[access.object].last[Chain(access)];
  }
  // Backwards through the events that touched the same objects, the latest first: an event that is
  // ordered before one already met is no race of its own. Nor is one that came while the object to be
  // acquired was taken, for then the event could not have come before it.
  bool released = false;
  while (chain[0] >= 0 || chain[1] >= 0) {
    const int slot = chain[0] >= chain[1] ? 0 : 1;
    const Access& access = AccessOf(touched, slot);
    const TouchEntry& entry = touches_[chain[slot]];
    const int first = entry.event;
    const Access& other = entry.access;
    chain[slot] = entry.previous;
    if (!Conflict(access.mode, other.mode)) continue;
    if (BeforeClock(first, base_.data())) {
      if (IsWriteLike(other.mode)) chain[slot] = -1;  // and so is all that came before it
      continue;
    }
    Join<kStride>(full_.data(), ClockOf<kStride>(first));
    if (access.acquires && other.releases) {  // it had to come first
      Copy<kStride>(release_.data(), ClockOf<kStride>(first));
      released = true;
      continue;
    }
    if (released && !access.acquires && BeforeClock(first, release_.data())) continue;
    races_.push_back({first, second, access.plain && other.plain, uncertain});
    if (uncertain) continue;
    Join<kStride>(base_.data(), ClockOf<kStride>(first));
    if (IsWriteLike(other.mode)) chain[slot] = -1;
  }
}

template <int kStride>
void HappensBefore::PushEvent(const World& world, Pick pick) {
  const int event = size();
  const int task = pick.task;
  const Operation& operation = world.pending(task);
  // Asked anew: whether a release makes available what was not depends on what has come before it.
  const Footprint touched = operation.object->Touches(operation, task);
  TaskInfo& info = tasks_state_[task];
  if (event == static_cast<int>(events_.size())) Grow();

  while (world.time_passings() > static_cast<int>(epochs_.size())) {
    Epoch epoch{event, std::vector<std::uint32_t>(stride_)};
    for (const TaskInfo& other : tasks_state_) {
      if (other.last >= 0) Join<kStride>(epoch.clock.data(), ClockOf<kStride>(other.last));
    }
    epochs_.push_back(std::move(epoch));
  }

  // What must come before it whatever the order of the rest.
  if (info.last >= 0) {
    Copy<kStride>(base_.data(), ClockOf<kStride>(info.last));
  } else {
    std::fill(base_.begin(), base_.end(), 0);
  }
  if (info.waker >= 0) Join<kStride>(base_.data(), ClockOf<kStride>(info.waker));
  if (operation.awaited_task >= 0 && world.task_state(operation.awaited_task).finished &&
      LastOf(operation.awaited_task) >= 0) {
    Join<kStride>(base_.data(), ClockOf<kStride>(LastOf(operation.awaited_task)));
  }
  if (!epochs_.empty() && operation.object->kind() == ObjectKind::kClock) {
    Join<kStride>(base_.data(), epochs_.back().clock.data());
  }
  Copy<kStride>(full_.data(), base_.data());

  Links& links = links_[event];
  links.previous_of_task = info.last;
  links.waker = info.waker;
  FindRaces<kStride>(touched, IsUncertain(touched, operation.may_block), event);
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(touched, slot);
    if (access.mode == Mode::kNone) continue;
    ObjectInfo& object = objects_[access.object];
    if (access.mode == Mode::kPop) {
      Join<kStride>(full_.data(), ClockOf<kStride>(object.pushes[object.pops.size()]));
      object.pops.push_back(event);
    } else if (access.mode == Mode::kPush) {
      const int before = static_cast<int>(object.pushes.size()) - object.capacity;
      if (object.capacity > 0 && before >= 0) Join<kStride>(full_.data(), ClockOf<kStride>(object.pops[before]));
      object.pushes.push_back(event);
    }
    AddTouch(access, event);
  }
  Join<kStride>(full_.data(), base_.data());

  const std::uint32_t index = base_[task] + 1;
  full_[task] = index;
  events_[event] = {touched, pick, index, 0};
  Copy<kStride>(clocks_.data() + event * Stride<kStride>(), full_.data());
  steps_.push_back(touched);
  links.races_end = static_cast<std::uint32_t>(races_.size());
  links.touches_end = static_cast<std::uint32_t>(touches_.size());
  links.steps_end = static_cast<std::uint32_t>(steps_.size());
  std::uint32_t* horizon = horizons_.data() + event * Stride<kStride>();
  if (event > 0) Copy<kStride>(horizon, horizon - Stride<kStride>());
  ++size_;
  for (const Race& race : RacesOf(event)) {
    const Event& first = events_[race.first];
    horizon[first.pick.task] = std::max(horizon[first.pick.task], first.index);
  }
  info.last = event;
  info.waker = -1;
}

template void HappensBefore::PushEvent<0>(const World&, Pick);
template void HappensBefore::PushEvent<HappensBefore::kLanes>(const World&, Pick);

bool HappensBefore::OrderedBefore(const Access& access, int event) const {
  if (access.mode == Mode::kNone) return true;
  if (access.mode == Mode::kPush || access.mode == Mode::kPop) return false;
  const std::uint32_t* clock = Clock(event);
  for (int entry = objects_[access.object].last[0]; entry >= 0; entry = touches_[entry].previous) {
    const TouchEntry& touch = touches_[entry];
    if (!Conflict(access.mode, touch.access.mode)) continue;
    if (touch.event != event && !BeforeClock(touch.event, clock)) return false;
    if (IsWriteLike(touch.access.mode)) break;  // and so is all that came before it
  }
  return true;
}

bool HappensBefore::Absorb(const Operation& operation, const Footprint& touched, TaskId task) {
  const TaskInfo& info = tasks_state_[task];
  const int event = size_ - 1;
  if (info.last != event || info.waker >= 0 || operation.awaited_task >= 0 ||
      operation.object->kind() == ObjectKind::kClock) {
    return false;
  }
  // After a write of the event's own, another access to the same object says nothing new.
  const auto says_nothing = [&](const Access& access) {
    if (access.mode == Mode::kNone) return true;
    const int last = objects_[access.object].last[0];
    if (last < 0) return false;
    const TouchEntry& entry = touches_[last];
    return entry.event == event && !entry.access.releases && entry.access.mode == Mode::kWrite &&
           access.mode != Mode::kPush && access.mode != Mode::kPop;
  };
  const bool adds_first = !says_nothing(touched.first);
  const bool adds_second = !says_nothing(touched.second);
  if (adds_first && !OrderedBefore(touched.first, event)) return false;
  if (adds_second && !OrderedBefore(touched.second, event)) return false;
  if (adds_first) AddTouch(touched.first, event);
  if (adds_second) AddTouch(touched.second, event);
  steps_.push_back(touched);
  links_[event].touches_end = static_cast<std::uint32_t>(touches_.size());
  links_[event].steps_end = static_cast<std::uint32_t>(steps_.size());
  return true;
}

void HappensBefore::SetWoken(std::uint64_t woken) {
  events_[size_ - 1].woken |= woken;
  for (; woken != 0; woken &= woken - 1) tasks_state_[std::countr_zero(woken)].waker = size() - 1;
}

void HappensBefore::PopTo(int size) {
  for (int event = size_ - 1; event >= size; --event) {
    const Event& popped = events_[event];
    const Links& links = links_[event];
    for (std::uint64_t woken = popped.woken; woken != 0; woken &= woken - 1) {
      tasks_state_[std::countr_zero(woken)].waker = -1;
    }
    tasks_state_[popped.pick.task] = {links.previous_of_task, links.waker};
  }
  size_ = size;
  const Links before = size == 0 ? Links{-1, -1, 0, 0, 0} : links_[size - 1];
  for (std::size_t i = touches_.size(); i > before.touches_end; --i) {
    const TouchEntry& entry = touches_[i - 1];
    ObjectInfo& object = objects_[entry.access.object];
    object.last[Chain(entry.access)] = entry.previous;
    if (entry.access.mode == Mode::kPop) object.pops.pop_back();
    if (entry.access.mode == Mode::kPush) object.pushes.pop_back();
  }
  touches_.resize(before.touches_end);
  steps_.resize(before.steps_end);
  races_.resize(before.races_end);
  while (!epochs_.empty() && epochs_.back().events > size) epochs_.pop_back();
}

std::vector<Race> HappensBefore::RacesOfPending(const World& world, TaskId task) {
  const Operation& operation = world.pending(task);
  const TaskInfo& info = tasks_state_[task];
  if (IsWake(operation) && info.waker < 0) return {};  // what it lacks is no order, but a notification
  std::fill(base_.begin(), base_.end(), 0);
  if (info.last >= 0) Join<0>(base_.data(), Clock(info.last));
  if (info.waker >= 0) Join<0>(base_.data(), Clock(info.waker));
  const std::size_t before = races_.size();
  // A wake that waits for its mutex could, before a notification, have met with the mutex taken as well.
  FindRaces<0>(world.touches(task),
               IsWake(operation) || IsUncertain(world.touches(task), operation.may_block), size());
  std::vector<Race> races(races_.begin() + before, races_.end());
  races_.resize(before);
  return races;
}

}  // namespace heddle
