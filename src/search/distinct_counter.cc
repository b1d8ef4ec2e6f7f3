#include "src/search/distinct_counter.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace heddle::internal {

// By a table with linear probing from the place that the low half's first bits give, at a load of
// at most 2/3. An empty slot is all zeros.
void DistinctCounter::RemoveDoubles(Part& part) {
  std::vector<Hash128>& hashes = part.hashes;
  if (part.distinct == hashes.size()) return;
  const std::size_t slots = std::bit_ceil(hashes.size() + hashes.size() / 2 + 1);
  const int shift = 65 - std::bit_width(slots);
  table_.assign(slots, Hash128());
  std::size_t distinct = 0;
  bool zeros = false;
  for (const Hash128 hash : hashes) {
    if (hash == Hash128()) {
      if (!std::exchange(zeros, true)) hashes[distinct++] = hash;
      continue;
    }
    std::size_t slot = hash.low >> shift;
    while (table_[slot] != Hash128() && table_[slot] != hash) slot = (slot + 1) & (slots - 1);
    if (table_[slot] == hash) continue;
    table_[slot] = hash;
    hashes[distinct++] = hash;
  }
  hashes.resize(distinct);
  part.distinct = distinct;
}

// Of the room there is then, at least half is free: so a hash is looked at about twice in all.
void DistinctCounter::MakeRoom(Part& part) {
  constexpr std::size_t kFirst = 64;
  RemoveDoubles(part);
  const std::size_t room = part.hashes.capacity();
  if (room == 0 || 2 * part.distinct > room) part.hashes.reserve(std::max(kFirst, 2 * room));
}

void DistinctCounter::Merge(DistinctCounter&& other) {
  for (Part& part : other.parts_) {
    other.RemoveDoubles(part);
    for (const Hash128 hash : part.hashes) Add(hash);
    part = {};
  }
}

std::size_t DistinctCounter::Count() {
  std::size_t count = 0;
  for (Part& part : parts_) {
    RemoveDoubles(part);
    count += part.distinct;
  }
  return count;
}

std::size_t DistinctCounter::bytes() const {
  std::size_t hashes = table_.capacity();
  for (const Part& part : parts_) hashes += part.hashes.capacity();
  return hashes * sizeof(Hash128);
}

}  // namespace heddle::internal
