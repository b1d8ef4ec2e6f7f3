#ifndef HEDDLE_SRC_SEARCH_HASH_SET_H_
#define HEDDLE_SRC_SEARCH_HASH_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/memory/hash128.h"

namespace heddle {

/// A set of 128-bit hashes, 16 bytes each at a load of at most 7/8. It is made of many small tables
/// that grow each on its own, so that growing never needs much more memory than the set itself.
class HashSet {
 public:
  /// Adds a hash. @return whether it was new.
  bool Insert(Hash128 hash);
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

#endif  // HEDDLE_SRC_SEARCH_HASH_SET_H_
