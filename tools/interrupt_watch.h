#ifndef HEDDLE_TOOLS_INTERRUPT_WATCH_H_
#define HEDDLE_TOOLS_INTERRUPT_WATCH_H_

#include <array>
#include <csignal>

// An interrupt is a SIGINT (Ctrl-C) or a SIGTERM (as of `timeout`). What is ignored when the
// program begins stays ignored.

namespace heddle::internal {

/// Handles interrupts for as long as it lives.
class InterruptHandler {
 public:
  /// @param handle  is called with the signal's number.
  explicit InterruptHandler(void (*handle)(int));
  ~InterruptHandler();
  InterruptHandler(const InterruptHandler&) = delete;
  InterruptHandler& operator=(const InterruptHandler&) = delete;

 private:
  static constexpr std::array kSignals = {SIGINT, SIGTERM};
  std::array<struct sigaction, kSignals.size()> before_ = {};
};

/// While it lives, the first interrupt is only noted, so that what was found so far can be shown;
/// the second ends the program. A SIGTERM after a SIGTERM does not, not even later: timeout(1)
/// sends each twice.
class InterruptWatch {
 public:
  InterruptWatch();

  /// Whether one has come.
  static bool Interrupted();

 private:
  InterruptHandler handler_;
};

/// While it lives, an interrupt ends the program as ever, but says on standard error that what was
/// begun has not come to its end.
class InterruptNotice {
 public:
  InterruptNotice();

 private:
  InterruptHandler handler_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_INTERRUPT_WATCH_H_
