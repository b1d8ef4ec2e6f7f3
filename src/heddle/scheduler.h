#ifndef HEDDLE_SRC_HEDDLE_SCHEDULER_H_
#define HEDDLE_SRC_HEDDLE_SCHEDULER_H_

#include <heddle/internal/set_up_stack.h>
#include <heddle/internal/world_memory.h>
#include <heddle/object.h>
#include <heddle/program.h>
#include <heddle/state_machine.h>
#include <heddle/task.h>
#include <heddle/task_state.h>

#include <concepts>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

/// What can be a property: called without arguments, it gives a Failure, or whether it holds.
template <typename Check>
concept PropertyCheck = std::copy_constructible<Check> &&
    (std::is_same_v<std::invoke_result_t<Check&>, Failure> ||
     std::is_same_v<std::invoke_result_t<Check&>, bool>);

/// What can be an observer: called with a text, it appends its value to it.
template <typename Append>
concept ObserverAppend =
    std::copy_constructible<Append> && std::is_invocable_v<Append&, std::string&>;

/// What can be spawned besides a Task: called without arguments, it gives one.
template <typename Body>
concept TaskBody = std::is_same_v<std::invoke_result_t<Body&>, Task<>>;

/// The abstract scheduler: all that a scenario knows of what runs it. A scenario makes what is
/// shared, spawns its tasks and states what must hold; what comes of it is a Program, and an
/// Executor decides when each operation happens: real threads, processes, coroutines, or an
/// explorer that tries every order.
class Scheduler {
 public:
  explicit Scheduler(Program& program) : program_(program) {}
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Makes a T that lives as long as the scenario: an object that tasks share, or anything else.
  template <typename T, typename... Arguments>
  T& Make(Arguments&&... arguments) {
    if constexpr (std::is_base_of_v<Object, T>) {
      return Keep(std::make_unique<T>(*this, std::forward<Arguments>(arguments)...));
    } else {
      return Keep(std::make_unique<T>(std::forward<Arguments>(arguments)...), sizeof(T));
    }
  }

  /// Spawns a task: `scheduler.Spawn("adder", Add(x, 1));`. Throws std::length_error past
  /// kMaxTasks, std::logic_error within a task.
  ///
  /// The task runs when the set-up is over, so that it must not refer to what lies on the set-up's
  /// stack, its variables and temporaries. Throws std::logic_error where a parameter of its
  /// coroutine does, by a reference, a pointer or a view; not seen is what lies deeper, or what a
  /// view shows of the heap. Nor can the Task of a lambda that has captures be spawned: they lie in
  /// the lambda.
  TaskId Spawn(std::string_view name, Task<> body, TaskTraits traits = {});
  /// The same of a task whose body is no coroutine. What its members refer to is not looked at.
  TaskId Spawn(std::string_view name, std::unique_ptr<StateMachine> body, TaskTraits traits = {});
  /// Spawns the task that `body()` gives, and keeps a copy of `body` for as long as the scenario
  /// lives: `scheduler.Spawn("adder", [&x, n]() -> Task<> { co_await x.FetchAdd(n); });`. Throws
  /// std::logic_error, too, where a capture refers to the set-up's stack and `body` owns nothing.
  template <typename Body>
  requires(!std::is_same_v<std::remove_cvref_t<Body>, Task<>> &&
           !std::is_convertible_v<Body, std::unique_ptr<StateMachine>>)  //
      TaskId Spawn(std::string_view name, Body&& body, TaskTraits traits = {}) {
    using Kept = std::decay_t<Body>;
    static_assert(TaskBody<Kept>,
                  "what is spawned is a Task<>, or is called without arguments and gives a Task<>");
    if constexpr (TaskBody<Kept>) {
      Kept& kept = Keep(std::make_unique<Kept>(std::forward<Body>(body)));
      RequireNoCapture(name, internal::CapturesSetUpStack(kept));
      return SpawnTask(name, kept(), traits, &internal::kOfALambda<Kept>);
    } else {
      return -1;
    }
  }

