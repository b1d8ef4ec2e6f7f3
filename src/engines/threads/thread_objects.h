#ifndef HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_
#define HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_

#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/mutex.h>
#include <heddle/object.h>
#include <heddle/task_state.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <utility>
#include <vector>

#include "src/engines/perturbation.h"
#include "src/engines/recording.h"
#include "src/engines/run_options.h"
#include "src/engines/verdict.h"

// What objects are among real threads. Nothing here orders two threads that the scenario's own
// objects do not order: what all threads share is read and written as relaxed atomics, so that
// ThreadSanitizer sees every race of the scenario. Each kind of object has a lock of its own.

namespace heddle {

class NativeObject;
class NativeMutex;

/// One task's thread, and what others may know of it.
struct Worker {
  Worker(TaskId id, std::optional<std::uint64_t> seed) : id(id), chance(seed, id) {}

  bool Holds(const NativeMutex& mutex) const;

  const TaskId id;
  /// The coroutine's own state, which its thread alone touches.
  TaskState state;
  Perturbation chance;
  std::vector<NativeMutex*> held;

  /// What the thread waits for just now, or null; and how often that has changed.
  std::atomic<NativeObject*> waits_for{nullptr};
  std::atomic<std::uint64_t> moves{0};
};

/// What the threads of one run have in common.
struct ThreadedRun {
  explicit ThreadedRun(const RunOptions& options) : options(options) {}

  const RunOptions& options;
  /// Set once the run is over for all: whoever waits is to throw Stopped.
  std::atomic<bool> stopping{false};
  /// Guards TaskState::finished as objects see it. Readers do not order one another.
  std::shared_mutex ends;
  /// The steps taken, if they are recorded: guarded by the one gate that all objects then share.
  std::vector<RecordedStep> recorded;

  void ThrowIfStopping() const {
    if (stopping.load(std::memory_order_acquire)) throw Stopped();
  }
  /// Notes a step that is about to be performed, if the run is recorded.
  void Note(const Operation& operation, TaskId task, int choice) {
    if (options.record) recorded.push_back(RecordedStep::Of(operation, task, choice));
  }
};

/// An object of the scenario as real threads meet it.
class NativeObject {
 public:
  virtual ~NativeObject() = default;
  /// Performs one step of `operation`, and blocks until that can be done. Throws Stopped, and
  /// whatever the object throws.
  virtual Progress Step(Operation& operation, Worker& worker) = 0;
  /// Whether `task`, which has declared that it waits for this object, can indeed not go on. Any
  /// thread may ask.
  virtual bool Blocks(TaskId) { return false; }
  /// Wakes whoever blocks in Step, after `stopping` was set.
  virtual void Stop() {}
  /// A task has ended, which may let another one go on.
  virtual void TaskEnded() {}
};

/// The lock of a monitor, and its waiting room.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
};

/// Any object, as a monitor: its own Enabled and Perform under a lock.
///
/// It serves semaphores, too: libstdc++ 12's std::counting_semaphore can sleep for ever (GCC bug
/// 104928).
class Monitor final : public NativeObject {
 public:
  /// @param gate  the object's own, or one that several objects share.
  Monitor(ThreadedRun& run, Object& object, std::shared_ptr<Gate> gate);
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;
  void Stop() override;
  void TaskEnded() override;

 private:
  bool Enabled(const Operation& operation, TaskId task);
  void WaitUntilEnabled(std::unique_lock<std::mutex>& lock, const Operation& operation,
                        Worker& worker);

  ThreadedRun& run_;
  Object& object_;
  const bool prints_;
  /// Whether the object may ask if a task has ended.
  const bool asks_for_ends_;
  std::shared_ptr<Gate> gate_;
  std::vector<std::pair<TaskId, const Operation*>> waiting_;  // guarded by the gate's mutex
};

/// Memory, and whatever else concerns nobody but the task: performed with no lock at all.
class Unguarded final : public NativeObject {
 public:
  Progress Step(Operation& operation, Worker& worker) override;
};

/// An atomic: performed with no lock at all. An await goes round until it can go on.
class NativeAtomic final : public NativeObject {
 public:
  NativeAtomic(ThreadedRun& run, AtomicBase& atomic, int tasks)
      : run_(run),
        atomic_(atomic),
        refused_(std::make_unique<std::atomic<AtomicBase::Word>[]>(tasks)) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;

 private:
  /// Whether the value is one that `await` waits for.
  bool Accepts(const AtomicBase::AccessOperation& await, TaskId task);
  void WaitUntilAccepted(const AtomicBase::AccessOperation& await, Worker& worker);

  ThreadedRun& run_;
  AtomicBase& atomic_;
  /// The last value that each task has read and waited on at.
  std::unique_ptr<std::atomic<AtomicBase::Word>[]> refused_;
};

/// A console that keeps nothing: each piece is one write, and nothing else orders those who print.
class Printer final : public NativeObject {
 public:
  explicit Printer(ThreadedRun& run) : run_(run) {}
  Progress Step(Operation& operation, Worker& worker) override;

 private:
  ThreadedRun& run_;
};

/// The clock: a sleep at the run's pace.
class Sleeper final : public NativeObject {
 public:
  /// @param gate  the gate under which steps are recorded, or null.
  Sleeper(ThreadedRun& run, std::shared_ptr<Gate> gate) : run_(run), gate_(std::move(gate)) {}
  Progress Step(Operation& operation, Worker& worker) override;

 private:
  ThreadedRun& run_;
  std::shared_ptr<Gate> gate_;
};

/// A mutex: a std::mutex. The model's own knowledge of who holds it is kept up to date under it.
class NativeMutex final : public NativeObject {
 public:
  NativeMutex(ThreadedRun& run, Mutex& mutex) : run_(run), mutex_(mutex) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;

  /// Takes the std::mutex, and waits for it if need be.
  void Take(Worker& worker);
  /// Gives the std::mutex back, which `worker` must hold.
  void GiveBack(Worker& worker);

 private:
  static constexpr int kNobody = -1;

  ThreadedRun& run_;
  Mutex& mutex_;
  std::mutex native_;
  std::atomic<int> holder_{kNobody};
};

/// A condition: a std::condition_variable for each task, so that it is known which one a
/// notification wakes. Its lock is the condition's own, as in std::condition_variable_any: so a
/// notification that is sent without the mutex cannot slip in between a task's decision to wait and
/// its waiting.
class NativeCondition final : public NativeObject {
 public:
  /// @param objects  all native objects by number; at a mutex's place there is a NativeMutex.
  NativeCondition(ThreadedRun& run, Condition& condition, int tasks,
                  const std::vector<std::unique_ptr<NativeObject>>& objects);
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;
  void Stop() override;

 private:
  NativeMutex& MutexOf(const Operation& operation) const;
  Progress Wait(Operation& operation, Worker& worker);
  Progress WakeUp(Operation& operation, Worker& worker);
  Progress Notify(Operation& operation, Worker& worker);

  ThreadedRun& run_;
  Condition& condition_;
  int tasks_;
  const std::vector<std::unique_ptr<NativeObject>>& objects_;
  std::mutex mutex_;
  std::unique_ptr<std::condition_variable[]> notified_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_
