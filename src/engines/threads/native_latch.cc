#include "src/engines/threads/native_latch.h"

#include <algorithm>

namespace heddle::internal {

Progress NativeLatch::Step(Operation& operation, Worker& worker) {
  switch (operation.code) {
    case Latch::kWait:
      if (!native_.try_wait()) {
        WaitsFor waits(worker, *this);
        native_.wait();
      }
      run_.ThrowIfStopping();
      return Progress::kDone;
    case Latch::kTryWait:
      static_cast<Latch::TryWaitOperation&>(operation).open = native_.try_wait();
      return Progress::kDone;
    default: {
      const int amount = static_cast<const Latch::CountOperation&>(operation).amount;
      const Progress progress = latch_.Perform(operation, worker.id, 0);
      CountDown(amount);
      return progress;
    }
  }
}

// A run that is stopped counts down, too: never further than there is.
void NativeLatch::CountDown(int amount) {
  int left = left_.load(std::memory_order_relaxed);
  int taken;
  do {
    taken = std::min(left, amount);
  } while (!left_.compare_exchange_weak(left, left - taken, std::memory_order_relaxed));
  if (taken > 0) native_.count_down(taken);
}

}  // namespace heddle::internal
