#include <fmt/format.h>
#include <heddle/executor.h>
#include <heddle/scheduler.h>
#include <heddle/timed_condition.h>

#include <algorithm>

namespace heddle {

namespace {

Mutex& MutexOf(const Operation& operation) {
  return *static_cast<const TimedCondition::WaitOperation&>(operation).mutex;
}

}  // namespace

// It makes no promise of what waits for it: a wait may go on because of a mutex, of a notification,
// or of time.
TimedCondition::TimedCondition(Scheduler& scheduler, std::string_view name, bool virtual_time)
    : Object(scheduler, name,
             {.enabled_is_safe = true,
              .leaves_nothing = true,
              .waits_for_time = virtual_time && !scheduler.RunsForReal(),
              .orders_nothing = true,
              .ignores_ends = true}),
      virtual_time_(virtual_time && !scheduler.RunsForReal()) {}

bool TimedCondition::IsTimeOver(const Operation& operation) const {
  return !virtual_time_ || WakesAt(operation) <= program().executor().NowMicroseconds();
}

std::int64_t TimedCondition::WakesAt(const Operation& operation) const {
  if (operation.code != kTimedWake) return 0;
  return static_cast<const WaitForOperation&>(operation).due_microseconds;
}

bool TimedCondition::Enabled(const Operation& operation, TaskId task) const {
  switch (operation.code) {
    case kWake:
      return waiters_.IsNotified(task) && MutexOf(operation).free();
    case kTimedWake:
      return (waiters_.IsNotified(task) || IsTimeOver(operation)) && MutexOf(operation).free();
    default:
      return true;
  }
}

Progress TimedCondition::Perform(Operation& operation, TaskId task, int choice) {
  const std::uint64_t self = std::uint64_t{1} << task;
  switch (operation.code) {
    case kWait:
    case kTimedWait: {
      Mutex& mutex = MutexOf(operation);
      if (!mutex.IsHeldBy(task)) RefuseWait(operation, task);
      mutex.Release(task);
      waiters_.Wait(task);
      const bool timed = operation.code == kTimedWait;
      operation.code = timed ? kTimedWake : kWake;
      if (!timed) return Progress::kMore;
      timed_ |= self;
      auto& wait = static_cast<WaitForOperation&>(operation);
      wait.due_microseconds = program().executor().NowMicroseconds() + wait.time.count();
      return Progress::kMore;
    }
    case kTimedWake:
      static_cast<WaitForOperation&>(operation).notified = waiters_.IsNotified(task);
      timed_ &= ~self;
      [[fallthrough]];
    case kWake:
      MutexOf(operation).Acquire(task);
      waiters_.Leave(task);
      return Progress::kDone;
    default:
      break;
  }
  auto& notify = static_cast<NotifyOperation&>(operation);
  notify.told = operation.code == kNotifyOne ? waiters_.One(choice) : waiters_.waiting();
  if (notify.told == 0 && program().executor().Remembers()) unheard_ = true;
  waiters_.Notify(notify.told);
  // Who waits for a while could have gone on without.
  operation.woken = notify.told & ~timed_;
  return Progress::kDone;
}

void TimedCondition::RefuseWait(const Operation& operation, TaskId task) const {
  throw Misuse(fmt::format("{} waits on '{}' with '{}', which it does not hold", NameOf(task),
                           name(), MutexOf(operation).name()));
}

int TimedCondition::Choices(const Operation& operation, TaskId) const {
  return operation.code == kNotifyOne ? std::max(waiters_.count(), 1) : 1;
}

ChoiceKind TimedCondition::KindOf(const Operation& operation, TaskId task, int) const {
  if (operation.code == kNotifyOne) return ChoiceKind::kWakeup;
  const bool over = operation.code == kTimedWake && !waiters_.IsNotified(task);
  return over ? ChoiceKind::kTimeout : ChoiceKind::kEnvironment;
}

Footprint TimedCondition::FootprintOf(const Operation& operation, TaskId task) const {
  switch (operation.code) {
    case kWait:
    case kTimedWait:
      if (!MutexOf(operation).IsHeldBy(task)) return {};  // misuse, whatever else is the case
      return {AccessIn(Mode::kRead), MutexOf(operation).ReleaseAccess()};
    case kWake:
    case kTimedWake:
      return {AccessIn(Mode::kRead), MutexOf(operation).AcquireAccess()};
    default:
      return {AccessIn(Mode::kWrite), {}};
  }
}

std::string_view TimedCondition::OperationName(const Operation& operation) const {
  static constexpr std::string_view kNames[] = {"wait", "wake",       "wait for",
                                                "wake", "notify one", "notify all"};
  return kNames[operation.code];
}

std::string TimedCondition::OperationValue(const Operation& operation) const {
  switch (operation.code) {
    case kTimedWake: {
      const auto& wait = static_cast<const WaitForOperation&>(operation);
      if (wait.notified) return "notified";
      return fmt::format("{:.2f} s", static_cast<double>(wait.time.count()) / 1e6);
    }
    case kNotifyOne:
    case kNotifyAll:
      return NamesOf(static_cast<const NotifyOperation&>(operation).told);
    default:
      return {};
  }
}

Obstacle TimedCondition::WaitsFor(const Operation& operation, TaskId task) const {
  if (operation.code == kWake && IsWaiting(task)) return {-1, "nobody has notified it", unheard_};
  Obstacle obstacle = MutexOf(operation).WaitsFor(operation, task);
  obstacle.words =
      fmt::format("it may go on, but '{}' is {}", MutexOf(operation).name(), obstacle.words);
  return obstacle;
}

std::string TimedCondition::Describe() const { return NamesOf(waiters_.waiting()) + " waits"; }

}  // namespace heddle
