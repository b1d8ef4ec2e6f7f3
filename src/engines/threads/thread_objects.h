#ifndef HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_
#define HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_

#include <heddle/condition.h>
#include <heddle/mutex.h>
#include <heddle/object.h>
#include <heddle/task_state.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "src/engines/threads/native_object.h"

namespace heddle::internal {

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
class NativeMutex final : public NativeLock {
 public:
  NativeMutex(ThreadedRun& run, Mutex& mutex) : run_(run), mutex_(mutex) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;

  /// Takes the std::mutex, and waits for it if need be.
  void Take(Worker& worker);
  void GiveBack(Worker& worker) override;

 private:
  static constexpr int kNobody = -1;

  void NoteTaken(Worker& worker);

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

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_THREAD_OBJECTS_H_
