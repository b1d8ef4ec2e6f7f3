#ifndef HEDDLE_SRC_HEDDLE_CLOCK_H_
#define HEDDLE_SRC_HEDDLE_CLOCK_H_

#include <heddle/executor.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <chrono>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// Sleeping: `co_await clock.Sleep(600ms);`
///
/// For real it blocks, scaled by the run's pace. In a model with virtual time, a sleeper wakes at
/// exactly its time, time passes only when nobody can do anything else, and what is due at one
/// instant comes in any order. In a model without, a sleep takes any time, which nobody can notice:
/// it is no step.
class Clock final : public Object {
 public:
  class HEDDLE_OPERATION SleepOperation : public Operation {
   public:
    SleepOperation(Clock& clock, std::chrono::microseconds pause, std::source_location where)
        : Operation(clock, 0, true, where), pause(pause) {}
    ~SleepOperation() { internal::Wipe(due_microseconds); }
    bool await_ready() const noexcept { return !static_cast<const Clock*>(object)->passes_; }
    template <typename Promise>
    bool await_suspend(std::coroutine_handle<Promise> task) {
      return Suspend(*task.promise().state, task);
    }
    bool Suspend(TaskState& state, Body body) {
      due_microseconds =
          static_cast<const Clock*>(object)->program().executor().NowMicroseconds() + pause.count();
      return Operation::Suspend(state, body);
    }
    std::chrono::microseconds pause;
    /// When it wakes, in virtual time.
    std::int64_t due_microseconds = 0;
  };

  Clock(Scheduler& scheduler, std::string_view name, bool virtual_time)
      : Object(scheduler, name,
               {.waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .waits_for_time = true,
                .ignores_ends = true,
                .in_processes = true,
                .may_be_no_step = true}),
        passes_(virtual_time || scheduler.RunsForReal()) {}

  SleepOperation Sleep(std::chrono::microseconds pause,
                       std::source_location where = std::source_location::current()) {
    return SleepOperation(*this, pause, where);
  }

  bool Enabled(const Operation& operation, TaskId) const override {
    return WakesAt(operation) <= program().executor().NowMicroseconds();
  }
  std::int64_t WakesAt(const Operation& operation) const override {
    return static_cast<const SleepOperation&>(operation).due_microseconds;
  }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  // Time itself orders what happens at different instants; at one instant, waking commutes with
  // all.
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return "wake up"; }
  std::string OperationValue(const Operation& operation) const override;
  std::string Describe() const override;

 private:
  bool passes_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CLOCK_H_
