#ifndef HEDDLE_SRC_ENGINES_RELACY_RELACY_CONTEXT_H_
#define HEDDLE_SRC_ENGINES_RELACY_RELACY_CONTEXT_H_

#include <heddle/footprint.h>
#include <heddle/task_state.h>

#include <atomic>
#include <cstdint>
#include <optional>
#include <span>

// The border to Relacy: what is beyond it is in relacy_context.cc alone.

namespace heddle::internal {

/// What Relacy does for the program that it runs. Objects are known by their ids.
class RelacyContext {
 public:
  /// An access of another task that nothing orders before the present one.
  struct Unordered {
    TaskId task;
    bool store;
  };

  virtual ~RelacyContext() = default;

  // --- Scheduling, by Relacy's scheduler.

  /// A point at which it decides which task goes on. Returns when it is the caller.
  virtual void Schedule() = 0;
  /// A choice of so many ways.
  virtual int Choose(int choices) = 0;
  /// Whether it may choose `task`, which is not the caller and has not ended.
  virtual void SetRunnable(TaskId task, bool runnable) = 0;
  /// It must not choose the caller until another task makes it runnable. False if that leaves
  /// nobody who could: a deadlock.
  virtual bool Park() = 0;
  /// Every task may be chosen: they are to end.
  virtual void ReleaseAll() = 0;

  // --- Memory, by Relacy's model of it. All by the caller.

  /// A plain access, and the one that it races with, if there is one.
  virtual std::optional<Unordered> Access(int object, bool store) = 0;
  /// An access to an object that orders what its users do: what comes before an access in a
  /// conflicting mode happens before what follows this one. Of first-in-first-out objects with room
  /// for `capacity` items (0: any number) a pop follows the push of its item, and a push the pop
  /// that made room for it.
  virtual void Synchronize(int object, Mode mode, int capacity) = 0;
  /// The end of the caller, and that another task has noticed the end of `task`.
  virtual void NoteOwnEnd() = 0;
  virtual void NoteEndOf(TaskId task) = 0;

  /// A load of an atomic. @return how many stores back the one is whose value it read.
  virtual int AtomicLoad(int object, std::memory_order order) = 0;
  virtual void AtomicStore(int object, std::memory_order order) = 0;
  /// A load and a store in one.
  virtual void AtomicModify(int object, std::memory_order order) = 0;
  /// A load of the newest value, as of a compare-and-exchange that fails.
  virtual void AtomicLoadNewest(int object, std::memory_order order) = 0;
  /// A fence, by the caller.
  virtual void Fence(std::memory_order order) = 0;
  /// The caller waits for a value by loads, and what it has just read would not do: it does not
  /// read that again.
  virtual void WaitForNewer() = 0;

 protected:
  RelacyContext() = default;
};

/// A program of a fixed number of tasks that Relacy runs again and again.
class RelacyProgram {
 public:
  virtual ~RelacyProgram() = default;

  /// What an object is to Relacy's memory.
  enum class Place : std::uint8_t { kNowhere, kAtomic, kSynchronizing };

  /// The beginning of an execution. May throw: that ends it all.
  virtual void Begin() = 0;
  /// For each object of the execution, by its id.
  virtual std::span<const Place> Places() const = 0;
  /// The task that Relacy chose to be the first is about to run.
  virtual void Connect(RelacyContext& context) = 0;
  /// Runs `task` to its end, on a stack of its own of 64 KiB. Must not throw.
  virtual void RunTask(TaskId task) noexcept = 0;
  /// Whether `task` has nothing left to do but to return from RunTask: no choice is spent on that.
  virtual bool MustReturn(TaskId task) const = 0;
  /// A task has ended, and none that is left can go on, as far as Relacy knows.
  virtual void NobodyCanGoOn() = 0;
  /// The end of an execution. @return whether another one is wanted.
  virtual bool End() = 0;
};

/// How Relacy goes through the executions of a program.
enum class RelacySearch {
  kFull,    ///< every interleaving
  kBound,   ///< those with at most so many preemptions: switches from a task that could go on
  kRandom,  ///< some, drawn at random
};

/// The most tasks that a program can have.
inline constexpr int kMaxRelacyTasks = 4;

/// Runs `program`, of `tasks` tasks, by Relacy's scheduler. One at a time in a process: others
/// wait.
/// @param seed  for random: where the numbers of the executions, which are Relacy's seeds, start.
/// @return whether it was all that there is, which random never says.
bool RunByRelacy(RelacyProgram& program, int tasks, RelacySearch search, int preemptions,
                 std::uint64_t seed);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RELACY_RELACY_CONTEXT_H_
