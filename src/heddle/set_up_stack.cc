#include <heddle/internal/set_up_stack.h>

#include <cstring>

namespace heddle::internal {

bool PointsToSetUpStack(const void* bytes, std::size_t size) {
  const auto* begin = static_cast<const char*>(bytes);
  for (std::size_t i = 0; i + sizeof(void*) <= size; i += sizeof(void*)) {
    const void* word = nullptr;
    std::memcpy(&word, begin + i, sizeof(word));
    if (IsOnSetUpStack(word)) return true;
  }
  return false;
}

}  // namespace heddle::internal
