#ifndef HEDDLE_SRC_MEMORY_SNAPSHOT_LIST_H_
#define HEDDLE_SRC_MEMORY_SNAPSHOT_LIST_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace heddle::internal {

/// A list of snapshots of one world, each kept as its difference from the first state: most of a
/// world (names, closures, what a task has not come to yet) is the same in all of its states.
class SnapshotList {
 public:
  explicit SnapshotList(std::span<const std::byte> base);

  /// Adds a snapshot; its size must be a multiple of 8, as an arena's is.
  void Add(std::span<const std::byte> snapshot);
  std::size_t size() const { return offsets_.size(); }
  /// The `i`-th snapshot, written to `scratch`.
  std::span<const std::byte> Get(std::size_t i, std::vector<std::uint64_t>& scratch) const;

  void Clear();
  void Swap(SnapshotList& other);
  std::size_t bytes() const { return words_.capacity() * 8 + offsets_.capacity() * 8; }

 private:
  std::vector<std::uint64_t> base_;
  // For each snapshot: its size in words; then for each 64 words, a mask of those that differ from
  // the base, and these.
  std::vector<std::uint64_t> words_;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_SNAPSHOT_LIST_H_
