#ifndef HEDDLE_SRC_SEARCH_HASH_SET_H_
#define HEDDLE_SRC_SEARCH_HASH_SET_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "src/memory/hash128.h"

namespace heddle::internal {

/// A set of 128-bit hashes, 18 bytes each at a load of at most 7/8, that knows of each in which
/// layer of a breadth-first search it came. It is made of many small tables that grow each on its
/// own, so that growing never needs much more memory than the set itself.
class HashSet {
 public:
  enum class Met : std::uint8_t {
    kNever,
    kInThisLayer,
    kEarlier,  ///< or, past many thousands of layers, perhaps in this one
  };

  /// Adds a hash. @return whether it was there.
  Met Meet(Hash128 hash);
  /// The same. @return whether it was new.
  bool Insert(Hash128 hash) { return Meet(hash) == Met::kNever; }
  /// What comes from now on is in another layer.
  void NextLayer() {
    if (layer_ != kLastLayer) ++layer_;
  }

  std::size_t size() const { return size_; }
  /// How much memory it takes, in bytes.
  std::size_t bytes() const { return slots_ * (sizeof(Hash128) + sizeof(Layer)); }

 private:
  using Layer = std::uint16_t;
  static constexpr Layer kLastLayer = std::numeric_limits<Layer>::max();
  static constexpr int kTables = 256;
  struct Table {
    std::vector<Hash128> slots;
    std::vector<Layer> layers;  // of each slot
    std::size_t used = 0;
  };
  static std::size_t Place(std::size_t slots, Hash128 hash) {
    return static_cast<std::size_t>((static_cast<unsigned __int128>(hash.low) * slots) >> 64);
  }
  void Grow(Table& table);
  static std::size_t Find(const std::vector<Hash128>& slots, Hash128 hash);

  std::array<Table, kTables> tables_;
  std::size_t size_ = 0;
  std::size_t slots_ = 0;
  Layer layer_ = 0;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_HASH_SET_H_
