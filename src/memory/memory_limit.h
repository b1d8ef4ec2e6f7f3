#ifndef HEDDLE_SRC_MEMORY_MEMORY_LIMIT_H_
#define HEDDLE_SRC_MEMORY_MEMORY_LIMIT_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace heddle::internal {

/// How many bytes of memory there are for this process: the machine's, or what its control groups
/// leave it.
std::size_t MemoryThereIs();

/// How many bytes of memory this process has now.
std::size_t MemoryTaken();

/// Watches that the process does not take more memory than it may, so that it can still say what
/// it has found.
class MemoryLimit {
 public:
  /// @param mib  how many MiB it may take; 0: 90 % of what there is.
  explicit MemoryLimit(std::uint64_t mib);

  /// Looks now and then, however often it is called. @return the words for it, once it has taken
  /// more.
  std::optional<std::string> Exceeded(std::chrono::steady_clock::time_point now);

 private:
  const std::uint64_t mib_;
  const std::size_t bytes_;
  std::chrono::steady_clock::time_point next_look_;
};

/// The words for that a std::bad_alloc has ended a search.
std::string OutOfMemory();

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_MEMORY_MEMORY_LIMIT_H_
