#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_WAITERS_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_WAITERS_H_

#include <heddle/task_state.h>

#include <bit>
#include <cstdint>

namespace heddle::internal {

/// The tasks that wait at an object for a notification, and those that have been given one and have
/// not gone on yet.
class Waiters {
 public:
  bool IsWaiting(TaskId task) const { return (waiting_ >> task & 1) != 0; }
  bool IsNotified(TaskId task) const { return (notified_ >> task & 1) != 0; }
  /// Those that wait and are not notified, a bit each.
  std::uint64_t waiting() const { return waiting_; }
  int count() const { return std::popcount(waiting_); }

  void Wait(TaskId task) { waiting_ |= Bit(task); }
  /// `task` goes on, notified or not.
  void Leave(TaskId task) {
    waiting_ &= ~Bit(task);
    notified_ &= ~Bit(task);
  }

  /// Those that a notification of one wakes, a bit each: the one of number `choice` of those that
  /// wait, from 0; or nobody.
  std::uint64_t One(int choice) const {
    std::uint64_t rest = waiting_;
    if (rest == 0) return 0;
    for (; choice > 0; --choice) rest &= rest - 1;
    return rest & -rest;
  }
  /// Notifies those, a bit each.
  void Notify(std::uint64_t woken) {
    waiting_ &= ~woken;
    notified_ |= woken;
  }

 private:
  static std::uint64_t Bit(TaskId task) { return std::uint64_t{1} << task; }
  std::uint64_t waiting_ = 0;
  std::uint64_t notified_ = 0;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_WAITERS_H_
