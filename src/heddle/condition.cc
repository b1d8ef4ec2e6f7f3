#include <fmt/format.h>
#include <heddle/condition.h>
#include <heddle/executor.h>

#include <algorithm>

namespace heddle {

bool Condition::Enabled(const Operation& operation, TaskId task) const {
  if (operation.code != kWake) return true;
  return waiters_.IsNotified(task) && static_cast<const WaitOperation&>(operation).mutex->free();
}

Progress Condition::Perform(Operation& operation, TaskId task, int choice) {
  switch (operation.code) {
    case kWait: {
      Mutex& mutex = *static_cast<WaitOperation&>(operation).mutex;
      if (!mutex.IsHeldBy(task)) RefuseWait(mutex, task);
      mutex.Release(task);
      waiters_.Wait(task);
      operation.code = kWake;
      return Progress::kMore;
    }
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

int Condition::Choices(const Operation& operation, TaskId) const {
  return operation.code == kNotifyOne ? std::max(waiters_.count(), 1) : 1;
}

ChoiceKind Condition::KindOf(const Operation&, TaskId, int) const { return ChoiceKind::kWakeup; }

// Waits commute with one another, as do wakes; a notification's order with either matters.
Footprint Condition::Touches(const Operation& operation, TaskId task) const {
  switch (operation.code) {
    case kWait:
      // Misuse, whatever else is the case.
      if (!static_cast<const WaitOperation&>(operation).mutex->IsHeldBy(task)) return {};
      return {Touch(Mode::kRead),
              static_cast<const WaitOperation&>(operation).mutex->ReleaseAccess()};
    case kWake:
      return {Touch(Mode::kRead),
              static_cast<const WaitOperation&>(operation).mutex->AcquireAccess()};
    default:
      return {Touch(Mode::kWrite), {}};
  }
}

std::string_view Condition::OperationName(const Operation& operation) const {
  switch (operation.code) {
    case kWait:
      return "wait";
    case kWake:
      return "wake";
    case kNotifyOne:
      return "notify one";
    default:
      return "notify all";
  }
}

std::string Condition::OperationValue(const Operation& operation) const {
  if (operation.code == kWait || operation.code == kWake) return {};
  return NamesOf(operation.woken);
}

Obstacle Condition::WaitsFor(const Operation& operation, TaskId task) const {
  if (IsWaiting(task)) return {-1, "nobody has notified it", unheard_};
  const Mutex& mutex = *static_cast<const WaitOperation&>(operation).mutex;
  Obstacle obstacle = mutex.WaitsFor(operation, task);
  obstacle.words = fmt::format("notified, but '{}' is {}", mutex.name(), obstacle.words);
  return obstacle;
}

std::string Condition::Describe() const { return NamesOf(waiters_.waiting()) + " waits"; }

}  // namespace heddle
