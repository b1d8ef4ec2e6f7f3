#ifndef HEDDLE_TOOLS_INTERRUPT_WATCH_H_
#define HEDDLE_TOOLS_INTERRUPT_WATCH_H_

#include <csignal>

namespace heddle {

/// While it lives, the first SIGINT (Ctrl-C) is only noted, so that what was found so far can be
/// shown; the second ends the program. An ignored SIGINT stays ignored.
class InterruptWatch {
 public:
  InterruptWatch();
  ~InterruptWatch();
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;

  /// Whether one has come.
  static bool Interrupted();

 private:
  struct sigaction before_ = {};
};

}  // namespace heddle

#endif  // HEDDLE_TOOLS_INTERRUPT_WATCH_H_
