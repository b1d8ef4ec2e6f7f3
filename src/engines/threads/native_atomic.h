#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_ATOMIC_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_ATOMIC_H_

#include <heddle/atomic_base.h>

#include <atomic>
#include <cstdint>
#include <memory>

#include "src/engines/threads/native_object.h"

namespace heddle::internal {

/// Where tasks sleep that wait for an atomic: each on a std::atomic of its own, so that it is known
/// whom a notification wakes, and that a run that is over can wake them.
class ParkingLot {
 public:
  explicit ParkingLot(int tasks)
      : tasks_(tasks), woken_(std::make_unique<std::atomic<std::uint32_t>[]>(tasks)) {}

  /// `task` is about to look at the value, and to sleep if it is the old one: who notifies after
  /// that finds it.
  void Enter(TaskId task);
  /// It has read another one. True if a notification of one has met it for all that: another is to
  /// have that.
  bool Leave(TaskId task);
  bool IsIn(TaskId task) const {
    return (waiting_.load(std::memory_order_relaxed) >> task & 1) != 0;
  }
  /// Sleeps until it is woken.
  void Sleep(TaskId task);
  /// Wakes one of those that wait. False if there is none.
  bool WakeOne(Perturbation& chance);
  /// Wakes all of them. False if there is none.
  bool WakeAll();

 private:
  bool Wake(TaskId task);

  int tasks_;
  std::atomic<std::uint64_t> waiting_{0};  // a bit for each
  std::unique_ptr<std::atomic<std::uint32_t>[]> woken_;
};

/// An atomic: performed with no lock at all. An await goes round until it can go on.
class NativeAtomic final : public NativeObject {
 public:
  NativeAtomic(ThreadedRun& run, AtomicBase& atomic, int tasks)
      : run_(run),
        atomic_(atomic),
        parked_(tasks),
        sleeps_(std::make_unique<std::atomic<bool>[]>(tasks)),
        refused_(std::make_unique<std::atomic<AtomicBase::Word>[]>(tasks)) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;
  void Stop() override { parked_.WakeAll(); }

 private:
  /// Whether the value is one that `await` waits for.
  bool Accepts(const AtomicBase::AccessOperation& await, TaskId task);
  void WaitUntilAccepted(const AtomicBase::AccessOperation& await, Worker& worker);
  /// A step of a wait that is to be woken.
  Progress Wait(AtomicBase::AccessOperation& wait, Worker& worker);
  void WakeOne(Perturbation& chance) {
    if (!parked_.WakeOne(chance)) atomic_.NoteUnheard();
  }

  ThreadedRun& run_;
  AtomicBase& atomic_;
  ParkingLot parked_;
  /// Whether each task sleeps in it.
  std::unique_ptr<std::atomic<bool>[]> sleeps_;
  /// The last value that each task has read and waited on at.
  std::unique_ptr<std::atomic<AtomicBase::Word>[]> refused_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_ATOMIC_H_
