#include <heddle/internal/gcc_12.h>

#include <stdexcept>

namespace heddle::internal {

void RefuseFrame() {
  throw std::logic_error(
      "g++ 12 has compiled a coroutine wrongly, which co_awaits in a condition and has no "
      "variable: declare one before the condition (or use g++ 13 or clang)");
}

}  // namespace heddle::internal
