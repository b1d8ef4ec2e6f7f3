#ifndef HEDDLE_SRC_GUARD_LEAK_SANITIZER_H_
#define HEDDLE_SRC_GUARD_LEAK_SANITIZER_H_

#include <cstddef>
#include <cstdint>

// LeakSanitizer's, where it is linked in.
extern "C" {
[[gnu::weak]] void __lsan_disable();
[[gnu::weak]] void __lsan_enable();
[[gnu::weak]] void __lsan_ignore_object(const void* memory);
}

namespace heddle::internal {

/// While it lives, what this thread allocates is no leak to LeakSanitizer.
class MayLeak {
 public:
  MayLeak() {
    if (__lsan_disable != nullptr) __lsan_disable();
  }
  ~MayLeak() {
    if (__lsan_enable != nullptr) __lsan_enable();
  }
  MayLeak(const MayLeak&) = delete;
  MayLeak& operator=(const MayLeak&) = delete;
};

/// Neither is `memory` from now on, nor what it leads to.
inline void LetLeak(const void* memory) {
  if (__lsan_ignore_object != nullptr) __lsan_ignore_object(memory);
}

/// Neither is what any of these words may point to.
__attribute__((no_sanitize("address", "thread"))) inline void LetLeakAllIn(const void* words,
                                                                           std::size_t size) {
  if (__lsan_ignore_object == nullptr) return;
  const auto first = (reinterpret_cast<std::uintptr_t>(words) + sizeof(void*) - 1) & -sizeof(void*);
  const auto end = reinterpret_cast<std::uintptr_t>(words) + size;
  for (std::uintptr_t at = first; at + sizeof(void*) <= end; at += sizeof(void*)) {
    const void* word = *reinterpret_cast<const void* const*>(at);
    if (reinterpret_cast<std::uintptr_t>(word) > 4096) __lsan_ignore_object(word);
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_GUARD_LEAK_SANITIZER_H_
