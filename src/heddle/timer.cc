#include <fmt/format.h>
#include <heddle/executor.h>
#include <heddle/scheduler.h>
#include <heddle/timer.h>

namespace heddle {

// It makes no promise of what waits for it: a wait goes on by time, or by a cancellation.
Timer::Timer(Scheduler& scheduler, std::string_view name, bool virtual_time)
    : Object(scheduler, name,
             {.in_one_order = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .waits_for_time = virtual_time && !scheduler.RunsForReal(),
              .ignores_ends = true}),
      virtual_time_(virtual_time && !scheduler.RunsForReal()) {}

bool Timer::Enabled(const Operation& operation, TaskId) const {
  if (operation.code != kWait || is_over()) return true;
  return runs() && (!virtual_time_ || due_microseconds_ <= program().executor().NowMicroseconds());
}

std::int64_t Timer::WakesAt(const Operation& operation) const {
  return operation.code == kWait ? due_microseconds_ : 0;
}

Progress Timer::Perform(Operation& operation, TaskId, int choice) {
  if (operation.code == kStart) {
    state_ = State::kRuns;
    if (!virtual_time_) return Progress::kDone;
    due_microseconds_ = program().executor().NowMicroseconds() +
                        static_cast<const StartOperation&>(operation).time.count();
    return Progress::kDone;
  }
  bool& answer = static_cast<AnsweringOperation&>(operation).answer;
  if (operation.code == kWait) {
    answer = state_ != State::kCancelled;
    if (runs()) state_ = State::kFired;
  } else {
    const bool too_late =
        virtual_time_ ? due_microseconds_ < program().executor().NowMicroseconds() : choice != 0;
    answer = runs() && !too_late;
    if (runs()) state_ = too_late ? State::kFired : State::kCancelled;
  }
  if (!runs()) due_microseconds_ = 0;
  return Progress::kDone;
}

int Timer::Choices(const Operation& operation, TaskId) const {
  return operation.code == kCancel && runs() && !virtual_time_ ? 2 : 1;
}

ChoiceKind Timer::KindOf(const Operation&, TaskId, int choice) const {
  return choice == 0 ? ChoiceKind::kEnvironment : ChoiceKind::kTimeout;
}

std::string_view Timer::OperationName(const Operation& operation) const {
  static constexpr std::string_view kNames[] = {"start", "wait", "cancel"};
  return kNames[operation.code];
}

std::string Timer::OperationValue(const Operation& operation) const {
  if (operation.code == kStart) {
    const auto time = static_cast<const StartOperation&>(operation).time;
    return fmt::format("{:.2f} s", static_cast<double>(time.count()) / 1e6);
  }
  const bool answer = static_cast<const AnsweringOperation&>(operation).answer;
  if (operation.code == kWait) return answer ? "fired" : "cancelled";
  return answer ? "in time" : "too late";
}

std::string Timer::Describe() const {
  switch (state_) {
    case State::kIdle:
      return "not started";
    case State::kRuns:
      return virtual_time_
                 ? fmt::format("due at {:.2f} s", static_cast<double>(due_microseconds_) / 1e6)
                 : "runs";
    case State::kFired:
      return "fired";
    default:
      return "cancelled";
  }
}

}  // namespace heddle
