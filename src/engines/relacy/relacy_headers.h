#ifndef HEDDLE_SRC_ENGINES_RELACY_RELACY_HEADERS_H_
#define HEDDLE_SRC_ENGINES_RELACY_RELACY_HEADERS_H_

// Relacy's own headers, as far as they are used: for relacy_context.cc alone, after all others.
//
// relacy.hpp itself would define `new`, `delete`, `assert` and the memory orders as macros, so its
// parts are included instead. One of them, context.hpp, defines the global operators new and delete
// as inline functions, and the explorer has its own: two definitions of one function. So `inline`
// means there what gnu_inline says: a function to be put in place wherever it is called, and never
// one that another file could be linked with. The object file defines neither operator.

#include <cstddef>

#include "src/engines/relacy/relacy_stacks.h"

// For one task g++ takes loops over the other ones for loops past the end of an array.
#pragma GCC diagnostic ignored "-Warray-bounds"

// The stacks on which it runs tasks come from malloc, which is called for nothing else there: from
// RelacyStacks instead.
inline void* HeddleRelacyStack(std::size_t size) {
  return heddle::internal::RelacyStacks::Take(size);
}

// The order matters.
// clang-format off
#include <relacy/pch.hpp>
#define malloc HeddleRelacyStack
#include <relacy/platform.hpp>
#undef malloc
// What context.hpp includes, so that only its own text comes under the other `inline`.
#include <relacy/base.hpp>
#include <relacy/thread_local_ctx.hpp>
#include <relacy/context_base.hpp>
#include <relacy/thread.hpp>
#include <relacy/history.hpp>
#include <relacy/memory.hpp>
#include <relacy/test_result.hpp>
#include <relacy/slab_allocator.hpp>
#include <relacy/test_params.hpp>
#include <relacy/random.hpp>
#include <relacy/foreach.hpp>
#include <relacy/random_scheduler.hpp>
#include <relacy/full_search_scheduler.hpp>
#include <relacy/context_bound_scheduler.hpp>

#define inline inline __attribute__((gnu_inline, always_inline))
#include <relacy/context.hpp>
#undef inline

#include <relacy/context_base_impl.hpp>
#include <relacy/atomic_fence.hpp>
#include <relacy/atomic.hpp>
#include <relacy/var.hpp>
#include <relacy/test_suite.hpp>
#include <relacy/stdlib/mutex.hpp>
#include <relacy/stdlib/condition_variable.hpp>
#include <relacy/stdlib/semaphore.hpp>
#include <relacy/stdlib/event.hpp>
#include <relacy/sync_var.hpp>
// clang-format on

#endif  // HEDDLE_SRC_ENGINES_RELACY_RELACY_HEADERS_H_
