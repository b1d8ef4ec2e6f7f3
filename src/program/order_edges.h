#ifndef HEDDLE_SRC_PROGRAM_ORDER_EDGES_H_
#define HEDDLE_SRC_PROGRAM_ORDER_EDGES_H_

#include <heddle/footprint.h>
#include <heddle/trace.h>

#include <cstdint>
#include <vector>

#include "src/program/machine.h"

namespace heddle::internal {

/// What orders the steps of an execution after steps of other tasks, found as it goes on: for
/// traces. An edge stands where two steps follow each other directly in the order of an object, not
/// where one follows from others.
class OrderEdges {
 public:
  explicit OrderEdges(const Machine& machine);

  /// `task` is about to take step number `step`, from 0. @return its edges, by the earlier step.
  std::vector<TraceEdge> Before(int step, TaskId task, int choice);
  /// It has performed it, and woken these tasks, a bit each.
  void Performed(int step, TaskId task, std::uint64_t woken);

 private:
  /// Steps that have used an object.
  struct Uses {
    std::vector<int> writes;
    std::vector<int> reads;  // since the last write
    std::vector<int> pushes, pops;
  };

  void Add(std::vector<TraceEdge>& edges, int earlier, TraceOrder order) const;
  void AddFor(std::vector<TraceEdge>& edges, const Access& access, int older) const;
  void Note(int step, const Access& access);

  const Machine& machine_;
  std::vector<TaskId> task_of_;  // of each step
  std::vector<int> last_of_;     // of each task: its last step, or -1
  std::vector<int> woken_by_;    // of each task: the step that has woken it, or -1
  std::vector<Uses> uses_;       // of each object
  Footprint footprint_;          // of the step that is being taken
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_ORDER_EDGES_H_
