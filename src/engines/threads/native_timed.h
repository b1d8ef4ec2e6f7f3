#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_TIMED_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_TIMED_H_

#include <heddle/timed_condition.h>
#include <heddle/timer.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "src/engines/threads/native_object.h"
#include "src/engines/threads/thread_objects.h"

// What waits for a while, on real threads.

namespace heddle::internal {

/// A condition with a time: a std::condition_variable for each task, as a NativeCondition is.
class NativeTimedCondition final : public NativeObject {
 public:
  /// @param objects  all native objects by number; at a mutex's place there is a NativeMutex.
  NativeTimedCondition(ThreadedRun& run, TimedCondition& condition, int tasks,
                       const std::vector<std::unique_ptr<NativeObject>>& objects)
      : run_(run),
        condition_(condition),
        tasks_(tasks),
        objects_(objects),
        notified_(std::make_unique<std::condition_variable[]>(tasks)) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId task) override;
  void Stop() override;

 private:
  NativeMutex& MutexOf(const Operation& operation) const;
  Progress Wait(Operation& operation, Worker& worker);
  Progress WakeUp(Operation& operation, Worker& worker);
  Progress Notify(Operation& operation, Worker& worker);

  ThreadedRun& run_;
  TimedCondition& condition_;
  int tasks_;
  const std::vector<std::unique_ptr<NativeObject>>& objects_;
  std::mutex mutex_;
  std::unique_ptr<std::condition_variable[]> notified_;
};

/// A timer: whoever waits for it waits as long.
class NativeTimer final : public NativeObject {
 public:
  NativeTimer(ThreadedRun& run, Timer& timer) : run_(run), timer_(timer) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId) override;
  void Stop() override;

 private:
  using Time = std::chrono::steady_clock::time_point;
  void WaitUntilOver(std::unique_lock<std::mutex>& lock, Worker& worker);

  ThreadedRun& run_;
  Timer& timer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  Time due_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_TIMED_H_
