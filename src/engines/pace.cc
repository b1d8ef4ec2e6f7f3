#include "src/engines/pace.h"

#include <algorithm>
#include <thread>

namespace heddle::internal {

bool SleepAtPace(std::chrono::microseconds pause, double pace, const std::atomic<bool>& stopping) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::milliseconds kSlice(20);
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(pause * pace);
  for (;;) {
    if (stopping.load(std::memory_order_acquire)) return false;
    const Clock::time_point now = Clock::now();
    if (now >= end) return true;
    std::this_thread::sleep_until(std::min<Clock::time_point>(end, now + kSlice));
  }
}

}  // namespace heddle::internal
