#ifndef HEDDLE_SRC_ENGINES_THREADS_NATIVE_BARRIER_H_
#define HEDDLE_SRC_ENGINES_THREADS_NATIVE_BARRIER_H_

#include <heddle/barrier.h>

#include <atomic>
#include <barrier>
#include <exception>

#include "src/engines/threads/native_object.h"

namespace heddle::internal {

/// A barrier: a std::barrier, whose completion ends the phase of the model, too.
class NativeBarrier final : public NativeObject {
 public:
  NativeBarrier(ThreadedRun& run, Barrier& barrier)
      : run_(run),
        barrier_(barrier),
        expected_(barrier.expected()),
        native_(barrier.expected(), Completion{*this}) {}
  Progress Step(Operation& operation, Worker& worker) override;
  bool Blocks(TaskId) override;
  /// Arrives for those that never will.
  void Stop() override;

 private:
  struct Completion {
    NativeBarrier& barrier;
    void operator()() noexcept { barrier.Complete(); }
  };
  void Complete() noexcept;
  void ThrowIfFailed();

  ThreadedRun& run_;
  Barrier& barrier_;
  std::atomic<int> inside_{0};   // how many wait, or are about to
  std::atomic<int> expected_;    // by the std::barrier
  std::atomic<int> dropped_{0};  // of those, who is not expected in the next phase
  std::exception_ptr failure_;   // of the completion
  std::atomic<bool> failed_{false};
  std::barrier<Completion> native_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_THREADS_NATIVE_BARRIER_H_
