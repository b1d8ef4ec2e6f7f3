#ifndef HEDDLE_SRC_HEDDLE_MUTEX_H_
#define HEDDLE_SRC_HEDDLE_MUTEX_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A mutual-exclusion lock, not recursive: `co_await mutex.Lock(); ... co_await mutex.Unlock();`
///
/// Lock waits while another task holds it. TryLock never waits: `if (co_await mutex.TryLock()) ...`
/// takes it if it is free, and gives whether it did. (C++ lets it fail for no reason, too, so that
/// a failure tells nothing of what the holder has done. A model has it fail only where the mutex is
/// held.) To wait, use Lock: a loop of TryLock is no wait to a model. Locking what one holds, and
/// unlocking what one does not hold, are misuse. A task that has ended while it held one is a
/// violation at the end of the execution ("held-lock"), unless Scheduler::AllowHeldLocks lets it
/// be.
class Mutex final : public Object {
 public:
  Mutex(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name,
               {.in_one_order = true,
                .waits_as_touched = true,
                .enabled_is_safe = true,
                .ignores_ends = true,
                .in_processes = true}) {}

  Operation Lock(std::source_location where = std::source_location::current()) {
    return Operation(*this, kLock, true, where);
  }
  Operation Unlock(std::source_location where = std::source_location::current()) {
    return Operation(*this, kUnlock, false, where);
  }

  /// Gives whether the mutex was taken.
  class HEDDLE_OPERATION TryLockOperation : public Operation {
   public:
    TryLockOperation(Mutex& mutex, std::source_location where)
        : Operation(mutex, kTryLock, false, where) {}
    ~TryLockOperation() { internal::Wipe(taken); }
    bool await_resume() const { return taken; }
    bool taken = false;
  };
  TryLockOperation TryLock(std::source_location where = std::source_location::current()) {
    return TryLockOperation(*this, where);
  }

  enum Code { kLock, kUnlock, kTryLock };

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  std::string_view Sort() const override { return "mutex"; }
  TraceOrder Orders() const override { return TraceOrder::kLock; }
  std::string Describe() const override;
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  std::optional<Leftover> LeftBehind() const override;
  std::uint64_t Holders() const override { return free() ? 0 : std::uint64_t{1} << owner_; }

  // For Condition, whose wait gives the mutex up and takes it again.
  bool free() const { return owner_ == kNobody; }
  bool IsHeldBy(TaskId task) const { return owner_ == task; }
  void Acquire(TaskId task);
  void Release(TaskId task);
  /// Throws the Misuse that `task` locks what it holds.
  [[noreturn]] void RefuseLock(TaskId task) const;
  /// Throws the Misuse that `task` unlocks what it does not hold.
  [[noreturn]] void RefuseUnlock(TaskId task) const;
  Access AcquireAccess() const;
  Access ReleaseAccess() const;

 private:
  static constexpr int kNobody = -1;
  std::int32_t owner_ = kNobody;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_MUTEX_H_
