#include <fmt/format.h>
#include <heddle/barrier.h>
#include <heddle/program.h>

#include <stdexcept>
#include <utility>

namespace heddle {

Barrier::Barrier(Scheduler& scheduler, std::string_view name, int expected,
                 std::function<void()> completed)
    : Object(scheduler, name,
             {.in_one_order = true,
              .waits_as_touched = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .ignores_ends = true}),
      completed_(std::move(completed)),
      expected_(expected) {
  if (expected >= 0) return;
  throw std::invalid_argument(
      fmt::format("the barrier '{}' expects {}: it must be 0 or more", name, expected));
}

bool Barrier::Enabled(const Operation& operation, TaskId task) const {
  return operation.code != kPass || waiters_.IsNotified(task);
}

bool Barrier::Arrive(const Operation& operation, TaskId task) {
  if (expected() == 0) {
    throw Misuse(fmt::format("{} arrives at '{}', where nobody is expected", NameOf(task), name()));
  }
  if (operation.code == kArriveAndDrop) dropped_.fetch_add(1, std::memory_order_relaxed);
  return arrived_.fetch_add(1, std::memory_order_relaxed) + 1 == expected();
}

void Barrier::Complete() {
  // Of real threads, one may have arrived for the next phase already.
  arrived_.fetch_sub(expected(), std::memory_order_relaxed);
  expected_.fetch_sub(dropped_.exchange(0, std::memory_order_relaxed), std::memory_order_relaxed);
  if (completed_) completed_();
}

Progress Barrier::Perform(Operation& operation, TaskId task, int) {
  if (operation.code == kPass) {
    waiters_.Leave(task);
    return Progress::kDone;
  }
  if (Arrive(operation, task)) {
    Complete();
    operation.woken = waiters_.waiting();
    waiters_.Notify(operation.woken);
    return Progress::kDone;
  }
  if (operation.code == kArriveAndDrop) return Progress::kDone;
  waiters_.Wait(task);
  operation.code = kPass;
  return Progress::kMore;
}

// To pass changes nothing but what is noted of the task; an arrival can let it.
Footprint Barrier::FootprintOf(const Operation& operation, TaskId) const {
  return {AccessIn(operation.code == kPass ? Mode::kRead : Mode::kWrite), {}};
}

std::string_view Barrier::OperationName(const Operation& operation) const {
  static constexpr std::string_view kNames[] = {"arrive", "arrive and drop", "pass"};
  return kNames[operation.code];
}

std::string Barrier::OperationValue(const Operation& operation) const {
  return operation.woken == 0 ? std::string() : "wakes " + NamesOf(operation.woken);
}

std::string Barrier::Describe() const {
  return fmt::format("{} of {} have arrived", arrived(), expected());
}

Obstacle Barrier::WaitsFor(const Operation&, TaskId) const { return {-1, Describe()}; }

}  // namespace heddle
