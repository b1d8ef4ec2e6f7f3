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
      full_(stride_) {
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
  races_end_.resize(rows);
}

void HappensBefore::FindRaces(const Footprint& touched, bool may_block, int second) {
  const bool uncertain = IsUncertain(touched, may_block);
  std::int32_t chain[2];
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(touched, slot);
    chain[slot] =
        access.mode == Mode::kNone ? -1 : objects_[access.object].last[Chain(access)];
  }
  // Backwards through the events that touched the same objects, the latest first: an event that is
  // ordered before one already met is no race of its own.
  while (chain[0] >= 0 || chain[1] >= 0) {
    const int slot = chain[0] >= chain[1] ? 0 : 1;
    const Access& access = AccessOf(touched, slot);
    const int first = chain[slot] >> 1;
    const Access& other = AccessOf(events_[first].touched, chain[slot] & 1);
    chain[slot] = links_[first].previous[chain[slot] & 1];
    if (!Conflict(access.mode, other.mode)) continue;
    if (BeforeClock(first, base_.data())) {
      if (IsWriteLike(other.mode)) chain[slot] = -1;  // and so is all that came before it
      continue;
    }
    Join(full_.data(), Clock(first));
    if (access.acquires && other.releases) continue;  // it had to come first
    races_.push_back({first, second, access.plain && other.plain, uncertain});
    if (uncertain) continue;
    Join(base_.data(), Clock(first));
    if (IsWriteLike(other.mode)) chain[slot] = -1;
  }
}

void HappensBefore::Push(const World& world, Pick pick) {
  const int event = size();
  const int task = pick.task;
  const Operation& operation = world.pending(task);
  const Footprint& touched = world.touches(task);
  TaskInfo& info = tasks_state_[task];
  if (event == static_cast<int>(events_.size())) Grow();

  while (world.time_passings() > static_cast<int>(epochs_.size())) {
    Epoch epoch{event, std::vector<std::uint32_t>(stride_)};
    for (const TaskInfo& other : tasks_state_) {
      if (other.last >= 0) Join(epoch.clock.data(), Clock(other.last));
    }
    epochs_.push_back(std::move(epoch));
  }

  // What must come before it whatever the order of the rest.
  if (info.last >= 0) {
    Copy(base_.data(), Clock(info.last));
  } else {
    std::fill(base_.begin(), base_.end(), 0);
  }
  if (info.waker >= 0) Join(base_.data(), Clock(info.waker));
  if (operation.awaited_task >= 0 && world.task_state(operation.awaited_task).finished &&
      LastOf(operation.awaited_task) >= 0) {
    Join(base_.data(), Clock(LastOf(operation.awaited_task)));
  }
  if (!epochs_.empty() && operation.object->kind() == ObjectKind::kClock) {
    Join(base_.data(), epochs_.back().clock.data());
  }
  Copy(full_.data(), base_.data());

  Links links{{-1, -1}, info.last, info.waker};
  FindRaces(touched, operation.may_block, event);
  for (int slot = 0; slot < 2; ++slot) {
    const Access& access = AccessOf(touched, slot);
    if (access.mode == Mode::kNone) continue;
    ObjectInfo& object = objects_[access.object];
    if (access.mode == Mode::kPop) {
      Join(full_.data(), Clock(object.pushes[object.pops.size()]));
      object.pops.push_back(event);
    } else if (access.mode == Mode::kPush) {
      const int before = static_cast<int>(object.pushes.size()) - object.capacity;
      if (object.capacity > 0 && before >= 0) Join(full_.data(), Clock(object.pops[before]));
      object.pushes.push_back(event);
    }
    std::int32_t& last = object.last[Chain(access)];
    links.previous[slot] = last;
    last = 2 * event + slot;
  }
  Join(full_.data(), base_.data());

  const std::uint32_t index = base_[task] + 1;
  full_[task] = index;
  events_[event] = {touched, pick, index, 0};
  links_[event] = links;
  Copy(clocks_.data() + event * stride_, full_.data());
  races_end_[event] = static_cast<std::uint32_t>(races_.size());
  std::uint32_t* horizon = horizons_.data() + event * stride_;
  if (event > 0) Copy(horizon, Horizon(event - 1));
  ++size_;
  for (const Race& race : RacesOf(event)) {
    const Event& first = events_[race.first];
    horizon[first.pick.task] = std::max(horizon[first.pick.task], first.index);
  }
  info.last = event;
  info.waker = -1;
}

void HappensBefore::SetWoken(std::uint64_t woken) {
  events_[size_ - 1].woken = woken;
  for (; woken != 0; woken &= woken - 1) tasks_state_[std::countr_zero(woken)].waker = size() - 1;
}

void HappensBefore::PopTo(int size) {
  for (int event = size_ - 1; event >= size; --event) {
    const Event& popped = events_[event];
    const Links& links = links_[event];
    for (std::uint64_t woken = popped.woken; woken != 0; woken &= woken - 1) {
      tasks_state_[std::countr_zero(woken)].waker = -1;
    }
    for (int slot = 1; slot >= 0; --slot) {
      const Access& access = AccessOf(popped.touched, slot);
      if (access.mode == Mode::kNone) continue;
      ObjectInfo& object = objects_[access.object];
      object.last[Chain(access)] = links.previous[slot];
      if (access.mode == Mode::kPop) object.pops.pop_back();
      if (access.mode == Mode::kPush) object.pushes.pop_back();
    }
    tasks_state_[popped.pick.task] = {links.previous_of_task, links.waker};
  }
  size_ = size;
  races_.resize(size == 0 ? 0 : races_end_[size - 1]);
  while (!epochs_.empty() && epochs_.back().events > size) epochs_.pop_back();
}

std::vector<Race> HappensBefore::RacesOfPending(const World& world, TaskId task) {
  const Operation& operation = world.pending(task);
  const TaskInfo& info = tasks_state_[task];
  if (IsWake(operation) && info.waker < 0) return {};  // what it lacks is no order, but a notification
  std::fill(base_.begin(), base_.end(), 0);
  if (info.last >= 0) Join(base_.data(), Clock(info.last));
  if (info.waker >= 0) Join(base_.data(), Clock(info.waker));
  const std::size_t before = races_.size();
  FindRaces(world.touches(task), operation.may_block, size());
  std::vector<Race> races(races_.begin() + before, races_.end());
  races_.resize(before);
  return races;
}

}  // namespace heddle
