#ifndef HEDDLE_SRC_SEARCH_DISTINCT_COUNTER_H_
#define HEDDLE_SRC_SEARCH_DISTINCT_COUNTER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/memory/hash128.h"

namespace heddle::internal {

/// Counts how many different hashes it was given, exactly. It does not tell at once whether one is
/// new, and is several times as quick as a set for that: a set too large for the caches waits for
/// memory at every hash, while here one is only appended to the part that its first bits choose,
/// and a part is freed of doubles when it is full, in tables that the caches hold.
class DistinctCounter {
 public:
  void Add(Hash128 hash) {
    Part& part = parts_[hash.high >> (64 - kPartBits)];
    if (part.hashes.size() == part.hashes.capacity()) [[unlikely]]
      MakeRoom(part);
    part.hashes.push_back(hash);
  }
  /// Adds all that `other` was given.
  void Merge(DistinctCounter&& other);
  /// How many different hashes were added. It looks at all that came since it was last asked.
  std::size_t Count();
  /// How much memory it takes, in bytes.
  std::size_t bytes() const;

 private:
  static constexpr int kPartBits = 10;
  struct Part {
    std::vector<Hash128> hashes;
    std::size_t distinct = 0;  // the first of them, no two of which are the same
  };
  void RemoveDoubles(Part& part);
  void MakeRoom(Part& part);

  std::array<Part, std::size_t{1} << kPartBits> parts_;
  std::vector<Hash128> table_;  // scratch
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_DISTINCT_COUNTER_H_
