#include "src/program/order_edges.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace heddle::internal {

OrderEdges::OrderEdges(const Machine& machine)
    : machine_(machine),
      last_of_(machine.program().task_count(), -1),
      woken_by_(machine.program().task_count(), -1),
      uses_(machine.program().number_count()) {}

std::vector<TraceEdge> OrderEdges::Before(int step, TaskId task, int choice) {
  const Operation& operation = machine_.pending(task);
  task_of_.resize(step + 1, task);
  task_of_[step] = task;
  footprint_ = operation.object->FootprintOf(operation, task);
  std::vector<TraceEdge> edges;
  if (const int by = std::exchange(woken_by_[task], -1); by >= 0) {
    Add(edges, by, TraceOrder::kNotification);
  }
  if (operation.awaited_task >= 0 && machine_.Ended(operation.awaited_task)) {
    Add(edges, last_of_[operation.awaited_task], TraceOrder::kJoin);
  }
  // A choice of an atomic's load is how many stores back the one is that it reads.
  const bool loads = operation.object->traits().atomic && footprint_.first.mode == Mode::kRead;
  AddFor(edges, footprint_.first, loads ? choice : 0);
  AddFor(edges, footprint_.second, 0);
  std::sort(edges.begin(), edges.end(),
            [](const TraceEdge& a, const TraceEdge& b) { return a.step < b.step; });
  return edges;
}

void OrderEdges::Performed(int step, TaskId task, std::uint64_t woken) {
  Note(step, footprint_.first);
  Note(step, footprint_.second);
  last_of_[task] = step;
  for (; woken != 0; woken &= woken - 1) woken_by_[std::countr_zero(woken)] = step;
}

/// An edge from `earlier`, if that is a step, of another task, with no edge yet.
void OrderEdges::Add(std::vector<TraceEdge>& edges, int earlier, TraceOrder order) const {
  if (earlier < 0 || task_of_[earlier] == task_of_.back()) return;
  const auto same = [earlier](const TraceEdge& edge) { return edge.step == earlier; };
  if (std::any_of(edges.begin(), edges.end(), same)) return;
  edges.push_back({earlier, order});
}

/// @param older  how many stores before the last the one is that is read.
void OrderEdges::AddFor(std::vector<TraceEdge>& edges, const Access& access, int older) const {
  if (access.mode == Mode::kNone || access.object >= uses_.size()) return;
  const Uses& uses = uses_[access.object];
  const auto& objects = machine_.program().objects();
  const TraceOrder order =
      access.object < objects.size() ? objects[access.object]->Orders() : TraceOrder::kReadsFrom;
  // What is woken has an edge of its own; to wait orders nothing.
  const TraceOrder by_use = order == TraceOrder::kNotification ? TraceOrder::kConflict : order;
  const int writes = static_cast<int>(uses.writes.size());
  const int last = older < writes ? uses.writes[writes - 1 - older] : -1;
  switch (access.mode) {
    case Mode::kRead:
      return Add(edges, last, by_use);
    case Mode::kWrite:
      // A store after another reads nothing from it; a lock or a count is handed over.
      Add(edges, last, by_use == TraceOrder::kReadsFrom ? TraceOrder::kConflict : by_use);
      for (const int read : uses.reads) Add(edges, read, TraceOrder::kConflict);
      return;
    case Mode::kPush: {
      const int bound = objects[access.object]->Bound();
      const int room = static_cast<int>(uses.pushes.size()) - bound;  // the pop that made it
      if (bound > 0 && room >= 0 && room < static_cast<int>(uses.pops.size())) {
        Add(edges, uses.pops[room], TraceOrder::kRelease);
      }
      return;
    }
    case Mode::kPop:
      if (uses.pops.size() < uses.pushes.size()) {
        Add(edges, uses.pushes[uses.pops.size()], TraceOrder::kMessage);
      }
      return;
    case Mode::kNone:
      return;
  }
}

void OrderEdges::Note(int step, const Access& access) {
  if (access.object >= uses_.size()) return;
  Uses& uses = uses_[access.object];
  switch (access.mode) {
    case Mode::kRead:
      return uses.reads.push_back(step);
    case Mode::kWrite:
      uses.reads.clear();
      return uses.writes.push_back(step);
    case Mode::kPush:
      return uses.pushes.push_back(step);
    case Mode::kPop:
      return uses.pops.push_back(step);
    case Mode::kNone:
      return;
  }
}

}  // namespace heddle::internal
