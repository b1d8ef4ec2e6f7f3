#include "src/memory/hash128.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace heddle::internal {

Hash128 HashOf(const void* bytes, std::size_t size) {
  const XXH128_hash_t hash = XXH3_128bits(bytes, size);
  return {hash.low64, hash.high64};
}

}  // namespace heddle::internal
