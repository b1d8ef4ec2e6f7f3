#ifndef HEDDLE_SRC_GUARD_STEP_WATCH_H_
#define HEDDLE_SRC_GUARD_STEP_WATCH_H_

#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <string>

namespace heddle::internal {

/// When an exploration is to end by itself, and the words for that.
struct Deadline {
  std::chrono::steady_clock::time_point when = std::chrono::steady_clock::time_point::max();
  std::string words;
};

/// The earlier of `start` and so many seconds (if above 0), and of the moment, a margin before
/// Bazel would end the test that this process is (TEST_TIMEOUT), at which there is still time to
/// say what was found.
Deadline EarliestDeadline(std::chrono::steady_clock::time_point start, double limit_seconds);

/// While one lives, what CrashGuard::Run runs on its thread may not take for ever: it is left, as a
/// crash would be, when it has computed for too long, has waited (for whatever) for 12 times as
/// long, or runs on past the deadline. By a timer's ticks, each a SIGURG to the thread (which by
/// default is ignored): what is interrupted by one goes on (SA_RESTART). Where several live on a
/// thread, the first counts.
///
/// ThreadSanitizer delivers signals late, and to what never calls anything, never.
class StepWatch {
 public:
  /// @param step_seconds  how long a step may compute; 0: for ever.
  StepWatch(double step_seconds, std::chrono::steady_clock::time_point deadline);
  ~StepWatch();
  StepWatch(const StepWatch&) = delete;
  StepWatch& operator=(const StepWatch&) = delete;

  /// From now on, these count.
  void Set(double step_seconds, std::chrono::steady_clock::time_point deadline);

  /// For what is within CrashGuard::RunAll: it still comes forward.
  static void NoteProgress();

 private:
  bool first_ = false;
  timer_t timer_ = {};
};

/// Above 0 while this thread allocates from or frees to the ordinary heap under AddressSanitizer,
/// which is part of the program and must not be left in its midst.
inline constinit thread_local int allocating = 0;

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_GUARD_STEP_WATCH_H_
