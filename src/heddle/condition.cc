#include <fmt/format.h>
#include <heddle/condition.h>
#include <heddle/executor.h>

#include <algorithm>

namespace heddle {

void Condition::OnStart() {
  const int most = program().executor().spurious_wakeups();
  if (most == 0) return;
  // For tasks that are spawned later, too.
  spurious_left_ = std::make_unique<std::uint8_t[]>(kMaxTasks);
  std::fill_n(spurious_left_.get(), kMaxTasks, static_cast<std::uint8_t>(most));
}

bool Condition::Enabled(const Operation& operation, TaskId task) const {
  if (operation.code == kReturn) return static_cast<const WaitOperation&>(operation).mutex->free();
  if (operation.code != kWake) return true;
  return waiters_.IsNotified(task) && static_cast<const WaitOperation&>(operation).mutex->free();
}

Progress Condition::Perform(Operation& operation, TaskId task, int choice) {
  switch (operation.code) {
    case kWait: {
      Mutex& mutex = *static_cast<WaitOperation&>(operation).mutex;
      if (!mutex.IsHeldBy(task)) RefuseWait(mutex, task);
      mutex.Release(task);
      operation.code = choice == 0 ? kWake : kReturn;
      if (choice == 0) {
        waiters_.Wait(task);
      } else {
        --spurious_left_[task];
      }
      return Progress::kMore;
    }
    case kReturn:
      static_cast<WaitOperation&>(operation).mutex->Acquire(task);
      return Progress::kDone;
    case kWake:
      static_cast<WaitOperation&>(operation).mutex->Acquire(task);
      waiters_.Leave(task);
      return Progress::kDone;
    case kNotifyOne:
      operation.woken = waiters_.One(choice);
      break;
    case kNotifyAll:
      operation.woken = waiters_.waiting();
      break;
  }
  if (operation.woken == 0 && program().executor().Remembers()) unheard_ = true;
  waiters_.Notify(operation.woken);
  return Progress::kDone;
}

void Condition::RefuseWait(const Mutex& mutex, TaskId task) const {
  throw Misuse(fmt::format("{} waits on '{}' with '{}', which it does not hold", NameOf(task),
                           name(), mutex.name()));
}

int Condition::Choices(const Operation& operation, TaskId task) const {
  if (operation.code == kWait) return spurious_left_ != nullptr && spurious_left_[task] > 0 ? 2 : 1;
  return operation.code == kNotifyOne ? std::max(waiters_.count(), 1) : 1;
}

ChoiceKind Condition::KindOf(const Operation& operation, TaskId, int choice) const {
  if (operation.code == kNotifyOne) return ChoiceKind::kWakeup;
  return choice == 0 ? ChoiceKind::kEnvironment : ChoiceKind::kSpurious;
}

// Waits commute with one another, as do wakes; a notification's order with either matters.
Footprint Condition::FootprintOf(const Operation& operation, TaskId task) const {
  switch (operation.code) {
    case kWait:
      // Misuse, whatever else is the case.
      if (!static_cast<const WaitOperation&>(operation).mutex->IsHeldBy(task)) return {};
      return {AccessIn(Mode::kRead),
              static_cast<const WaitOperation&>(operation).mutex->ReleaseAccess()};
    case kReturn:
      return {static_cast<const WaitOperation&>(operation).mutex->AcquireAccess(), {}};
    case kWake:
      return {AccessIn(Mode::kRead),
              static_cast<const WaitOperation&>(operation).mutex->AcquireAccess()};
    default:
      return {AccessIn(Mode::kWrite), {}};
  }
}

std::string_view Condition::OperationName(const Operation& operation) const {
  switch (operation.code) {
    case kWait:
      return "wait";
    case kWake:
    case kReturn:
      return "wake";
    case kNotifyOne:
      return "notify one";
    default:
      return "notify all";
  }
}

std::string Condition::OperationValue(const Operation& operation) const {
  if (operation.code != kNotifyOne && operation.code != kNotifyAll) return {};
  return NamesOf(operation.woken);
}

Obstacle Condition::WaitsFor(const Operation& operation, TaskId task) const {
  if (IsWaiting(task)) return {-1, "nobody has notified it", unheard_};
  const Mutex& mutex = *static_cast<const WaitOperation&>(operation).mutex;
  Obstacle obstacle = mutex.WaitsFor(operation, task);
  obstacle.words =
      fmt::format("{}, but '{}' is {}", operation.code == kReturn ? "awake" : "notified",
                  mutex.name(), obstacle.words);
  return obstacle;
}

std::string Condition::Describe() const { return NamesOf(waiters_.waiting()) + " waits"; }

}  // namespace heddle
