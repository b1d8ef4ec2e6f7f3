#ifndef HEDDLE_SRC_HEDDLE_TIMED_CONDITION_H_
#define HEDDLE_SRC_HEDDLE_TIMED_CONDITION_H_

#include <heddle/internal/waiters.h>
#include <heddle/internal/wipe.h>
#include <heddle/mutex.h>
#include <heddle/object.h>

#include <chrono>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A condition variable at which a task can wait for a while:
/// `const bool notified = co_await condition.WaitFor(mutex, 200ms);`
///
/// Wait, NotifyOne and NotifyAll are those of Condition. WaitFor waits until it is notified or its
/// time is over, takes the mutex again, and gives whether it was notified. In a model with virtual
/// time, its time is over at just that moment; in one without, at any moment, for nobody can tell
/// how long anything takes. A notification that has been given to a waiter is not lost by its time
/// being over. For real it waits that long, scaled by the run's pace.
class TimedCondition final : public Object {
 public:
  class HEDDLE_OPERATION WaitOperation : public Operation {
   public:
    WaitOperation(TimedCondition& condition, Mutex& mutex, std::source_location where)
        : Operation(condition, kWait, true, where), mutex(&mutex) {}
    Mutex* mutex;
  };
  /// Gives whether it was notified.
  class HEDDLE_OPERATION WaitForOperation : public WaitOperation {
   public:
    WaitForOperation(TimedCondition& condition, Mutex& mutex, std::chrono::microseconds time,
                     std::source_location where)
        : WaitOperation(condition, mutex, where), time(time) {
      code = kTimedWait;
      has_choices = true;
    }
    ~WaitForOperation() {
      internal::Wipe(due_microseconds);
      internal::Wipe(notified);
    }
    bool await_resume() const { return notified; }
    std::chrono::microseconds time;
    /// When its time is over, in virtual time.
    std::int64_t due_microseconds = 0;
    bool notified = false;
  };
  class HEDDLE_OPERATION NotifyOperation : public Operation {
   public:
    NotifyOperation(TimedCondition& condition, int code, std::source_location where)
        : Operation(condition, code, false, where) {
      has_choices = code == kNotifyOne;
    }
    ~NotifyOperation() { internal::Wipe(told); }
    /// Whom it has notified, a bit each.
    std::uint64_t told = 0;
  };

  TimedCondition(Scheduler& scheduler, std::string_view name, bool virtual_time);

  WaitOperation Wait(Mutex& mutex, std::source_location where = std::source_location::current()) {
    return WaitOperation(*this, mutex, where);
  }
  WaitForOperation WaitFor(Mutex& mutex, std::chrono::microseconds time,
                           std::source_location where = std::source_location::current()) {
    return WaitForOperation(*this, mutex, time, where);
  }
  NotifyOperation NotifyOne(std::source_location where = std::source_location::current()) {
    return NotifyOperation(*this, kNotifyOne, where);
  }
  NotifyOperation NotifyAll(std::source_location where = std::source_location::current()) {
    return NotifyOperation(*this, kNotifyAll, where);
  }

  /// kWake and kTimedWake are the second steps of the waits.
  enum Code { kWait, kWake, kTimedWait, kTimedWake, kNotifyOne, kNotifyAll };

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  int Choices(const Operation& operation, TaskId task) const override;
  ChoiceKind KindOf(const Operation& operation, TaskId task, int choice) const override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  TraceOrder Orders() const override { return TraceOrder::kNotification; }
  std::string Describe() const override;
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  bool AwaitsNotice(const Operation& operation) const override { return operation.code == kWake; }
  std::int64_t WakesAt(const Operation& operation) const override;
  Use Uses(const Operation& operation) const override {
    if (operation.code >= kNotifyOne) return {};
    return {static_cast<const WaitOperation&>(operation).mutex};
  }
  std::string_view Sort() const override { return "condition"; }

  bool IsWaiting(TaskId task) const { return waiters_.IsWaiting(task); }
  /// Throws the Misuse that `operation` waits with a mutex that `task` does not hold.
  [[noreturn]] void RefuseWait(const Operation& operation, TaskId task) const;

 private:
  bool IsTimeOver(const Operation& operation) const;

  const bool virtual_time_;
  bool unheard_ = false;  // a notification met nobody; kept only where objects remember
  internal::Waiters waiters_;
  std::uint64_t timed_ = 0;  // who waits for a while, a bit each
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TIMED_CONDITION_H_
