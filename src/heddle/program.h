#ifndef HEDDLE_SRC_HEDDLE_PROGRAM_H_
#define HEDDLE_SRC_HEDDLE_PROGRAM_H_

#include <heddle/internal/spawned_body.h>
#include <heddle/object.h>
#include <heddle/task_state.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

class Executor;
class Scheduler;

/// What checking a property gave: nothing if it holds, or what is wrong, in words.
using Failure = std::optional<std::string>;

/// How a task may be run and may end.
struct TaskTraits {
  /// Where there are processes: runs in the first one, the parent of the others.
  bool in_parent = false;
  /// May be left waiting for ever when all else has ended (a generator that nobody asks again).
  bool may_be_abandoned = false;
};

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

/// A task of a program.
struct SpawnedTask {
  std::string name;
  TaskTraits traits;
  internal::SpawnedBody body;
};

/// A program that a scenario has set up (by a Scheduler), and that an Executor executes: its tasks,
/// what they share, what must hold, and what counts as an outcome.
class Program {
 public:
  explicit Program(Executor& executor);
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  const Executor& executor() const { return *executor_; }
  /// What sets it up.
  Scheduler& scheduler() { return *scheduler_; }

  // --- For objects.

  int task_count() const { return static_cast<int>(tasks_.size()); }
  const std::string& NameOf(TaskId task) const { return tasks_[task].name; }
  const std::string& NameOf(const Object& object) const { return names_[object.id()]; }
  const TaskState& task_state(TaskId task) const { return *states_[task]; }
  bool held_locks_allowed() const { return held_locks_allowed_; }
  bool leaks_allowed() const { return leaks_allowed_; }
  /// What lies there, for traces, the same in every run: the name of an object or of a Heap's
  /// block, "thing N" for the N-th of the other things that the set-up has made, "null", or "not
  /// null".
  std::string PointerText(const Object* object) const;
  std::string PointerText(const void* thing) const;
  /// An atomic operation with a memory order weaker than sequential consistency was made.
  void NoteWeakerOrder() { weaker_orders_.store(true, std::memory_order_relaxed); }
  /// Reserves so many numbers for what an object lets tasks touch apart from itself
  /// (Access::object). To be called by Object::OnStart. Throws std::length_error if there are none
  /// left. @return the first.
  int ReserveNumbers(int count);
  /// `task` ends the life of `object`, whose memory is still there, by an operation. Throws Misuse
  /// while somebody holds it, and DoubleFree.
  void Destroy(Object& object, TaskId task, std::source_location where);

  // --- For engines.

  const std::vector<SpawnedTask>& tasks() const { return tasks_; }
  /// By their numbers. In the place of one that is no more there may be another one that says so.
  const std::vector<Object*>& objects() const { return objects_; }
  /// How many numbers of objects there are, those that are reserved included.
  int number_count() const { return static_cast<int>(objects_.size()) + reserved_numbers_; }
  const std::vector<Property>& invariants() const { return invariants_; }
  const std::vector<QuickCheck>& quick_invariants() const { return quick_invariants_; }
  const std::vector<Property>& finals() const { return finals_; }
  const std::vector<Observer>& observers() const { return observers_; }
  /// The observer `name`; null if there is none.
  const Observer* FindObserver(std::string_view name) const;
  /// Whether a task has used a memory order weaker than sequential consistency.
  bool weaker_orders() const { return weaker_orders_.load(std::memory_order_relaxed); }
  /// The next moment at which a task wakes that waits for one, in microseconds, or nothing.
  std::optional<std::int64_t> NextAwakening() const;
  /// What an execution that ends now leaves behind and must not: the first such thing. To be asked
  /// where nothing else is wrong with it.
  std::optional<Leftover> FindLeftover() const;

  /// Gives each task the state that lies for it at `states[id]`, in a row, and has objects make
  /// what they consist of. From now on no task can be spawned and no object set up. Throws
  /// UsageError if an object has been destroyed already.
  void BindTasks(TaskState* states, bool perform_at_once);
  TaskState& mutable_state(TaskId task) { return *states_[task]; }
  /// Has `task`, which has not begun, go by `state` from now on; objects see the other one.
  void MoveTask(TaskId task, TaskState& state) { tasks_[task].body.Bind(state); }
  /// Has invariants checked at every step by this alone.
  void AskQuickInvariantsBy(const QuickCheck& check) {
    if (!quick_invariants_.empty()) quick_invariants_.assign(1, check);
  }
  /// Whether the program has made the object of this number, and destroys it itself.
  bool Owns(int id) const;
  /// Lets another object stand for the one of this number, or itself again. `gone`: its memory is
  /// not there.
  void Replace(int id, Object* by, bool gone);
  /// For engines that run for real: throws UseAfterFree if what `operation` uses was destroyed.
  void RequireAlive(const Operation& operation, TaskId task) const {
    if (any_destroyed_.load(std::memory_order_relaxed)) [[unlikely]]
      LookWhetherAlive(operation, task);
  }
  /// For the same: an operation of `task` has destroyed `object`. Throws DoubleFree.
  void MarkDestroyed(const Object& object, TaskId task, std::source_location where);
  /// The memory of `object` is no longer there.
  void MarkGone(const Object& object) { gone_[object.id()] = true; }
  /// Never destroys `task`, which has crashed: what its frame holds is in no order.
  void ForgetTask(TaskId task);
  /// Forgets everything: destroys tasks and then all that the scenario made, in reverse order.
  void Clear();
  /// Destroys tasks and all that the scenario made, and forgets none of it: the memory must then be
  /// put back as it was.
  void DestroyContents();
  /// Forgets everything without destroying anything that lies in an arena.
  void Abandon();

 private:
  friend class Object;
  friend class Scheduler;
  struct Owned {
    void* thing;
    int object;                 // its number, if it is one, or -1
    std::size_t numbered_size;  // 0: it has no number
    void (*destroy)(void*);
  };

  int Register(Object& object, std::string_view name);
  void Unregister(Object& object);
  void LookWhetherAlive(const Operation& operation, TaskId task) const;

  Executor* const executor_;
  const std::unique_ptr<Scheduler> scheduler_;
  bool has_all_tasks_ = false;  // the set-up has spawned them
  bool bound_ = false;          // set up, and not forgotten yet
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
  struct Destruction {
    std::atomic<bool> done{false};
    std::atomic<const char*> file{nullptr};  // where; who destroys a moment ago may not have said
    std::atomic<std::uint32_t> line{0};
    std::atomic<TaskId> by{-1};
  };
  std::string HowDestroyed(int id) const;
  std::unique_ptr<Destruction[]> destroyed_;
  std::atomic<bool> any_destroyed_{false};
  std::vector<SpawnedTask> tasks_;
  std::vector<TaskState*> states_;
  std::vector<Property> invariants_;
  std::vector<QuickCheck> quick_invariants_;  // of the same, in the same order
  std::vector<Property> finals_;
  std::vector<Observer> observers_;
  // Real threads set it; relaxed, so that it orders none of them.
  std::atomic<bool> weaker_orders_{false};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_PROGRAM_H_
