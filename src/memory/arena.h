#ifndef HEDDLE_SRC_MEMORY_ARENA_H_
#define HEDDLE_SRC_MEMORY_ARENA_H_

#include <cstddef>
#include <cstdint>
#include <span>

namespace heddle::internal {

/// The memory of one world: everything that a scenario owns lies in it, at an address that does not
/// change, so that a copy of its bytes is a snapshot and their hash is a state.
///
/// Equal sets of live allocations, in size and order of place, give equal bytes: an allocation
/// takes the lowest place that fits, its bookkeeping depends on what lives alone, and memory is
/// zero when it is handed out and after it is given back.
class Arena {
 public:
  /// How much one world can hold.
  static constexpr std::size_t kCapacity = std::size_t{64} << 20;

  /// Takes one of the process's arenas. Throws std::runtime_error if none is left or the address
  /// range cannot be had.
  Arena();
  ~Arena();
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Memory for `size` bytes, zeroed; null when the arena is full.
  void* Allocate(std::size_t size, std::size_t alignment) noexcept;
  /// Whether it ever was too full for what was asked of it.
  bool overflowed() const { return overflowed_; }
  /// Gives back what Allocate gave, of whichever arena.
  static void Free(void* memory) noexcept;
  /// Whether `memory` lies in any arena.
  static bool Holds(const void* memory) noexcept {
    return reinterpret_cast<std::uintptr_t>(memory) - region_begin < region_size;
  }

  /// How much lives, and where it ends and leaves room: the same if and only if nothing more lives,
  /// or nearly so.
  struct Shape {
    std::uint32_t used, lowest_free, live_blocks;
    friend bool operator==(const Shape&, const Shape&) = default;
  };
  Shape shape() const { return {header().used, header().lowest_free, header().live_blocks}; }
  /// Calls `each(memory)`, a span of bytes, for all that lives.
  template <typename Each>
  void ForEachLive(Each each) const {
    for (std::size_t at = sizeof(Header); at < header().used; at += block(at).size) {
      if (block(at).live == 0) continue;
      each(std::span<const std::byte>(base_ + at + sizeof(Block), block(at).size - sizeof(Block)));
    }
  }

  /// All that differs from a fresh arena.
  std::span<const std::byte> contents() const { return {base_, header().used}; }
  /// Makes the arena what it was when `contents` was copied from it.
  void Restore(std::span<const std::byte> contents);
  /// Makes the arena fresh.
  void Reset();

 private:
  static constexpr int kArenas = 64;
  static constexpr std::size_t kRegionSize = kArenas * kCapacity;
  // Where all arenas lie: nowhere until the first is made.
  static std::uintptr_t region_begin;
  static std::uintptr_t region_size;

  /// Lies at the start of the arena, so that it is part of the contents.
  struct Header {
    std::uint32_t used;         // from the base; the end of the last live block
    std::uint32_t lowest_free;  // where the first free block is, or `used`
    std::uint32_t live_blocks;
    std::uint32_t unused;
  };
  struct Block {
    std::uint32_t size;  // with this header
    std::uint32_t live;
    std::uint64_t unused;
  };
  static_assert(sizeof(Header) % 16 == 0 && sizeof(Block) == 16);

  Header& header() const { return *reinterpret_cast<Header*>(base_); }
  Block& block(std::size_t offset) const { return *reinterpret_cast<Block*>(base_ + offset); }
  void* Overflow() {
    overflowed_ = true;
    return nullptr;
  }
  static void FreeBlock(std::byte* base, std::size_t offset);
  static void Reserve();

  std::byte* base_;
  bool overflowed_ = false;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_ARENA_H_
