#ifndef HEDDLE_SRC_EXPLORER_TIMELINE_H_
#define HEDDLE_SRC_EXPLORER_TIMELINE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/explorer/world.h"

namespace heddle {

/// A world, the choices that led it to where it is, and the way back to any point of them: by a snapshot
/// where one was taken, and from there (or from the start) by making the same choices again.
class Timeline {
 public:
  explicit Timeline(World& world);

  World& world() const { return world_; }
  int depth() const { return static_cast<int>(picks_.size()); }
  const std::vector<Pick>& picks() const { return picks_; }

  /// Steps the world on. @return the tasks woken, as World::Step.
  std::uint64_t Step(Pick pick) {
    picks_.push_back(pick);
    return world_.Step(pick.task, pick.way);
  }

  /// Steps the world on as World::StepAlone does.
  template <typename Before, typename After>
  int StepAlone(TaskId task, int most, Before before, After after) {
    const int steps = world_.StepAlone(task, most, before, after);
    for (int i = 0; i < steps; ++i) picks_.push_back({static_cast<std::uint8_t>(task), 0});
    return steps;
  }

  /// Makes coming back to this point quick. On the heap there are no snapshots, and it does nothing.
  void Mark();

  /// Goes back to where the depth was `depth`. @return how many steps it took again.
  int BackTo(int depth);

  /// Goes back and forth to where `picks` lead from the start.
  void GoTo(const std::vector<Pick>& picks);

  std::size_t snapshot_bytes() const { return bytes_.capacity(); }

 private:
  struct Snapshot {
    int depth;
    World::View view;
    std::size_t offset;  // in bytes_: what each task touches, then the world's bytes
    std::size_t size;
  };

  World& world_;
  std::vector<Pick> picks_;
  std::vector<Snapshot> snapshots_;
  std::vector<std::byte> bytes_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_TIMELINE_H_
