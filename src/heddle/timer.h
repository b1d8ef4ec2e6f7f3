#ifndef HEDDLE_SRC_HEDDLE_TIMER_H_
#define HEDDLE_SRC_HEDDLE_TIMER_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <chrono>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A timer that can be cancelled: `co_await timer.Start(500ms);` by one task, `const bool fired =
/// co_await timer.Wait();` by the one that does what is due then, and `const bool in_time =
/// co_await timer.Cancel();` by whoever would rather not have it.
///
/// Wait waits until the timer fires or is cancelled, and gives whether it has fired; a timer that
/// was not started does neither. Cancel gives whether it came in time: false where the timer has
/// fired, has been cancelled, or was not started. Start begins anew, whatever was before. In a
/// model with virtual time, the timer fires at just its moment, at which a Cancel can still be in
/// time; in one without, at any moment. For real it takes that long, scaled by the run's pace.
class Timer final : public Object {
 public:
  class HEDDLE_OPERATION StartOperation : public Operation {
   public:
    StartOperation(Timer& timer, std::chrono::microseconds time, std::source_location where)
        : Operation(timer, kStart, false, where), time(time) {}
    std::chrono::microseconds time;
  };
  /// Gives whether it has fired, or whether it was cancelled in time.
  class HEDDLE_OPERATION AnsweringOperation : public Operation {
   public:
    AnsweringOperation(Timer& timer, int code, std::source_location where)
        : Operation(timer, code, code == kWait, where) {
      has_choices = code == kCancel;
    }
    ~AnsweringOperation() { internal::Wipe(answer); }
    bool await_resume() const { return answer; }
    bool answer = false;
  };

  Timer(Scheduler& scheduler, std::string_view name, bool virtual_time);

  StartOperation Start(std::chrono::microseconds time,
                       std::source_location where = std::source_location::current()) {
    return StartOperation(*this, time, where);
  }
  AnsweringOperation Wait(std::source_location where = std::source_location::current()) {
    return AnsweringOperation(*this, kWait, where);
  }
  AnsweringOperation Cancel(std::source_location where = std::source_location::current()) {
    return AnsweringOperation(*this, kCancel, where);
  }

  enum Code { kStart, kWait, kCancel };

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  /// Without virtual time, a timer that runs may have fired before it is cancelled, or not.
  int Choices(const Operation& operation, TaskId task) const override;
  ChoiceKind KindOf(const Operation& operation, TaskId task, int choice) const override;
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  std::string Describe() const override;
  std::int64_t WakesAt(const Operation& operation) const override;
  std::string_view Sort() const override { return "timer"; }

  bool runs() const { return state_ == State::kRuns; }
  /// Whether it has fired or was cancelled.
  bool is_over() const { return state_ == State::kFired || state_ == State::kCancelled; }

 private:
  enum class State : std::uint8_t { kIdle, kRuns, kFired, kCancelled };

  const bool virtual_time_;
  State state_ = State::kIdle;
  std::int64_t due_microseconds_ = 0;  // 0 unless it runs, in virtual time
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TIMER_H_
