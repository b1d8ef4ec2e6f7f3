#include "src/memory/snapshot_list.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace heddle::internal {

SnapshotList::SnapshotList(std::span<const std::byte> base) : base_(base.size() / 8) {
  if (!base.empty()) std::memcpy(base_.data(), base.data(), base.size());
}

namespace {

constexpr std::size_t kGroup = 64;  // words that have a mask together
constexpr std::size_t kBlock = 8;   // words that are compared at once

/// A bit for each of `count` words, at most kGroup, that is not the same in both.
std::uint64_t Differences(const std::uint64_t* base, const std::uint64_t* words,
                          std::size_t count) {
  std::uint64_t mask = 0;
  std::size_t i = 0;
  for (; i + kBlock <= count; i += kBlock) {
    std::uint64_t any = 0;
    for (std::size_t j = i; j < i + kBlock; ++j) any |= base[j] ^ words[j];
    if (any == 0) continue;
    for (std::size_t j = i; j < i + kBlock; ++j) mask |= std::uint64_t{base[j] != words[j]} << j;
  }
  for (; i < count; ++i) mask |= std::uint64_t{base[i] != words[i]} << i;
  return mask;
}

}  // namespace

void SnapshotList::Add(std::span<const std::byte> snapshot) {
  const std::size_t count = snapshot.size() / 8;
  // What lies beyond the first state is compared with zeros.
  if (count > base_.size()) base_.resize(count);
  offsets_.push_back(words_.size());
  words_.push_back(count);
  std::uint64_t group[kGroup];
  for (std::size_t begin = 0; begin < count; begin += kGroup) {
    const std::size_t length = std::min(kGroup, count - begin);
    std::memcpy(group, snapshot.data() + 8 * begin, 8 * length);
    const std::uint64_t mask = Differences(&base_[begin], group, length);
    words_.push_back(mask);
    for (std::uint64_t rest = mask; rest != 0; rest &= rest - 1) {
      words_.push_back(group[std::countr_zero(rest)]);
    }
  }
}

std::span<const std::byte> SnapshotList::Get(std::size_t i,
                                             std::vector<std::uint64_t>& scratch) const {
  const std::uint64_t* next = &words_[offsets_[i]];
  const std::size_t count = *next++;
  scratch.assign(base_.begin(), base_.begin() + count);
  for (std::size_t group = 0; group < count; group += kGroup) {
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
  base_.swap(other.base_);
  words_.swap(other.words_);
  offsets_.swap(other.offsets_);
}

}  // namespace heddle::internal
