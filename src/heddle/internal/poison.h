#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_POISON_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_POISON_H_

#include <cstddef>

// Memory that AddressSanitizer is to report the use of. Without AddressSanitizer nothing happens.

#if defined(__SANITIZE_ADDRESS__)
#define HEDDLE_ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HEDDLE_ADDRESS_SANITIZER 1
#endif
#endif

#ifdef HEDDLE_ADDRESS_SANITIZER
#include <sanitizer/asan_interface.h>
#endif

namespace heddle::internal {

#ifdef HEDDLE_ADDRESS_SANITIZER
inline constexpr bool kAddressSanitizer = true;
inline void Poison(const void* memory, std::size_t size) {
  __asan_poison_memory_region(memory, size);
}
inline void Unpoison(const void* memory, std::size_t size) {
  __asan_unpoison_memory_region(memory, size);
}
#else
inline constexpr bool kAddressSanitizer = false;
inline void Poison(const void*, std::size_t) {}
inline void Unpoison(const void*, std::size_t) {}
#endif

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_POISON_H_