  /// States what must hold after every step: `check()` gives a Failure, or whether it holds. It is
  /// kept; std::logic_error is thrown where a capture of it refers to the set-up's stack and it
  /// owns nothing. The explorer checks it after every step; a real run, whose steps have no order
  /// that it could stop at, when it has ended.
  ///
  /// Between independent steps of one trace there are states that dpor never meets, and there an
  /// invariant that reads several objects can fail. So dpor does not call itself complete where
  /// there is one; the strategies that meet every state (states, count, all) do.
  template <typename Check>
  void Invariant(std::string_view name, Check check) {
    StateInvariant(name, nullptr, std::move(check));
  }
  /// The same of an invariant that reads nothing but what `about` holds for all tasks (no copy that
  /// a process has of it). In whatever order a trace is run, one object holds the same values one
  /// after the other, so dpor checks all of them; but not a queue, nor an object of one's own that
  /// does not promise it (ObjectTraits::in_one_order).
  template <typename Check>
  void Invariant(std::string_view name, const Object& about, Check check) {
    StateInvariant(name, &about, std::move(check));
  }
  /// States what must hold when every task has ended, in the same way.
  template <typename Check>
  void Finally(std::string_view name, Check check) {
    if constexpr (IsCheck<Check>()) {
      RequireNoCapture(name, internal::CapturesSetUpStack(check));
      AddFinal(name, [check = std::move(check)]() mutable { return ResultOf(check); });
    }
  }
  /// Lets an execution end with a mutex that a task holds which has ended. Otherwise that is a
  /// violation ("held-lock").
  void AllowHeldLocks() { program_.held_locks_allowed_ = true; }
  /// Lets an execution end with memory that nobody has freed. Otherwise that is a violation
  /// ("leak").
  void AllowLeaks() { program_.leaks_allowed_ = true; }
  /// Offers an observer: what counts as an outcome when a user asks for it by `name`.
  /// `can_become` says whether its value can still become the wanted one, so that a search for that
  /// need not look where it cannot; it must not say false where it can. It may be left out.
  template <typename Append>
  void Observe(std::string_view name, Append append,
               std::function<bool(std::string_view wanted)> can_become = {}) {
    if constexpr (IsObserver<Append>()) {
      RequireNoCapture(name, internal::CapturesSetUpStack(append));
      AddObserver(name, std::move(append), false, std::move(can_become));
    }
  }
  /// The same for a value that only ever gets longer, at its end: all that was printed.
  /// `can_become` is asked where the wanted value begins with what there is of it so far.
  template <typename Append>
  void ObserveGrowing(std::string_view name, Append append,
                      std::function<bool(std::string_view wanted)> can_become = {}) {
    if constexpr (IsObserver<Append>()) {
      RequireNoCapture(name, internal::CapturesSetUpStack(append));
      AddObserver(name, std::move(append), true, std::move(can_become));
    }
  }

  /// Whether anybody looks at the observer `name`. What nobody looks at need not be kept.
  bool Watches(std::string_view observer) const;
  /// Whether tasks run for real: what they print appears, and sleeps pass.
  bool RunsForReal() const;
  /// What is being set up.
  Program& program() { return program_; }

 private:
  template <typename T>
  T& Keep(std::unique_ptr<T> made, std::size_t numbered_size = 0) {
    T& result = *made;
    const Object* object = nullptr;
    if constexpr (std::is_base_of_v<Object, T>) object = &result;
    Own(made.release(), object, numbered_size, [](void* thing) { delete static_cast<T*>(thing); });
    return result;
  }
  TaskId SpawnTask(std::string_view name, Task<> body, TaskTraits traits,
                   const internal::Objection* overruled);
  void RequireSettingUp() const;
  TaskId AddTask(std::string_view name, TaskTraits traits, internal::SpawnedBody body);
  static void RequireNoCapture(std::string_view name, bool captures);

  template <typename Check>
  static constexpr bool IsCheck() {
    static_assert(PropertyCheck<Check>,
                  "what checks a property is called without arguments, gives a heddle::Failure (or "
                  "a bool: whether it holds), and can be copied");
    return PropertyCheck<Check>;
  }
  template <typename Append>
  static constexpr bool IsObserver() {
    static_assert(ObserverAppend<Append>,
                  "what observes is called with a std::string&, to which it appends, and can be "
                  "copied");
    return ObserverAppend<Append>;
  }
  template <typename Check>
  static bool Holds(Check& check) {
    if constexpr (std::is_same_v<std::invoke_result_t<Check&>, bool>) {
      return check();
    } else {
      return !check().has_value();
    }
  }
  template <typename Check>
  static Failure ResultOf(Check& check) {
    if constexpr (std::is_same_v<std::invoke_result_t<Check&>, bool>) {
      return check() ? Failure() : "it does not hold";
    } else {
      return check();
    }
  }
  template <typename Check>
  void StateInvariant(std::string_view name, const Object* about, Check check) {
    if constexpr (IsCheck<Check>()) {
      RequireNoCapture(name, internal::CapturesSetUpStack(check));
      Check& kept = Keep(std::make_unique<Check>(std::move(check)));
      AddInvariant(name, about, [&kept] { return ResultOf(kept); },
                   {[](void* own) { return Holds(*static_cast<Check*>(own)); }, &kept});
    }
  }
  void AddInvariant(std::string_view name, const Object* about, std::function<Failure()> check,
                    QuickCheck quick);
  void AddFinal(std::string_view name, std::function<Failure()> check);
  void AddObserver(std::string_view name, std::function<void(std::string&)> append, bool grows,
                   std::function<bool(std::string_view)> can_become);
  void Own(void* thing, const Object* object, std::size_t numbered_size, void (*destroy)(void*));

  Program& program_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SCHEDULER_H_
