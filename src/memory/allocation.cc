// The replaced global allocation functions: while a world runs, what it allocates goes to its
// arena; exceptions, too, for which there is a function of their own: one that is kept from step to
// step (std::exception_ptr) is part of the state.

#include <heddle/internal/poison.h>
#include <heddle/internal/world_memory.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "src/guard/library_function.h"
#include "src/guard/own_data.h"
#include "src/guard/step_watch.h"
#include "src/memory/arena.h"

namespace {

/// Counts in heddle::internal::allocating.
struct Allocating {
  Allocating() {
    if constexpr (heddle::internal::kAddressSanitizer) ++heddle::internal::allocating;
  }
  ~Allocating() {
    if constexpr (heddle::internal::kAddressSanitizer) --heddle::internal::allocating;
  }
};

void* AllocateFromHeap(std::size_t size, std::size_t alignment) {
  const Allocating allocating;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size == 0 ? 1 : size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* Allocate(std::size_t size, std::size_t alignment) {
  void* memory = nullptr;
  if (heddle::internal::Arena* arena = heddle::internal::current_arena) {
    memory = arena->Allocate(size, alignment);
  } else {
    memory = AllocateFromHeap(size, alignment);
  }
  if (memory == nullptr) [[unlikely]] {
    heddle::internal::out_of_memory |= heddle::internal::current_arena == nullptr;
    throw std::bad_alloc();
  }
  return memory;
}

void Free(void* memory) noexcept {
  if (heddle::internal::Arena::Holds(memory)) {
    heddle::internal::Arena::Free(memory);
  } else {
    const Allocating allocating;
    std::free(memory);
  }
}

/// What the C++ library keeps in front of a thrown object: __cxa_refcounted_exception, as long on
/// every 64-bit system, and as long as there are programs that were built for it.
constexpr std::size_t kExceptionHeader = 128;

constexpr std::size_t kUsual = __STDCPP_DEFAULT_NEW_ALIGNMENT__;

}  // namespace

void* operator new(std::size_t size) { return Allocate(size, kUsual); }
void* operator new[](std::size_t size) { return Allocate(size, kUsual); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return Allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }

// In the place of libstdc++'s, which take memory from malloc. (Weak: where that is linked
// statically, its own are taken, and no exception can be kept from step to step.)
extern "C" [[gnu::weak]] void* __cxa_allocate_exception(std::size_t size) noexcept {
  if (heddle::internal::Arena* arena = heddle::internal::current_arena) {
    void* memory = arena->Allocate(kExceptionHeader + size, kUsual);
    if (memory != nullptr) return static_cast<std::byte*>(memory) + kExceptionHeader;
  }
  using Function = void*(std::size_t);
  // Real threads look for it at the same time, and find the same.
  HEDDLE_OWN_DATA static constinit std::atomic<Function*> found{nullptr};
  Function* allocate = found.load(std::memory_order_relaxed);
  if (allocate == nullptr) {
    allocate = heddle::internal::OfTheLibrary<Function>("__cxa_allocate_exception");
    found.store(allocate, std::memory_order_relaxed);
  }
  return allocate(size);
}

extern "C" [[gnu::weak]] void __cxa_free_exception(void* thrown) noexcept {
  if (heddle::internal::Arena::Holds(thrown)) {
    heddle::internal::Arena::Free(static_cast<std::byte*>(thrown) - kExceptionHeader);
    return;
  }
  using Function = void(void*);
  // Real threads look for it at the same time, and find the same.
  HEDDLE_OWN_DATA static constinit std::atomic<Function*> found{nullptr};
  Function* release = found.load(std::memory_order_relaxed);
  if (release == nullptr) {
    release = heddle::internal::OfTheLibrary<Function>("__cxa_free_exception");
    found.store(release, std::memory_order_relaxed);
  }
  release(thrown);
}
