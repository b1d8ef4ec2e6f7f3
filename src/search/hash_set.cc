#include "src/search/hash_set.h"

namespace heddle {

// Linear probing from a place that the low half gives; the high half chooses the table. An empty
// slot is all zeros.
Hash128* HashSet::Find(std::vector<Hash128>& slots, Hash128 hash) {
  const std::size_t count = slots.size();
  std::size_t i = Place(count, hash);
  while (slots[i] != Hash128() && slots[i] != hash) {
    if (++i == count) i = 0;
  }
  return &slots[i];
}

void HashSet::Grow(Table& table) {
  const std::size_t larger = table.slots.empty() ? 16 : table.slots.size() + table.slots.size() / 2;
  std::vector<Hash128> slots(larger);
  for (const Hash128& hash : table.slots) {
    if (hash != Hash128()) *Find(slots, hash) = hash;
  }
  slots_ += larger - table.slots.size();
  table.slots.swap(slots);
}

bool HashSet::Insert(Hash128 hash) {
  if (hash == Hash128()) hash.low = 1;
  Table& table = tables_[hash.high >> 56];
  if (8 * (table.used + 1) > 7 * table.slots.size()) Grow(table);
  Hash128* slot = Find(table.slots, hash);
  if (*slot == hash) return false;
  *slot = hash;
  ++table.used;
  ++size_;
  return true;
}

}  // namespace heddle
