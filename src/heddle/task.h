#ifndef HEDDLE_SRC_HEDDLE_TASK_H_
#define HEDDLE_SRC_HEDDLE_TASK_H_

#include <heddle/internal/gcc_12.h>
#include <heddle/internal/task_parameters.h>
#include <heddle/operation.h>
#include <heddle/task_state.h>

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace heddle {

template <typename T>
class Task;

namespace internal {

template <typename T>
inline constexpr bool kIsTask = false;
template <typename T>
inline constexpr bool kIsTask<Task<T>> = true;

/// What a task awaits: an operation that is made there, or a Task.
template <typename Awaited>
concept TaskAwaits = kIsTask<std::remove_cvref_t<Awaited>> ||
    (std::is_base_of_v<Operation, std::remove_cvref_t<Awaited>> &&
     !std::is_lvalue_reference_v<Awaited>);

/// Tells the executor that an exception left a task. Defined with it.
void ReportFailure(TaskState& state, std::exception_ptr failure) noexcept;
/// Throws std::logic_error.
[[noreturn]] void RefuseSecondAwait();

struct TaskPromiseBase {
  union {
    TaskState* state = nullptr;
    /// Before the task is bound to a state: why it must not be spawned, or null.
    const Objection* objection;
  };
  std::coroutine_handle<> continuation;
  std::exception_ptr failure;

  struct FinalAwaiter {
    bool await_ready() const noexcept { return false; }
    template <typename Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> self) noexcept {
      TaskPromiseBase& promise = self.promise();
      if (promise.continuation) return promise.continuation;
      promise.state->pending = nullptr;
      promise.state->finished = true;
      return std::noop_coroutine();
    }
    void await_resume() const noexcept {}
  };

  std::suspend_always initial_suspend() const noexcept { return {}; }
  FinalAwaiter final_suspend() const noexcept { return {}; }

  // An rvalue, too, of a Task that has a name: g++ 12 would copy an lvalue.
  template <TaskAwaits Awaited>
  std::remove_reference_t<Awaited>&& await_transform(Awaited&& awaited) const noexcept {
    return std::move(awaited);
  }
  // Its type is deduced, so that these are the compiler's first words.
  template <typename Awaited>
  auto await_transform(Awaited&&) const noexcept {
    static_assert(std::is_base_of_v<Operation, std::remove_cvref_t<Awaited>>,
                  "a task awaits nothing but operations and Tasks");
    static_assert(TaskAwaits<Awaited>, "an operation is awaited where it is made, and once");
    return std::suspend_always();
  }
  template <typename Value>
  std::suspend_always yield_value(Value&&) const noexcept {
    static_assert(!std::is_same_v<Value, Value>,
                  "a task yields nothing: it sends a value through a Channel or a Queue");
    return {};
  }

  /// Throws `failure`, and keeps it no longer.
  [[noreturn]] void Rethrow();

  void unhandled_exception() noexcept {
    if (continuation) {
      failure = std::current_exception();
    } else {
      ReportFailure(*state, std::current_exception());
    }
  }
};

/// What a task's promise has more, by what the task gives.
template <typename T>
struct TaskPromise : TaskPromiseBase {
  std::optional<T> result;
  template <typename U>
  void return_value(U&& value) {
    result.emplace(std::forward<U>(value));
  }
  T TakeResult() { return std::move(*result); }
};
template <>
struct TaskPromise<void> : TaskPromiseBase {
  void return_void() const noexcept {}
  void TakeResult() const noexcept {}
};

}  // namespace internal

/// A task of a scenario, or a part of one: an ordinary C++20 coroutine, started when it is spawned
/// or awaited. Awaiting a Task runs it within the awaiting task, hands on its result, and rethrows
/// what it throws. It is awaited once. An exception that leaves a spawned task ends the run with a
/// verdict. What an operation throws (Misuse, or what a function given to it throws) ends the task
/// at once: it cannot be caught within it.
///
/// A task awaits nothing but operations and Tasks.
template <typename T = void>
class [[nodiscard("a Task does nothing unless it is spawned or co_awaited")]] Task {
 public:
  struct promise_type : internal::TaskPromise<T>, internal::FrameWatch {
    Task get_return_object() {
      const Handle handle = Handle::from_promise(*this);
      internal::FrameWatch::RequireFrameAt(handle.address());
      return Task(handle);
    }
  };
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task && other) noexcept : handle_(std::exchange(other.handle_, {})) {}
  Task(const Task&) = delete;
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const {
    if (!handle_ || handle_.promise().continuation) internal::RefuseSecondAwait();
    return false;
  }
  template <typename Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> outer) noexcept {
    handle_.promise().state = outer.promise().state;
    handle_.promise().continuation = outer;
    return handle_;
  }
  T await_resume() {
    if (handle_.promise().failure) handle_.promise().Rethrow();
    return handle_.promise().TakeResult();
  }

  /// For schedulers: whether there is a coroutine in it; not once it has been moved away.
  bool has_coroutine() const { return static_cast<bool>(handle_); }
  /// For schedulers, before it is bound: why it must not be spawned, or null.
  const internal::Objection* objection() const { return handle_.promise().objection; }

  /// For schedulers: binds the task to its state, ready to be resumed from its beginning; later, to
  /// another one.
  void Bind(TaskState & state) {
    handle_.promise().state = &state;
    state.body = handle_;
  }

  /// For schedulers that are going to put the memory back as it is now: destroys the frame and
  /// keeps its address.
  void DestroyFrame() {
    if (handle_) handle_.destroy();
  }

  /// For schedulers: gives up the coroutine without destroying it (its memory goes as a whole).
  /// @return where its frame is.
  void* Forget() { return std::exchange(handle_, {}).address(); }

 private:
  explicit Task(Handle handle) : handle_(handle) {}
  Handle handle_;
};

namespace internal {

/// The promise of a task whose coroutine has parameters, declared to be these: it looks at them.
template <typename T, typename... Declared>
struct PromiseWithParameters : Task<T>::promise_type {
  template <typename... Parameters>
  explicit PromiseWithParameters(Parameters&... parameters) noexcept {
    this->objection = CoroutineParameters<Declared...>::ObjectionTo(parameters...);
  }
};

}  // namespace internal

}  // namespace heddle

template <typename T, typename First, typename... Others>
struct std::coroutine_traits<heddle::Task<T>, First, Others...> {
  using promise_type = heddle::internal::PromiseWithParameters<T, First, Others...>;
};

#endif  // HEDDLE_SRC_HEDDLE_TASK_H_
