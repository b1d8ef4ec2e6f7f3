#ifndef HEDDLE_SRC_SEARCH_OUTCOMES_H_
#define HEDDLE_SRC_SEARCH_OUTCOMES_H_

#include <heddle/outcome.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "src/search/distinct_counter.h"

namespace heddle::internal {

/// The outcomes met so far. Up to some number of them their values and counts are kept; past that
/// only how many different ones there are.
class Outcomes {
 public:
  explicit Outcomes(std::size_t max_listed) : max_listed_(max_listed) {}

  void Add(std::string_view value, ExecutionCount executions);
  /// Adds all of another's, which takes as many into its list.
  void Merge(Outcomes&& other);

  /// How many different ones there are.
  std::size_t count() { return listing_ ? listed_.size() : hashes_.Count(); }
  /// All of them, shorter values first and then by their characters; nothing if there are too many.
  /// It keeps none: their values may be all the memory there is.
  std::optional<std::vector<Outcome>> TakeList();

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view value) const {
      return std::hash<std::string_view>()(value);
    }
  };

  void StopListing();

  std::size_t max_listed_;
  bool listing_ = true;
  std::unordered_map<std::string, ExecutionCount, Hasher, std::equal_to<>> listed_;
  DistinctCounter hashes_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_OUTCOMES_H_
