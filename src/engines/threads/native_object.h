#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_OBJECT_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_OBJECT_H_

#include <heddle/object.h>
#include <heddle/task_state.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <optional>
#include <shared_mutex>
#include <vector>

#include "src/engines/perturbation.h"
#include "src/engines/recording.h"
#include "src/engines/run_options.h"
#include "src/engines/verdict.h"

// What objects are among real threads. Nothing here orders two threads that the scenario's own
// objects do not order: what all threads share is read and written as relaxed atomics, so that
// ThreadSanitizer sees every race of the scenario. Each kind of object has a lock of its own.

namespace heddle::internal {

class NativeLock;
class NativeObject;

/// One task's thread, and what others may know of it.
struct Worker {
  Worker(TaskId id, std::optional<std::uint64_t> seed) : id(id), chance(seed, id) {}

  bool Holds(const NativeLock& lock) const {
    return std::find(held.begin(), held.end(), &lock) != held.end();
  }
  /// It holds `lock` no longer.
  void Forget(const NativeLock& lock) { held.erase(std::find(held.begin(), held.end(), &lock)); }

  const TaskId id;
  /// The coroutine's own state, which its thread alone touches.
  TaskState state;
  Perturbation chance;
  std::vector<NativeLock*> held;

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

/// One that a task can hold.
class NativeLock : public NativeObject {
 public:
  /// Gives back what `worker` must hold.
  virtual void GiveBack(Worker& worker) = 0;
};

/// For as long as it lives, the worker counts as one that waits. Release, so that whoever finds it
/// waiting may look at the operation.
class WaitsFor {
 public:
  WaitsFor(Worker& worker, NativeObject& object) : worker_(worker) { Set(&object); }
  ~WaitsFor() { Set(nullptr); }
  WaitsFor(const WaitsFor&) = delete;
  WaitsFor& operator=(const WaitsFor&) = delete;

 private:
  void Set(NativeObject* object) {
    worker_.moves.fetch_add(1, std::memory_order_relaxed);
    worker_.waits_for.store(object, std::memory_order_release);
  }
  Worker& worker_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_OBJECT_H_
