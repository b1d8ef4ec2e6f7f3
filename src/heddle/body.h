#ifndef HEDDLE_SRC_HEDDLE_BODY_H_
#define HEDDLE_SRC_HEDDLE_BODY_H_

#include <coroutine>
#include <type_traits>

namespace heddle {

/// A task's body, for engines: what can be resumed, and then runs to the task's next operation or
/// to its end. A coroutine is one; so is a StateMachine.
///
/// It is where a frame lies. Every frame begins as a coroutine's does, with the function that
/// resumes it, so that whoever resumes a body need not ask what it is.
class Body {
 public:
  /// What the frame of a body begins with that is no coroutine.
  struct Frame {
    /// Runs the body on; it is given the frame. It throws nothing.
    void (*resume)(void* frame);
    /// For debuggers, which take it for a coroutine's. Never called.
    void (*destroy)(void* frame);
  };

  Body() = default;
  template <typename Promise>
  Body(std::coroutine_handle<Promise> coroutine)
      : frame_(std::coroutine_handle<>::from_address(coroutine.address())) {}
  explicit Body(Frame& frame) : frame_(std::coroutine_handle<>::from_address(&frame)) {}

  /// Runs the task to its next operation or to its end. It must not have ended.
  void Resume() const { frame_.resume(); }

 private:
  std::coroutine_handle<> frame_;
};

static_assert(std::is_trivially_copyable_v<Body> && sizeof(Body) == sizeof(void*));

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_BODY_H_
