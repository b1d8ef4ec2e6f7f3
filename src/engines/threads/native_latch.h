#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_LATCH_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_LATCH_H_

#include <heddle/latch.h>

#include <atomic>
#include <latch>

#include "src/engines/threads/native_object.h"

namespace heddle::internal {

/// A latch: a std::latch. The model's own count, which is as high or lower, says what is misuse.
class NativeLatch final : public NativeObject {
 public:
  NativeLatch(ThreadedRun& run, Latch& latch)
      : run_(run), latch_(latch), left_(latch.count()), native_(latch.count()) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId) override { return latch_.count() != 0; }
  /// Counts down what is left, for those that wait.
  void Stop() override { CountDown(left_.load(std::memory_order_relaxed)); }

 private:
  void CountDown(int amount);

  ThreadedRun& run_;
  Latch& latch_;
  std::atomic<int> left_;  // of the std::latch
  std::latch native_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_LATCH_H_
