#include "src/engines/relacy/relacy_stacks.h"

#include <sys/mman.h>

#include <new>

namespace heddle::internal {

namespace {

// More than a page, for a frame can be larger than that.
constexpr std::size_t kGuard = std::size_t{64} << 10;

}  // namespace

RelacyStacks* RelacyStacks::current = nullptr;

RelacyStacks::RelacyStacks() { current = this; }

RelacyStacks::~RelacyStacks() {
  current = nullptr;
  for (const Mapping& mapping : mappings_) munmap(mapping.begin, mapping.size);
}

void* RelacyStacks::Take(std::size_t size) {
  const std::size_t whole = kGuard + size;
  current->mappings_.reserve(current->mappings_.size() + 1);
  void* const begin =
      mmap(nullptr, whole, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (begin == MAP_FAILED) throw std::bad_alloc();
  current->mappings_.push_back({begin, whole});
  mprotect(begin, kGuard, PROT_NONE);
  return static_cast<std::byte*>(begin) + kGuard;
}

}  // namespace heddle::internal
