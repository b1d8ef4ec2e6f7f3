#include <fmt/format.h>
#include <heddle/mutex.h>
#include <heddle/scheduler.h>

namespace heddle {

// Locking what one holds is let through, so that it is reported as misuse and not as a deadlock.
bool Mutex::Enabled(const Operation& operation, TaskId task) const {
  return operation.code != kLock || free() || owner_ == task;
}

Progress Mutex::Perform(Operation& operation, TaskId task, int) {
  if (operation.code == kLock) {
    Acquire(task);
  } else if (operation.code == kUnlock) {
    Release(task);
  } else {
    const bool takes = free() || owner_ == task;
    if (takes) Acquire(task);
    static_cast<TryLockOperation&>(operation).taken = takes;
  }
  return Progress::kDone;
}

void Mutex::Acquire(TaskId task) {
  if (owner_ == task) RefuseLock(task);
  owner_ = task;
}

void Mutex::RefuseLock(TaskId task) const {
  throw Misuse(fmt::format("{} locks '{}', which it holds already", NameOf(task), name()));
}

void Mutex::Release(TaskId task) {
  if (owner_ != task) RefuseUnlock(task);
  owner_ = kNobody;
}

void Mutex::RefuseUnlock(TaskId task) const {
  throw Misuse(fmt::format("{} unlocks '{}', which it does not hold", NameOf(task), name()));
}

Access Mutex::AcquireAccess() const {
  Access access = AccessIn(Mode::kWrite);
  access.acquires = true;
  return access;
}

Access Mutex::ReleaseAccess() const {
  Access access = AccessIn(Mode::kWrite);
  access.releases = true;
  return access;
}

// Misuse goes wrong in whichever state the mutex is, and changes nothing. What tries in vain comes
// while the mutex is held, so that no lock can come just before it, as before an unlock.
Footprint Mutex::FootprintOf(const Operation& operation, TaskId task) const {
  if (operation.code == kTryLock) {
    if (IsHeldBy(task)) return {};
    Access access = AccessIn(Mode::kWrite);
    access.releases = !free();
    return {access, {}};
  }
  if ((operation.code == kLock) == IsHeldBy(task)) return {};
  return {operation.code == kLock ? AcquireAccess() : ReleaseAccess(), {}};
}

std::string_view Mutex::OperationName(const Operation& operation) const {
  if (operation.code == kTryLock) return "try-lock";
  return operation.code == kLock ? "lock" : "unlock";
}

std::string Mutex::OperationValue(const Operation& operation) const {
  if (operation.code != kTryLock) return {};
  return static_cast<const TryLockOperation&>(operation).taken ? "true" : "false";
}

std::optional<Leftover> Mutex::LeftBehind() const {
  if (free() || program().held_locks_allowed()) return {};
  // Who waits for ever may do so with a mutex: that is wrong for another reason, or allowed.
  if (!program().task_state(owner_).finished) return {};
  return Leftover{"held-lock",
                  fmt::format("{} has ended and still holds '{}'", NameOf(owner_), name())};
}

Obstacle Mutex::WaitsFor(const Operation&, TaskId) const { return {owner_, Describe()}; }

std::string Mutex::Describe() const { return free() ? "free" : "held by " + NameOf(owner_); }

}  // namespace heddle
