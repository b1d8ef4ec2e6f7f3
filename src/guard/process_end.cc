// What asks for the end of the process, in the place of the C library's functions: where a
// scenario calls one, it is the scenario that ends by it. A failed assertion is kept to be told of,
// instead of being printed for each execution that has it. (Weak, as in allocation.cc; but a
// sanitizer's _exit is weak as well, and linked first.)

#include <assert.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "src/guard/crash_guard.h"
#include "src/guard/library_function.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HEDDLE_WEAK_EXIT
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HEDDLE_WEAK_EXIT
#endif
#endif
#ifndef HEDDLE_WEAK_EXIT
#define HEDDLE_WEAK_EXIT [[gnu::weak]]
#endif

// The sanitizer's own, where one is linked in: it ends by 66 where ThreadSanitizer has found a
// race.
extern "C" [[gnu::weak]] void __interceptor__exit(int status);

namespace {

using heddle::internal::Crash;

/// @param own  what a sanitizer has in its place, or null.
[[noreturn]] void End(const char* name, int status, void (*own)(int) = nullptr) {
  heddle::internal::LeaveBy(Crash::Cause::kExit, status, "", name, 0);
  if (own != nullptr) own(status);
  if (auto* const end = heddle::internal::OfTheLibrary<void(int)>(name)) end(status);
  for (;;) syscall(SYS_exit_group, status);
}

}  // namespace

extern "C" {

[[gnu::weak]] void exit(int status) noexcept { End("exit", status); }
HEDDLE_WEAK_EXIT void _exit(int status) { End("_exit", status, __interceptor__exit); }
[[gnu::weak]] void _Exit(int status) noexcept { End("_Exit", status); }
[[gnu::weak]] void quick_exit(int status) noexcept { End("quick_exit", status); }

[[gnu::weak]] void __assert_fail(const char* assertion, const char* file, unsigned line,
                                 const char* function) noexcept {
  if (heddle::internal::MayLeave()) {
    heddle::internal::NoteFailedAssertion(assertion, file, line, function);
  } else if (auto* const fail = heddle::internal::OfTheLibrary<void(
                 const char*, const char*, unsigned, const char*)>("__assert_fail")) {
    fail(assertion, file, line, function);
  }
  std::abort();
}

}  // extern "C"
