#include <fmt/format.h>
#include <heddle/condition.h>
#include <heddle/executor.h>
#include <heddle/scheduler.h>

#include <bit>

namespace heddle {

namespace {

/// The number of the `n`-th bit that is set, from 0.
int NthBit(std::uint64_t bits, int n) {
  for (; n > 0; --n) bits &= bits - 1;
  return std::countr_zero(bits);
}

}  // namespace

bool Condition::Enabled(const Operation& operation, TaskId task) const {
  if (operation.code != kWake) return true;
  return (notified_ >> task & 1) != 0 && static_cast<const WaitOperation&>(operation).mutex->free();
}

Progress Condition::Perform(Operation& operation, TaskId task, int choice) {
  const std::uint64_t self = std::uint64_t{1} << task;
  switch (operation.code) {
    case kWait: {
      Mutex& mutex = *static_cast<WaitOperation&>(operation).mutex;
      if (!mutex.IsHeldBy(task)) RefuseWait(mutex, task);
      mutex.Release(task);
      waiting_ |= self;
      operation.code = kWake;
      return Progress::kMore;
    }
    case kWake:
      static_cast<WaitOperation&>(operation).mutex->Acquire(task);
      notified_ &= ~self;
      return Progress::kDone;
    case kNotifyOne:
      if (waiting_ != 0) operation.woken = std::uint64_t{1} << NthBit(waiting_, choice);
      break;
    case kNotifyAll:
      operation.woken = waiting_;
      break;
  }
  if (operation.woken == 0 && program().executor().Remembers()) unheard_ = true;
  waiting_ &= ~operation.woken;
  notified_ |= operation.woken;
  return Progress::kDone;
}

void Condition::RefuseWait(const Mutex& mutex, TaskId task) const {
  throw Misuse(fmt::format("{} waits on '{}' with '{}', which it does not hold", NameOf(task),
                           name(), mutex.name()));
}

int Condition::Choices(const Operation& operation) const {
  return operation.code == kNotifyOne && waiting_ != 0 ? std::popcount(waiting_) : 1;
}

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
  std::string text;
  for (std::uint64_t rest = operation.woken; rest != 0; rest &= rest - 1) {
    if (!text.empty()) text += ", ";
    text += program().NameOf(std::countr_zero(rest));
  }
  return text.empty() ? "nobody" : text;
}

Obstacle Condition::WaitsFor(const Operation& operation, TaskId task) const {
  if (IsWaiting(task)) return {-1, "nobody has notified it", unheard_};
  const Mutex& mutex = *static_cast<const WaitOperation&>(operation).mutex;
  Obstacle obstacle = mutex.WaitsFor(operation, task);
  obstacle.words = fmt::format("notified, but '{}' is {}", mutex.name(), obstacle.words);
  return obstacle;
}

std::string Condition::Describe() const {
  std::string text;
  for (int task = 0; task < program().task_count(); ++task) {
    if (!IsWaiting(task)) continue;
    text += (text.empty() ? "" : ", ") + program().NameOf(task);
  }
  return text.empty() ? "nobody waits" : text + " waits";
}

}  // namespace heddle
