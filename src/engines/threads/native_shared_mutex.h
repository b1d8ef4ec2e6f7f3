#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_SHARED_MUTEX_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_SHARED_MUTEX_H_

#include <heddle/shared_mutex.h>

#include <atomic>
#include <cstdint>
#include <shared_mutex>

#include "src/engines/threads/native_object.h"

namespace heddle::internal {

/// A shared mutex: a std::shared_mutex. The model's own knowledge of who holds it is kept up to
/// date under it.
class NativeSharedMutex final : public NativeLock {
 public:
  NativeSharedMutex(ThreadedRun& run, SharedMutex& mutex) : run_(run), mutex_(mutex) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;
  void GiveBack(Worker& worker) override;

 private:
  bool IsWriter(TaskId task) const {
    return (writers_.load(std::memory_order_relaxed) >> task & 1);
  }
  void Take(Operation& operation, Worker& worker);
  Progress Try(Operation& operation, Worker& worker);
  void NoteTaken(bool shared, Worker& worker);

  ThreadedRun& run_;
  SharedMutex& mutex_;
  std::shared_mutex native_;
  // Who holds it, a bit each, and who waits to write.
  std::atomic<std::uint64_t> writers_{0}, readers_{0}, would_write_{0};
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_SHARED_MUTEX_H_
