#ifndef HEDDLE_SRC_HEDDLE_OPERATION_H_
#define HEDDLE_SRC_HEDDLE_OPERATION_H_

#include <heddle/body.h>
#include <heddle/task_state.h>

#include <coroutine>
#include <cstdint>
#include <source_location>

namespace heddle {

class Object;

/// Stands before the name of a class of operations, a derived one, too: to make one and not to
/// await it is a mistake, of which the compiler warns.
#define HEDDLE_OPERATION [[nodiscard("an operation does nothing unless it is co_awaited")]]

/// Something that a task does and that others can notice. A task does it by `co_await`ing it; the
/// scheduler decides when it happens. Each object derives its own awaitable operations from this.
///
/// It is made to be awaited at once, and once: `co_await mutex.Lock();`
///
/// An operation can take several steps (an update is a load, then a store): each is scheduled on
/// its own, and the task goes on after the last.
class HEDDLE_OPERATION Operation {
 public:
  /// @param code  which of the object's operations it is; the object gives it its meaning.
  /// @param may_block  false promises that the operation is always enabled.
  Operation(Object& object, int code, bool may_block, std::source_location where)
      : object(&object),
        where(where),
        code(static_cast<std::uint8_t>(code)),
        may_block(may_block) {}

  bool await_ready() const noexcept { return false; }

  /// Hands the operation to the scheduler. Suspends the task where the scheduler chooses the
  /// moment; where it performs operations at once (real threads and processes), blocks until it is
  /// done.
  template <typename Promise>
  bool await_suspend(std::coroutine_handle<Promise> task) {
    return Suspend(*task.promise().state, task);
  }
  /// The same, as the operation of any body.
  bool Suspend(TaskState& state, Body body) {
    state.pending = this;
    state.body = body;
    if (!state.performs_at_once) [[likely]]
      return true;
    PerformAtOnce(state);
    return false;
  }

  void await_resume() const noexcept {}

  Object* object;
  std::source_location where;
  /// The tasks that this operation has woken, a bit each: set by what performs it.
  std::uint64_t woken = 0;
  std::uint8_t code;
  bool may_block;
  /// It can be performed in several ways: Object::Choices says in how many.
  bool has_choices = false;
  /// The task whose end can enable the operation (a join), or -1.
  std::int8_t awaited_task = -1;

 private:
  static void PerformAtOnce(TaskState& state);
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_OPERATION_H_
