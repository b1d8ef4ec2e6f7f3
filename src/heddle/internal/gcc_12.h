#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_GCC_12_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_GCC_12_H_

#include <cstddef>
#include <new>
#include <type_traits>

// What g++ before 13 compiles wrongly, and how its user hears of it. README.md lists the forms.

#if defined(__GNUC__) && !defined(__clang__) && __GNUC__ < 13
#define HEDDLE_GCC_12 1
#else
#define HEDDLE_GCC_12 0
#endif

namespace heddle::internal {

/// Whether a temporary of the type, made within a co_await, is destroyed once: g++ 12 destroys
/// twice what is made by braces, a closure's captures among it.
template <typename T>
inline constexpr bool kDestroyedOnce =
    HEDDLE_GCC_12 == 0 || std::is_trivially_destructible_v<T> || !std::is_aggregate_v<T>;
/// The same of a function that is given to an operation.
template <typename Function>
inline constexpr bool kFunctionDestroyedOnce =
    HEDDLE_GCC_12 == 0 || std::is_trivially_destructible_v<Function>;

/// Throws std::logic_error. Defined whatever compiles it: what is installed is compiled once.
[[noreturn]] void RefuseFrame();

#if HEDDLE_GCC_12

[[gnu::error("g++ 12 compiles this coroutine wrongly, which co_awaits in a condition and has no "
             "variable: declare one before the condition (or use g++ 13 or clang)")]]  //
void CoroutineIsCompiledWrongly();

/// A base of promises that knows where the coroutine's frame begins. g++ 12 puts the value of a
/// condition in which there is a co_await before all else, where the coroutine has no variable that
/// is declared outside of the condition (GCC bug 106188): the frame is not where its handle says,
/// and to resume it is to jump anywhere. Such a frame is refused when it is made; by the compiler,
/// where it optimizes and sees all of it.
class FrameWatch {
 public:
  static void* operator new(std::size_t size) { return frame = ::operator new(size); }
  static void operator delete(void* place) { ::operator delete(place); }

 protected:
  [[gnu::always_inline]] static void RequireFrameAt(const void* address) {
    const bool wrong = address != frame;
    if (__builtin_constant_p(wrong) && wrong) CoroutineIsCompiledWrongly();
    if (wrong) [[unlikely]]
      RefuseFrame();
  }

 private:
  /// The frame that this thread has allocated last.
  static inline thread_local constinit void* frame = nullptr;
};

#else

class FrameWatch {
 protected:
  static void RequireFrameAt(const void*) {}
};

#endif

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_GCC_12_H_
