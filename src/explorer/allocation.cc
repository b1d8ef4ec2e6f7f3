// The replaced global allocation functions: while a world runs, what it allocates goes to its
// arena.

#include <cstddef>
#include <cstdlib>
#include <new>

#include "src/explorer/arena.h"
#include "src/scheduler/world_memory.h"

namespace {

void* Allocate(std::size_t size, std::size_t alignment) {
  if (heddle::Arena* arena = heddle::internal::current_arena)
    return arena->Allocate(size, alignment);
  void* memory =
      alignment <= alignof(std::max_align_t)
          ? std::malloc(size == 0 ? 1 : size)
          : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void Free(void* memory) noexcept {
  if (heddle::Arena::Holds(memory)) {
    heddle::Arena::Free(memory);
  } else {
    std::free(memory);
  }
}

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
