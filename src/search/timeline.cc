#include "src/search/timeline.h"

#include <cstring>

namespace heddle::internal {

Timeline::Timeline(World& world) : world_(world) { Mark(); }

void Timeline::Mark() {
  if (world_.memory() == Memory::kHeap) return;
  if (!snapshots_.empty() && snapshots_.back().depth == depth()) return;
  const auto contents = world_.bytes();
  const std::size_t offset =
      snapshots_.empty() ? 0 : snapshots_.back().offset + snapshots_.back().size;
  const std::size_t touches_size = world_.program().task_count() * sizeof(Footprint);
  const std::size_t size = touches_size + contents.size();
  if (offset + size > bytes_.size()) bytes_.resize(2 * (offset + size));
  std::memcpy(bytes_.data() + offset, world_.footprints(), touches_size);
  std::memcpy(bytes_.data() + offset + touches_size, contents.data(), contents.size());
  snapshots_.push_back({depth(), world_.view(), offset, size});
}

int Timeline::BackTo(int depth) {
  int from = 0;
  if (world_.memory() == Memory::kHeap) {
    world_.Start();
  } else {
    while (snapshots_.back().depth > depth) snapshots_.pop_back();
    const Snapshot& snapshot = snapshots_.back();
    const std::byte* bytes = bytes_.data() + snapshot.offset;
    const std::size_t touches_size = world_.program().task_count() * sizeof(Footprint);
    world_.Restore({bytes + touches_size, snapshot.size - touches_size}, snapshot.view,
                   reinterpret_cast<const Footprint*>(bytes));
    from = snapshot.depth;
  }
  depth_ = depth;
  for (int i = from; i < depth; ++i) world_.Step(transitions_[i].task, transitions_[i].choice);
  return depth - from;
}

void Timeline::GoTo(const std::vector<Transition>& transitions) {
  int same = 0;
  while (same < depth() && same < static_cast<int>(transitions.size()) &&
         transitions_[same] == transitions[same]) {
    ++same;
  }
  BackTo(same);
  for (std::size_t i = same; i < transitions.size(); ++i) Step(transitions[i]);
}

}  // namespace heddle::internal
