#include "src/explorer/snapshot_list.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace heddle {

SnapshotList::SnapshotList(std::span<const std::byte> base) : base_(base.size() / 8) {
  if (!base.empty()) std::memcpy(base_.data(), base.data(), base.size());
}

void SnapshotList::Add(std::span<const std::byte> snapshot) {
  const std::size_t count = snapshot.size() / 8;
  const auto* bytes = snapshot.data();
  offsets_.push_back(words_.size());
  words_.push_back(count);
  for (std::size_t group = 0; group < count; group += 64) {
    const std::size_t mask_at = words_.size();
    words_.push_back(0);
    std::uint64_t mask = 0;
    const std::size_t end = std::min<std::size_t>(64, count - group);
    for (std::size_t i = 0; i < end; ++i) {
      std::uint64_t word;
      std::memcpy(&word, bytes + 8 * (group + i), 8);
      const std::uint64_t usual = group + i < base_.size() ? base_[group + i] : 0;
      if (word == usual) continue;
      mask |= std::uint64_t{1} << i;
      words_.push_back(word);
    }
    words_[mask_at] = mask;
  }
}

std::span<const std::byte> SnapshotList::Get(std::size_t i,
                                             std::vector<std::uint64_t>& scratch) const {
  const std::uint64_t* next = &words_[offsets_[i]];
  const std::size_t count = *next++;
  scratch.assign(base_.begin(), base_.begin() + std::min(count, base_.size()));
  scratch.resize(count);
  for (std::size_t group = 0; group < count; group += 64) {
    for (std::uint64_t mask = *next++; mask != 0; mask &= mask - 1) {
      scratch[group + std::countr_zero(mask)] = *next++;
    }
  }
  return std::as_bytes(std::span<const std::uint64_t>(scratch));
}

void SnapshotList::Clear() {
  words_.clear();
  offsets_.clear();
}

void SnapshotList::Swap(SnapshotList& other) {
  words_.swap(other.words_);
  offsets_.swap(other.offsets_);
}

}  // namespace heddle
