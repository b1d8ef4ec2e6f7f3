#ifndef HEDDLE_SRC_SEARCH_PREFIX_LOG_H_
#define HEDDLE_SRC_SEARCH_PREFIX_LOG_H_

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "src/search/conform.h"

namespace heddle::internal {

/// Where a search has come in comparing what is printed with an output: the longest part of the
/// output that it has met, and what was printed after exactly that.
class PrefixLog {
 public:
  /// A state is met that has printed the first `size` bytes of the output.
  void Met(std::size_t size) {
    if (size <= size_) return;
    size_ = size;
    next_.clear();
    ends_ = false;
  }
  /// `piece` is printed after the first `size` bytes, and the output has something else there.
  void Differs(std::size_t size, std::string_view piece) {
    if (size == size_) next_.emplace(piece);
  }
  /// An execution ends after the first `size` bytes.
  void Ends(std::size_t size) {
    if (size == size_) ends_ = true;
  }
  Conformance::Prefix Report() const { return {size_, {next_.begin(), next_.end()}, ends_}; }

 private:
  std::size_t size_ = 0;
  std::set<std::string, std::less<>> next_;
  bool ends_ = false;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_PREFIX_LOG_H_
