#ifndef HEDDLE_SRC_SEARCH_PATH_LOG_H_
#define HEDDLE_SRC_SEARCH_PATH_LOG_H_

#include <algorithm>
#include <cstdint>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// How each state of a breadth-first search was first reached: by which step from which other
/// state. Eight bytes a state.
class PathLog {
 public:
  static constexpr std::uint32_t kRoot = 0;

  PathLog() { entries_.push_back({kRoot, Transition{}}); }

  /// @return the number of the new state.
  std::uint32_t Add(std::uint32_t parent, Transition transition) {
    entries_.push_back({parent, transition});
    return static_cast<std::uint32_t>(entries_.size()) - 1;
  }

  /// The steps from the beginning to a state.
  std::vector<Transition> PathTo(std::uint32_t state) const {
    std::vector<Transition> path;
    for (; state != kRoot; state = entries_[state].parent)
      path.push_back(entries_[state].transition);
    std::reverse(path.begin(), path.end());
    return path;
  }

 private:
  struct Entry {
    std::uint32_t parent;
    Transition transition;
  };
  std::vector<Entry> entries_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_PATH_LOG_H_
