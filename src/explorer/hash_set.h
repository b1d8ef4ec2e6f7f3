#ifndef HEDDLE_SRC_EXPLORER_HASH_SET_H_
#define HEDDLE_SRC_EXPLORER_HASH_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace heddle {

/// A 128-bit hash: wide enough that among a billion different things two have the same one with a
/// probability below 1e-20.
struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

/// The hash of some bytes (XXH3, 128 bits).
Hash128 HashOf(const void* bytes, std::size_t size);

/// A set of 128-bit hashes, 16 bytes each at a load of at most 7/8. It is made of many small tables that
/// grow each on its own, so that growing never needs much more memory than the set itself.
class HashSet {
 public:
  /// Adds a hash. @return whether it was new.
  bool Insert(Hash128 hash);
  /// Has the memory that adding `hash` will need brought near, while something else is done.
  void Prefetch(Hash128 hash) const {
    const Table& table = tables_[hash.high >> 56];
    if (!table.slots.empty()) __builtin_prefetch(&table.slots[Place(table.slots.size(), hash)], 1);
  }
  std::size_t size() const { return size_; }
  /// How much memory it takes, in bytes.
  std::size_t bytes() const { return slots_ * sizeof(Hash128); }

 private:
  static constexpr int kTables = 256;
  struct Table {
    std::vector<Hash128> slots;
    std::size_t used = 0;
  };
  static std::size_t Place(std::size_t slots, Hash128 hash) {
    return static_cast<std::size_t>((static_cast<unsigned __int128>(hash.low) * slots) >> 64);
  }
  void Grow(Table& table);
  static Hash128* Find(std::vector<Hash128>& slots, Hash128 hash);

  std::array<Table, kTables> tables_;
  std::size_t size_ = 0;
  std::size_t slots_ = 0;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_HASH_SET_H_
