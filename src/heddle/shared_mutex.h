#ifndef HEDDLE_SRC_HEDDLE_SHARED_MUTEX_H_
#define HEDDLE_SRC_HEDDLE_SHARED_MUTEX_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <atomic>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A lock that many readers can hold at once, or one writer: `co_await mutex.LockShared(); ...
/// co_await mutex.UnlockShared();` to read, `co_await mutex.Lock(); ... co_await mutex.Unlock();`
/// to write.
///
/// Lock waits while anybody holds it, LockShared while a writer does; neither has precedence.
/// TryLock and TryLockShared never wait: they take it if they can, and give whether they did.
/// Locking in any way what one holds in any way, and giving back what one does not hold, are
/// misuse. A task that has ended while it held one is a violation at the end of the execution
/// ("held-lock"), unless Scheduler::AllowHeldLocks lets it be.
class SharedMutex final : public Object {
 public:
  /// Gives whether it was taken.
  class HEDDLE_OPERATION TryOperation : public Operation {
   public:
    TryOperation(SharedMutex& mutex, int code, std::source_location where)
        : Operation(mutex, code, false, where) {}
    ~TryOperation() { internal::Wipe(taken); }
    bool await_resume() const { return taken; }
    bool taken = false;
  };

  SharedMutex(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name, {.enabled_is_safe = true, .ignores_ends = true}) {}

  Operation Lock(std::source_location where = std::source_location::current()) {
    return Operation(*this, kLock, true, where);
  }
  Operation Unlock(std::source_location where = std::source_location::current()) {
    return Operation(*this, kUnlock, false, where);
  }
  Operation LockShared(std::source_location where = std::source_location::current()) {
    return Operation(*this, kLockShared, true, where);
  }
  Operation UnlockShared(std::source_location where = std::source_location::current()) {
    return Operation(*this, kUnlockShared, false, where);
  }
  TryOperation TryLock(std::source_location where = std::source_location::current()) {
    return TryOperation(*this, kTryLock, where);
  }
  TryOperation TryLockShared(std::source_location where = std::source_location::current()) {
    return TryOperation(*this, kTryLockShared, where);
  }

  enum Code { kLock, kUnlock, kTryLock, kLockShared, kUnlockShared, kTryLockShared };

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  TraceOrder Orders() const override { return TraceOrder::kLock; }
  std::string Describe() const override;
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  std::optional<Leftover> LeftBehind() const override;
  std::uint64_t Holders() const override;
  std::string_view Sort() const override { return "shared mutex"; }

  /// Throws the Misuse that `task` locks what it holds, or gives back what it does not hold in that
  /// way.
  [[noreturn]] void Refuse(const Operation& operation, TaskId task) const;

 private:
  static constexpr int kNobody = -1;

  bool IsReadBy(TaskId task) const { return (readers() >> task & 1) != 0; }
  /// Whether `operation` is misuse.
  bool IsMisuse(const Operation& operation, TaskId task) const;
  bool HasRoomFor(const Operation& operation) const;
  std::uint64_t readers() const { return readers_.load(std::memory_order_relaxed); }

  std::int32_t writer_ = kNobody;
  // A bit for each. Real readers come at the same time.
  std::atomic<std::uint64_t> readers_{0};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SHARED_MUTEX_H_
