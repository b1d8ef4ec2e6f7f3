#ifndef HEDDLE_SRC_HEDDLE_SCHEDULER_H_
#define HEDDLE_SRC_HEDDLE_SCHEDULER_H_

#include <heddle/internal/set_up_stack.h>
#include <heddle/internal/world_memory.h>
#include <heddle/object.h>
#include <heddle/task.h>
#include <heddle/task_state.h>

#include <atomic>
#include <concepts>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace heddle {

/// What checking a property gave: nothing if it holds, or what is wrong, in words.
using Failure = std::optional<std::string>;

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

/// How a task may be run and may end.
struct TaskTraits {
  /// Where there are processes: runs in the first one, the parent of the others.
  bool in_parent = false;
  /// May be left waiting for ever when all else has ended (a generator that nobody asks again).
  bool may_be_abandoned = false;
};

/// The abstract scheduler: all that a scenario knows of what runs it. A scenario makes what is
/// shared, spawns its tasks and states what must hold; whoever derives from this decides when each
/// operation happens: real threads, processes, coroutines, or an explorer that tries every order.
class Scheduler {
 public:
  /// A property, by name.
  struct Property {
    std::string name;
    std::function<Failure()> check;
    /// Of an invariant: the one object that it reads, or null if it may read several.
    const Object* about = nullptr;
  };
  /// What checks an invariant at every step: whether it holds, with no words made of it. `check` is
  /// the scenario's own closure, called with nothing in between.
  struct QuickCheck {
    bool (*holds)(void* check);
    void* check;
    bool operator()() const { return holds(check); }
  };
  /// What counts as an outcome of an execution, by name.
  struct Observer {
    std::string name;
    /// Appends its value to a text.
    std::function<void(std::string&)> append;
    /// The value only ever gets longer, at its end, as what is printed does.
    bool grows = false;
    /// Whether the value can still become `wanted`; true if that is not known. May be empty.
    std::function<bool(std::string_view wanted)> can_become;
  };
  /// A spawned task.
  struct SpawnedTask {
    std::string name;
    TaskTraits traits;
    Task<> body;
  };

  Scheduler() = default;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  virtual ~Scheduler();

  // --- For scenarios: call these while setting up.

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
  /// Spawns the task that `body()` gives, and keeps a copy of `body` for as long as the scenario
  /// lives: `scheduler.Spawn("adder", [&x, n]() -> Task<> { co_await x.FetchAdd(n); });`. Throws
  /// std::logic_error, too, where a capture refers to the set-up's stack and `body` owns nothing.
  template <typename Body>
  requires(!std::is_same_v<std::remove_cvref_t<Body>, Task<>>)  //
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
  void AllowHeldLocks() { held_locks_allowed_ = true; }
  /// Lets an execution end with memory that nobody has freed. Otherwise that is a violation
  /// ("leak").
  void AllowLeaks() { leaks_allowed_ = true; }
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
  virtual bool Watches(std::string_view observer) const = 0;
  /// Whether tasks run for real: what they print appears, and sleeps pass.
  virtual bool RunsForReal() const = 0;
  /// Whether objects may remember, for reports, what has no part in what they do: not where states
  /// are told apart by their bytes.
  virtual bool Remembers() const { return RunsForReal(); }

  // --- For objects.

  /// Virtual or real time since the start, in microseconds.
  virtual std::int64_t NowMicroseconds() const = 0;
  /// An atomic operation with a memory order weaker than sequential consistency was made.
  void NoteWeakerOrder() { weaker_orders_.store(true, std::memory_order_relaxed); }
  const TaskState& task_state(TaskId task) const { return *states_[task]; }
  /// The next moment at which a task wakes that waits for one, in microseconds, or nothing.
  std::optional<std::int64_t> NextAwakening() const;
  /// What lies there, for traces, the same in every run: the name of an object or of a Heap's
  /// block, "thing N" for the N-th of the other things that the set-up has made, "null", or "not
  /// null".
  std::string PointerText(const Object* object) const;
  std::string PointerText(const void* thing) const;
  const std::string& NameOf(const Object& object) const { return names_[object.id()]; }
  int task_count() const { return static_cast<int>(spawned_.size()); }
  bool held_locks_allowed() const { return held_locks_allowed_; }
  bool leaks_allowed() const { return leaks_allowed_; }
  /// Reserves so many numbers for what an object lets tasks touch apart from itself
  /// (Access::object). To be called by Object::OnStart. Throws std::length_error if there are none
  /// left. @return the first.
  int ReserveNumbers(int count);
  /// `task` has ended the life of `object`, whose memory is still there, by an operation.
  virtual void ObjectDestroyed(Object& object, TaskId task, std::source_location where);

