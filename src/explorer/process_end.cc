// What asks for the end of the process, in the place of the C library's functions: where a
// scenario calls one, it is the scenario that ends by it. A failed assertion is kept to be told of,
// instead of being printed for each execution that has it. (Weak, as in allocation.cc.)

#include <assert.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>

#include "src/explorer/crash_guard.h"
#include "src/explorer/library_function.h"

namespace {

using heddle::Crash;

[[noreturn]] void End(const char* name, int status) {
  heddle::internal::LeaveBy(Crash::Cause::kExit, status, "", name, 0);
  if (auto* const end = heddle::internal::OfTheLibrary<void(int)>(name)) end(status);
  for (;;) syscall(SYS_exit_group, status);
}

}  // namespace

extern "C" {

[[gnu::weak]] void exit(int status) noexcept { End("exit", status); }
[[gnu::weak]] void _exit(int status) { End("_exit", status); }
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
