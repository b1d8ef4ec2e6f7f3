#include "src/engines/threads/native_barrier.h"

#include <thread>

namespace heddle::internal {

Progress NativeBarrier::Step(Operation& operation, Worker& worker) {
  barrier_.Arrive(operation, worker.id);
  if (operation.code == Barrier::kArriveAndDrop) {
    dropped_.fetch_add(1, std::memory_order_relaxed);
    native_.arrive_and_drop();
    ThrowIfFailed();
    return Progress::kDone;
  }
  // Either this finds that the run is over, or Stop finds this here.
  inside_.fetch_add(1, std::memory_order_seq_cst);
  if (!run_.stopping.load(std::memory_order_seq_cst)) {
    auto arrival = native_.arrive();
    operation.code = Barrier::kPass;
    WaitsFor waits(worker, *this);
    native_.wait(std::move(arrival));
  }
  inside_.fetch_sub(1, std::memory_order_relaxed);
  run_.ThrowIfStopping();
  ThrowIfFailed();
  return Progress::kDone;
}

// Where all that wait have arrived in this very phase.
bool NativeBarrier::Blocks(TaskId) {
  return inside_.load(std::memory_order_relaxed) == barrier_.waiting();
}

void NativeBarrier::Complete() noexcept {
  expected_.fetch_sub(dropped_.exchange(0, std::memory_order_relaxed), std::memory_order_relaxed);
  if (run_.stopping.load(std::memory_order_acquire)) return;
  try {
    barrier_.Complete();
  } catch (...) {
    failure_ = std::current_exception();
    failed_.store(true, std::memory_order_relaxed);
  }
}

// One of those whom the completion lets go on fails by what it has thrown.
void NativeBarrier::ThrowIfFailed() {
  if (failed_.exchange(false, std::memory_order_relaxed)) std::rethrow_exception(failure_);
}

void NativeBarrier::Stop() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  while (inside_.load(std::memory_order_seq_cst) != 0) {
    if (expected_.load(std::memory_order_relaxed) > 0) static_cast<void>(native_.arrive());
    std::this_thread::yield();
  }
}

}  // namespace heddle::internal