  // --- For engines.

  const std::vector<SpawnedTask>& spawned() const { return spawned_; }
  /// By their numbers. In the place of one that is no more there may be another one that says so.
  const std::vector<Object*>& objects() const { return objects_; }
  /// How many numbers of objects there are, those that are reserved included.
  int number_count() const { return static_cast<int>(objects_.size()) + reserved_numbers_; }
  const std::vector<Property>& invariants() const { return invariants_; }
  const std::vector<QuickCheck>& quick_invariants() const { return quick_invariants_; }
  const std::vector<Property>& finals() const { return finals_; }
  const std::vector<Observer>& observers() const { return observers_; }
  /// What an execution that ends now leaves behind and must not: the first such thing. To be asked
  /// where nothing else is wrong with it.
  std::optional<Leftover> FindLeftover() const;
  /// Whether a task has used a memory order weaker than sequential consistency.
  bool weaker_orders() const { return weaker_orders_.load(std::memory_order_relaxed); }

  /// Performs `state.pending` to its end, blocking the caller. Called only where tasks perform at
  /// once.
  virtual void PerformAtOnce(TaskState& state) = 0;
  /// An exception has left the task `state`.
  virtual void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept = 0;

 protected:
  /// While tasks run: `object` is being destroyed, by no operation.
  virtual void ObjectDied(Object& object);
  /// Whether the scheduler has made the object of this number, and destroys it itself.
  bool Owns(int id) const;
  /// Lets another object stand for the one of this number, or itself again. `gone`: its memory is
  /// not there.
  void Replace(int id, Object* by, bool gone);
  /// For engines that run for real: throws UseAfterFree if what `operation` uses was destroyed.
  void RequireAlive(const Operation& operation, TaskId task) const {
    if (any_destroyed_.load(std::memory_order_relaxed)) [[unlikely]]
      LookWhetherAlive(operation, task);
  }
  /// Gives each spawned task the state that lies for it at `states[id]`, in a row.
  void BindTasks(TaskState* states, bool perform_at_once);
  TaskState& mutable_state(TaskId task) { return *states_[task]; }
  /// Has invariants checked at every step by this alone.
  void AskQuickInvariantsBy(const QuickCheck& check) {
    if (!quick_invariants_.empty()) quick_invariants_.assign(1, check);
  }
  /// Never destroys `task`, which has crashed: what its frame holds is in no order.
  void ForgetTask(TaskId task);
  /// Forgets the scenario: destroys tasks and then all that it made, in reverse order.
  void Clear();
  /// Destroys tasks and all that the scenario made, and forgets none of it: the memory must then be
  /// put back as it was.
  void DestroyContents();
  /// Forgets the scenario without destroying anything that lies in an arena.
  void Abandon();

 private:
  friend class Object;
  int Register(Object& object, std::string_view name);
  void Unregister(Object& object);
  void LookWhetherAlive(const Operation& operation, TaskId task) const;
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

  struct Owned {
    void* thing;
    int object;                 // its number, if it is one, or -1
    std::size_t numbered_size;  // 0: it has no number
    void (*destroy)(void*);
  };
  static constexpr std::size_t kMostObjects = std::size_t{1} << 16;  // what an Access can number

  bool bound_ = false;  // set up, and not forgotten yet
  bool clearing_ = false;
  bool held_locks_allowed_ = false;
  bool leaks_allowed_ = false;
  int reserved_numbers_ = 0;
  std::string lost_;  // an object that was destroyed before the tasks ran
  std::vector<Owned> owned_;
  std::vector<Object*> objects_;
  std::deque<std::string> names_;  // of the same, in the same order; they stay where they are
  std::vector<char> gone_;         // of the same: whether it has been destroyed already
  // Of real runs, the same of those that operations have destroyed; relaxed, so that they order no
  // threads.
  std::unique_ptr<std::atomic<bool>[]> destroyed_;
  std::atomic<bool> any_destroyed_{false};
  std::vector<SpawnedTask> spawned_;
  std::vector<TaskState*> states_;
  std::vector<Property> invariants_;
  std::vector<QuickCheck> quick_invariants_;  // of the same, in the same order
  std::vector<Property> finals_;
  std::vector<Observer> observers_;
  // Real threads set it; relaxed, so that it orders none of them.
  std::atomic<bool> weaker_orders_{false};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SCHEDULER_H_
