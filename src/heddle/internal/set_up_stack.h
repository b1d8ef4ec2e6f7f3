#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_SET_UP_STACK_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_SET_UP_STACK_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace heddle::internal {

/// Where the stack of the set-up begins that this thread runs; 0 while it runs none.
inline thread_local constinit std::uintptr_t set_up_stack = 0;

/// For as long as it lives, a set-up runs, called from where this is made. What lies on its stack
/// is gone when tasks run.
class SetUpStack {
 public:
  [[gnu::always_inline]] SetUpStack()
      : previous_(std::exchange(set_up_stack,
                                reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)))) {}
  ~SetUpStack() { set_up_stack = previous_; }
  SetUpStack(const SetUpStack&) = delete;
  SetUpStack& operator=(const SetUpStack&) = delete;

 private:
  std::uintptr_t previous_;
};

/// Whether a local variable or a temporary of the set-up lies there. AddressSanitizer, which says
/// so in its own way, can keep those elsewhere.
inline bool IsOnSetUpStack(const volatile void* place) {
  constexpr std::uintptr_t kMax = std::uintptr_t{1} << 20;
  return set_up_stack - reinterpret_cast<std::uintptr_t>(place) - 1 < kMax;
}

/// Whether one of the words that `bytes` consist of points there.
bool PointsToSetUpStack(const void* bytes, std::size_t size);

/// Whether a closure holds a reference or a pointer to what lies there. Not known of closures that
/// own something.
template <typename Closure>
bool CapturesSetUpStack(const Closure& closure) {
  if constexpr (std::is_trivially_copyable_v<Closure> && sizeof(Closure) >= sizeof(void*)) {
    return PointsToSetUpStack(std::addressof(closure), sizeof(Closure));
  } else {
    return false;
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_SET_UP_STACK_H_
