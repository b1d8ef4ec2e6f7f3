#include "src/search/hash_set.h"

#include <utility>

namespace heddle::internal {

// Linear probing from a place that the low half gives; the high half chooses the table. An empty
// slot is all zeros.
std::size_t HashSet::Find(const std::vector<Hash128>& slots, Hash128 hash) {
  const std::size_t count = slots.size();
  std::size_t i = Place(count, hash);
  while (slots[i] != Hash128() && slots[i] != hash) {
    if (++i == count) i = 0;
  }
  return i;
}

void HashSet::Grow(Table& table) {
  const std::size_t count = table.slots.size();
  const std::size_t larger = count == 0 ? 16 : count + count / 2;
  std::vector<Hash128> slots(larger);
  std::vector<Layer> layers(larger);
  for (std::size_t i = 0; i < count; ++i) {
    if (table.slots[i] == Hash128()) continue;
    const std::size_t place = Find(slots, table.slots[i]);
    slots[place] = table.slots[i];
    layers[place] = table.layers[i];
  }
  slots_ += larger - count;
  table.slots = std::move(slots);
  table.layers = std::move(layers);
}

HashSet::Met HashSet::Meet(Hash128 hash) {
  if (hash == Hash128()) hash.low = 1;
  Table& table = tables_[hash.high >> 56];
  if (8 * (table.used + 1) > 7 * table.slots.size()) Grow(table);
  const std::size_t place = Find(table.slots, hash);
  Hash128& slot = table.slots[place];
  if (slot == hash) {
    // Of the last number, layers are not told apart.
    return table.layers[place] == layer_ && layer_ != kLastLayer ? Met::kInThisLayer
                                                                 : Met::kEarlier;
  }
  slot = hash;
  table.layers[place] = layer_;
  ++table.used;
  ++size_;
  return Met::kNever;
}

}  // namespace heddle::internal
