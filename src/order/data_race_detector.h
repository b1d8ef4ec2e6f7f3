#ifndef HEDDLE_SRC_ORDER_DATA_RACE_DETECTOR_H_
#define HEDDLE_SRC_ORDER_DATA_RACE_DETECTOR_H_

#include <heddle/atomic.h>
#include <heddle/fence.h>
#include <heddle/footprint.h>
#include <heddle/object.h>
#include <heddle/task_state.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace heddle::internal {

/// A data race that a step completes: the object, and the other task's access to it.
struct DataRace {
  int object;
  TaskId other;
  bool other_stores;
  const char* kind;  // of the violation that it is
};

/// Judges data races in one execution by the happens-before of C++ ([intro.races]), as the memory
/// orders say that the program names: what comes before a store happens before what follows a load
/// of its value if the store releases and the load acquires. All else that tasks share orders as a
/// lock does: an access happens before those to the same object that depend on it.
///
/// No clocks are kept but who knows of each access that can still race: the last store to an
/// object, and each task's last load since. That is finite, and equal states are equal bytes, so
/// that it can be part of a world. (Vector clocks for the same: Flanagan and Freund, "FastTrack",
/// PLDI 2009.)
class DataRaceDetector {
 public:
  /// @param numbers  how many numbers there are that an Access can name: objects first.
  DataRaceDetector(int tasks, int numbers, const std::vector<Object*>& objects);

  /// `operation` of `task` touched `touched` and was performed; its task has not gone on yet.
  /// @return a race that it completes, or nothing.
  std::optional<DataRace> Performed(TaskId task, const Operation& operation,
                                    const Footprint& footprint);
  /// What `before` has done happens before what `task` does from now on: it was awaited, or has
  /// woken it.
  void Order(TaskId before, TaskId task) { Add(known_[task], known_[before]); }
  /// Virtual time passes: all that was done happens before what those do who wake from now on.
  void PassTime();

 private:
  /// A set of accesses, a bit each.
  using Accesses = std::vector<std::uint64_t>;
  /// What an object hands on to who comes to it.
  struct View {
    Accesses by_writes, by_reads;
    std::vector<Accesses> items, room;  // of a queue: by the puts and by the gets not made use of
    int capacity = 0;
  };

  int StoreTo(int object) const { return object * (tasks_ + 1); }
  int LoadOf(int object, TaskId task) const { return StoreTo(object) + 1 + task; }
  static void Add(Accesses& to, const Accesses& more);
  static bool Has(const Accesses& accesses, int access);
  void Make(int access, TaskId task);
  void Forget(int access);
  std::optional<DataRace> Note(TaskId task, const Access& access);
  std::optional<DataRace> NotePlain(TaskId task, const Access& access);
  void NoteAtomic(TaskId task, const AtomicBase::AccessOperation& access);
  void Issue(TaskId task, std::memory_order order);

  int tasks_;
  Accesses made_;                    // those that can still race
  std::vector<std::int8_t> storer_;  // by whom an object was last stored to, and that freed it
  std::vector<bool> freed_;
  std::vector<Accesses> known_;  // by each task
  std::vector<View> views_;      // of each object
  // Of each task, if there are fences: what it had known at its last releasing fence, and what its
  // loads have met that did not acquire, for an acquiring fence to make use of.
  std::vector<Accesses> fenced_, met_;
  Accesses passed_;  // what was done before time has passed
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ORDER_DATA_RACE_DETECTOR_H_
