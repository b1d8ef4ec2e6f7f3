#ifndef HEDDLE_SRC_MEMORY_DATA_SEGMENT_H_
#define HEDDLE_SRC_MEMORY_DATA_SEGMENT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "src/memory/hash128.h"

namespace heddle::internal {

/// The static variables that the program can change, and those of its libraries, as they were at
/// some point: all but the explorer's own, and those of the C and C++ libraries. A world does not
/// go back in time with them, so a scenario must not change any.
///
/// Under a sanitizer, or with a profile or coverage recorded, which change variables of their own
/// at every turn, there are none.
class DataSegments {
 public:
  DataSegments();

  /// Whether all is as it was, as far as a hash can tell.
  bool Same() const;

  /// Notes all bytes as they are now.
  void Note();
  /// The name of a variable that has changed since Note(), as far as the program's symbols tell;
  /// nothing if none has, or if a function-local static has been made meanwhile.
  std::optional<std::string> Changed() const;

 private:
  Hash128 Hash() const;

  std::vector<std::span<const std::byte>> segments_;
  Hash128 hash_;
  std::vector<std::byte> noted_;
  std::uint64_t statics_made_ = 0;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_DATA_SEGMENT_H_
