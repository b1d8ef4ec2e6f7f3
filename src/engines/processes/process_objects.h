#ifndef HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_OBJECTS_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_OBJECTS_H_

#include <heddle/clock.h>
#include <heddle/console.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/program.h>
#include <heddle/queue.h>
#include <heddle/scenario.h>
#include <heddle/semaphore.h>

#include <atomic>
#include <string>
#include <variant>
#include <vector>

#include "src/engines/perturbation.h"
#include "src/engines/processes/board.h"
#include "src/engines/processes/descriptor.h"
#include "src/engines/processes/manager_process.h"
#include "src/engines/run_options.h"
#include "src/engines/verdict.h"

namespace heddle::internal {

/// What a scenario's objects are among processes.
///
/// A Shared is memory, and so each process has its own. Mutexes and semaphores are on the board. A
/// queue's items go through a pipe, and the board knows how many are in it. A Managed lives in the
/// manager process, behind a connection for each task. What is printed is written at once, a piece
/// at a time. While a run is recorded, every step is taken with the board's lock held.
class ProcessObjects {
 public:
  /// Throws UsageError if processes cannot share one of the objects, std::system_error.
  ProcessObjects(const std::string& scenario, const Program& program, const RunOptions& options);

  bool needs_manager() const { return !connections_.empty(); }
  /// In the manager's process: serves until nobody needs it any more.
  void RunManager();
  /// In the parent, once the manager has been forked: its ends are no business of others.
  void LeaveManagerAlone();
  /// In a task's own process: closes what only others need.
  void KeepOnlyThoseOf(TaskId task);

  /// Performs one step of an operation of `task`, in the process that runs it; blocks until that
  /// can be done. Throws Stopped if `stopping` is set meanwhile (and the bell rung), or if the run
  /// is beyond saving; and whatever the object throws.
  Progress Step(Operation& operation, TaskId task, Perturbation& chance,
                const std::atomic<bool>& stopping);

  // --- In the parent, for its supervision of the run. They do not block.

  /// Announces that a task has ended. False if the board is not to be had just now: try again.
  bool TryAnnounceEnd(TaskId task);
  /// All who have not ended, if each of them waits; otherwise nobody.
  std::vector<Waiting> FindStuck();
  /// Rings for everybody who waits, so that they look at `stopping`.
  void WakeAll() { board_.RingAll(); }

  // --- In the parent, at the end.

  /// Fetches the values from the manager. False if it is gone.
  bool FetchManaged();
  /// Brings semaphores and consoles, as the parent has them, up to date.
  void FetchBoard();
  std::span<const RecordedStep> recorded() const { return board_.recorded(); }

 private:
  /// What stands for an object among processes; nothing if each has its own.
  using Counterpart = std::variant<std::monostate, Mutex*, Semaphore*, QueueBase*, ManagedBase*,
                                   Console*, Ends*, Clock*>;

  static Counterpart CounterpartOf(Object& object);
  /// The object of that number as a T, or null if it is none.
  template <typename T>
  T* As(int id) const {
    T* const* found = std::get_if<T*>(&counterparts_[id]);
    return found == nullptr ? nullptr : *found;
  }
  bool KeepsText(const Object& object) const;
  bool NeedsBoard(const Object& object) const;
  bool Ready(const Operation& operation, TaskId task);
  Progress Perform(Operation& operation, TaskId task, int choice,
                   const std::atomic<bool>& stopping);
  Progress PerformMutex(Operation& operation, TaskId task);
  Progress PerformSemaphore(Operation& operation);
  Progress PerformQueue(Operation& operation);
  Progress PerformManaged(ManagedBase& managed, Operation& operation, TaskId task);
  Progress Print(Operation& operation, const std::atomic<bool>& stopping);
  std::string HoldsNow(const Object& object);

  const Program& program_;
  const RunOptions& options_;
  Board board_;
  std::vector<Counterpart> counterparts_;  // by the objects' numbers
  std::vector<DescriptorPair> pipes_;      // of each queue, by the object's number
  std::vector<DescriptorPair>
      connections_;  // of each task and of the parent: its end, the manager's
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_PROCESS_OBJECTS_H_
