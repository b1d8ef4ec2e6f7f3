#ifndef HEDDLE_TESTS_SANITIZER_H_
#define HEDDLE_TESTS_SANITIZER_H_

namespace heddle::internal {

// g++ says by a macro what clang says by a feature, but for UndefinedBehaviorSanitizer, of which it
// says nothing.
#if defined(__has_feature)
#define HEDDLE_HAS_FEATURE(feature) __has_feature(feature)
#else
#define HEDDLE_HAS_FEATURE(feature) 0
#endif

/// Under AddressSanitizer (--config=asan).
#if defined(__SANITIZE_ADDRESS__) || HEDDLE_HAS_FEATURE(address_sanitizer)
inline constexpr bool kWatchesAddresses = true;
#else
inline constexpr bool kWatchesAddresses = false;
#endif

/// Under ThreadSanitizer (--config=tsan), where a scenario's own races on real threads are
/// reported.
#if defined(__SANITIZE_THREAD__) || HEDDLE_HAS_FEATURE(thread_sanitizer)
inline constexpr bool kWatchesThreads = true;
#else
inline constexpr bool kWatchesThreads = false;
#endif

/// Under UndefinedBehaviorSanitizer (--config=ubsan).
#if HEDDLE_HAS_FEATURE(undefined_behavior_sanitizer)
inline constexpr bool kWatchesBehavior = true;
#else
inline constexpr bool kWatchesBehavior = false;
#endif

/// Under any of the sanitizers.
#if defined(__SANITIZE_ADDRESS__) || HEDDLE_HAS_FEATURE(address_sanitizer)
inline constexpr bool kIsSanitized = true;
#else
inline constexpr bool kIsSanitized = kWatchesThreads || kWatchesBehavior;
#endif

#undef HEDDLE_HAS_FEATURE

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SANITIZER_H_
