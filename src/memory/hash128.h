#ifndef HEDDLE_SRC_MEMORY_HASH128_H_
#define HEDDLE_SRC_MEMORY_HASH128_H_

#include <cstddef>
#include <cstdint>

namespace heddle::internal {

/// A 128-bit hash: wide enough that among a billion different things two have the same one with a
/// probability below 1e-20.
struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
};

/// The hash of some bytes (XXH3, 128 bits).
Hash128 HashOf(const void* bytes, std::size_t size);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_HASH128_H_
