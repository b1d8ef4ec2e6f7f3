#ifndef HEDDLE_SRC_HEDDLE_CONDITION_H_
#define HEDDLE_SRC_HEDDLE_CONDITION_H_

#include <heddle/internal/waiters.h>
#include <heddle/mutex.h>
#include <heddle/object.h>

#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A condition variable: `while (!co_await ready.Load()) co_await condition.Wait(mutex);`
///
/// Wait gives the mutex up and waits in one step (the task must hold it), and takes the mutex again
/// in a second step, once it has been notified. NotifyOne wakes one of those that wait, whichever;
/// a notification that meets nobody is lost.
///
/// A wait goes on for no reason where spurious wakeups are asked for
/// (ExploreOptions::spurious_wakeups), so many times for each task and condition at the most: it
/// gives the mutex up, is never among those that wait, and takes the mutex again.
class Condition final : public Object {
 public:
  class HEDDLE_OPERATION WaitOperation : public Operation {
   public:
    WaitOperation(Condition& condition, Mutex& mutex, std::source_location where)
        : Operation(condition, kWait, true, where), mutex(&mutex) {
      has_choices = condition.spurious_left_ != nullptr;
    }
    Mutex* mutex;
  };

  Condition(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name,
               {.waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .orders_nothing = true,
                .ignores_ends = true}) {}

  WaitOperation Wait(Mutex& mutex, std::source_location where = std::source_location::current()) {
    return WaitOperation(*this, mutex, where);
  }
  Operation NotifyOne(std::source_location where = std::source_location::current()) {
    Operation operation(*this, kNotifyOne, false, where);
    operation.has_choices = true;
    return operation;
  }
  Operation NotifyAll(std::source_location where = std::source_location::current()) {
    return Operation(*this, kNotifyAll, false, where);
  }

  /// kWake is the second step of a wait, kReturn that of one that goes on for no reason.
  enum Code { kWait, kWake, kNotifyOne, kNotifyAll, kReturn };

  void OnStart() override;

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
  Use Uses(const Operation& operation) const override {
    if (operation.code == kNotifyOne || operation.code == kNotifyAll) return {};
    return {static_cast<const WaitOperation&>(operation).mutex};
  }
  std::string_view Sort() const override { return "condition"; }

  /// Whether `task` waits and has not been notified.
  bool IsWaiting(TaskId task) const { return waiters_.IsWaiting(task); }
  /// Throws the Misuse that it is to wait with a mutex that `task` does not hold.
  [[noreturn]] void RefuseWait(const Mutex& mutex, TaskId task) const;

 private:
  bool unheard_ = false;  // a notification met nobody; kept only where objects remember
  internal::Waiters waiters_;
  // How often each task may still go on for no reason; null where none ever does.
  std::unique_ptr<std::uint8_t[]> spurious_left_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CONDITION_H_
