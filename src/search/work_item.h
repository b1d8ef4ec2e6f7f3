#ifndef HEDDLE_SRC_SEARCH_WORK_ITEM_H_
#define HEDDLE_SRC_SEARCH_WORK_ITEM_H_

#include <cstdint>
#include <vector>

#include "src/program/lessons.h"
#include "src/program/world.h"

namespace heddle::internal {

/// A part of the work of an exploration: what lies beyond a prefix, or some of the executions that
/// are drawn. The parts, each searched by whoever has the time, come to what the whole comes to:
/// see Findings::Merge.
struct WorkItem {
  /// Of a search that goes through executions in order: all those that begin like this, and with no
  /// step of this counted.
  std::vector<Transition> prefix = {};
  /// Of one that draws them: those with these numbers.
  std::uint64_t first_sample = 0;
  std::uint64_t samples = 0;
  /// What is known of the scenario already.
  Lessons lessons = {};

  friend bool operator==(const WorkItem&, const WorkItem&) = default;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_WORK_ITEM_H_
