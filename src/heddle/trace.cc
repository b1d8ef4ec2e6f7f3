#include <heddle/trace.h>

namespace heddle {

const std::vector<std::string>& ViolationKinds() {
  static const std::vector<std::string> kinds = {
      "invariant", "final",     "deadlock",       "lost-wakeup", "unfinished",
      "endless",   "data-race", "exception",      "misuse",      "crash",
      "held-lock", "leak",      "use-after-free", "double-free"};
  return kinds;
}

}  // namespace heddle
