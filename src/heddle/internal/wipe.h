#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_WIPE_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_WIPE_H_

#include <cstring>
#include <type_traits>

namespace heddle::internal {

/// Zeroes a value that is about to die, so that a dead slot of a coroutine frame does not tell
/// states apart. The barrier keeps the compiler from dropping the stores as dead. Values that own
/// memory are left to their destructors: for them a match may be missed, which costs time only.
template <typename T>
void Wipe(T& value) {
  if constexpr (std::is_trivially_copyable_v<T>) {
    std::memset(static_cast<void*>(&value), 0, sizeof(T));
    asm volatile("" : : "r"(&value) : "memory");
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_WIPE_H_
