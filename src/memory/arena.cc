#include "src/memory/arena.h"

#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <stdexcept>

#include "src/guard/own_data.h"

namespace heddle::internal {

HEDDLE_OWN_DATA constinit std::uintptr_t Arena::region_begin = 0;
HEDDLE_OWN_DATA constinit std::uintptr_t Arena::region_size = 0;

namespace {

HEDDLE_OWN_DATA constinit std::mutex arenas_mutex;
HEDDLE_OWN_DATA constinit std::uint64_t arenas_taken = 0;

}  // namespace

// The address must be the same in every process that shares snapshots, and free under the
// sanitizers, whose shadow memory takes up much of the address space: one of these is, under each
// of them.
void Arena::Reserve() {
  if (region_size != 0) return;
  for (const std::uintptr_t address :
       {std::uintptr_t{0x8'0000'0000}, std::uintptr_t{0x2000'0000'0000},
        std::uintptr_t{0x7e90'0000'0000}}) {
    void* wanted = reinterpret_cast<void*>(address);
    void* mapped = mmap(wanted, kRegionSize, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
    if (mapped == wanted) {
      region_begin = address;
      region_size = kRegionSize;
      return;
    }
    if (mapped != MAP_FAILED) munmap(mapped, kRegionSize);
  }
  throw std::runtime_error("no address range is free for the worlds to explore");
}

Arena::Arena() {
  const std::scoped_lock lock(arenas_mutex);
  Reserve();
  for (int i = 0; i < kArenas; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if ((arenas_taken & bit) != 0) continue;
    arenas_taken |= bit;
    base_ = reinterpret_cast<std::byte*>(region_begin + i * kCapacity);
    Reset();
    return;
  }
  throw std::runtime_error("more than 64 worlds at once");
}

Arena::~Arena() {
  Reset();
  const std::scoped_lock lock(arenas_mutex);
  const auto i = (reinterpret_cast<std::uintptr_t>(base_) - region_begin) / kCapacity;
  arenas_taken &= ~(std::uint64_t{1} << i);
}

void Arena::Reset() {
  std::memset(base_, 0, header().used);
  header() = Header{};
  header().used = sizeof(Header);
  header().lowest_free = sizeof(Header);
}

void Arena::Restore(std::span<const std::byte> contents) {
  const std::size_t used = header().used;
  std::memcpy(base_, contents.data(), contents.size());
  if (used > contents.size()) std::memset(base_ + contents.size(), 0, used - contents.size());
}

void* Arena::Allocate(std::size_t size, std::size_t alignment) noexcept {
  if (size > kCapacity) return Overflow();
  const std::size_t need = sizeof(Block) + (size + 15) / 16 * 16;
  std::size_t offset = header().lowest_free;
  for (;; offset += block(offset).size) {
    // Where the block must begin for the memory behind its header to be aligned.
    const std::size_t begin =
        (offset + sizeof(Block) + alignment - 1) / alignment * alignment - sizeof(Block);
    const bool at_end = offset == header().used;
    if (at_end) {
      if (begin + need > kCapacity) return Overflow();
      header().used = static_cast<std::uint32_t>(begin + need);
    } else if (block(offset).live != 0 || begin + need > offset + block(offset).size) {
      continue;
    }
    const std::size_t end = at_end ? begin + need : offset + block(offset).size;
    if (begin != offset) block(offset).size = static_cast<std::uint32_t>(begin - offset);
    if (begin + need != end)
      block(begin + need).size = static_cast<std::uint32_t>(end - begin - need);
    block(begin).size = static_cast<std::uint32_t>(need);
    block(begin).live = 1;
    ++header().live_blocks;
    if (header().lowest_free == begin) {
      std::size_t next = begin + need;
      while (next != header().used && block(next).live != 0) next += block(next).size;
      header().lowest_free = static_cast<std::uint32_t>(next);
    }
    return base_ + begin + sizeof(Block);
  }
}

void Arena::Free(void* memory) noexcept {
  const std::uintptr_t address = reinterpret_cast<std::uintptr_t>(memory);
  const std::uintptr_t base = address - (address - region_begin) % kCapacity;
  FreeBlock(reinterpret_cast<std::byte*>(base), address - base - sizeof(Block));
}

void Arena::FreeBlock(std::byte* base, std::size_t offset) {
  Header& header = *reinterpret_cast<Header*>(base);
  const auto block = [base](std::size_t at) -> Block& {
    return *reinterpret_cast<Block*>(base + at);
  };
  const std::size_t size = block(offset).size;
  --header.live_blocks;
  std::memset(base + offset, 0, size);
  std::size_t begin = offset;
  std::size_t end = offset + size;
  // The free neighbours become one with it. The one before is found from the first free block on,
  // for there is none below that.
  for (std::size_t before = header.lowest_free; before < offset;) {
    const std::size_t next = before + block(before).size;
    if (next == offset && block(before).live == 0) begin = before;
    before = next;
  }
  if (end != header.used && block(end).live == 0) {
    const std::size_t after = end;
    end += block(after).size;
    block(after) = Block{};
  }
  block(begin) = Block{};
  if (end == header.used) {
    header.used = static_cast<std::uint32_t>(begin);
  } else {
    block(begin).size = static_cast<std::uint32_t>(end - begin);
  }
  if (begin < header.lowest_free) header.lowest_free = static_cast<std::uint32_t>(begin);
}

}  // namespace heddle::internal
