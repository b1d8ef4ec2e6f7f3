// The guards of function-local statics, in the place of the C++ library's: what the first use of
// one allocates outlives the world in which that happens to be, so it comes from the ordinary heap.
// (Weak, as in allocation.cc.)

#include "src/guard/static_guard.h"

#include <heddle/internal/world_memory.h>

#include <cstdlib>

#include "src/guard/library_function.h"
#include "src/guard/own_data.h"

namespace heddle::internal {

namespace {

using Acquire = int(void*);
using Release = void(void*);
HEDDLE_OWN_DATA constinit Acquire* acquire = nullptr;
HEDDLE_OWN_DATA constinit Release* release = nullptr;
HEDDLE_OWN_DATA constinit Release* abandon = nullptr;
HEDDLE_OWN_DATA constinit std::atomic<std::uint64_t> made = 0;

constexpr int kMaxNested = 32;

/// The statics that the thread is making now, the innermost last.
struct Making {
  void* guard;
  Arena* arena;  // that was allocated from before
};
thread_local constinit Making making[kMaxNested] = {};
thread_local constinit int depth = 0;
HEDDLE_OWN_DATA constinit std::atomic<bool> of_thread = false;

template <typename Function>
Function* Known(Function*& function, const char* name) {
  if (function == nullptr) function = OfTheLibrary<Function>(name);
  if (function == nullptr) std::abort();
  return function;
}

/// No static is made any more by `guard`, nor by what it was to wait for.
void Leave(void* guard) {
  for (int i = depth - 1; i >= 0; --i) {
    if (making[i].guard != guard) continue;
    current_arena = making[i].arena;
    depth = i;
    return;
  }
}

}  // namespace

std::uint64_t StaticsMade() { return made.load(std::memory_order_relaxed); }

int StaticsBeingMade() { return depth; }

void AbandonStatics(int down_to) {
  while (depth > down_to) {
    --depth;
    Known(abandon, "__cxa_guard_abort")(making[depth].guard);
  }
}

bool MadeVariableOfThread() { return of_thread.exchange(false, std::memory_order_relaxed); }

}  // namespace heddle::internal

using namespace heddle::internal;

extern "C" {

[[gnu::weak]] int __cxa_guard_acquire(void* guard) {
  if (Known(acquire, "__cxa_guard_acquire")(guard) == 0) return 0;
  if (depth < kMaxNested) {
    making[depth++] = {guard, current_arena};
    current_arena = nullptr;
  }
  return 1;
}

[[gnu::weak]] void __cxa_guard_release(void* guard) noexcept {
  Leave(guard);
  made.fetch_add(1, std::memory_order_relaxed);
  Known(release, "__cxa_guard_release")(guard);
}

[[gnu::weak]] void __cxa_guard_abort(void* guard) noexcept {
  Leave(guard);
  Known(abandon, "__cxa_guard_abort")(guard);
}

// A thread_local variable has no such guard. One that is to be destroyed at the thread's end, which
// is after that of the world, is not; and the world refuses it.
[[gnu::weak]] int __cxa_thread_atexit(void (*destroy)(void*), void* object,
                                      void* library) noexcept {
  if (current_arena != nullptr) {
    of_thread.store(true, std::memory_order_relaxed);
    return 0;
  }
  using Register = int(void (*)(void*), void*, void*);
  HEDDLE_OWN_DATA static constinit Register* known = nullptr;
  return Known(known, "__cxa_thread_atexit")(destroy, object, library);
}

}  // extern "C"
