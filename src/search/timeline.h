#ifndef HEDDLE_SRC_SEARCH_TIMELINE_H_
#define HEDDLE_SRC_SEARCH_TIMELINE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// A world, the choices that led it to where it is, and the way back to any point of them: by a
/// snapshot where one was taken, and from there (or from the start) by making the same choices
/// again.
class Timeline {
 public:
  explicit Timeline(World& world);

  World& world() const { return world_; }
  int depth() const { return depth_; }
  std::span<const Transition> transitions() const {
    return {transitions_.data(), static_cast<std::size_t>(depth_)};
  }

  /// Steps the world on. @return the tasks woken, as World::Step.
  std::uint64_t Step(Transition transition) {
    MakeRoom(1);
    transitions_[depth_++] = transition;
    return world_.Step(transition.task, transition.choice);
  }

  /// Steps the world on as World::Run does.
  template <typename Guide>
  int Run(Transition transition, int most, Guide& guide) {
    MakeRoom(1);
    transitions_[depth_++] = transition;
    const int steps = world_.Run(transition, most, guide);
    NoteForced(transition.task, steps - 1);
    return steps;
  }

  /// Makes coming back to this point quick. On the heap there are no snapshots, and it does
  /// nothing.
  void Mark();

  /// Goes back to where the depth was `depth`. @return how many steps it took again.
  int BackTo(int depth);

  /// Goes back and forth to where `transitions` lead from the start.
  void GoTo(const std::vector<Transition>& transitions);

  std::size_t snapshot_bytes() const { return bytes_.capacity(); }

 private:
  struct Snapshot {
    int depth;
    World::View view;
    std::size_t offset;  // in bytes_: what each task touches, then the world's bytes
    std::size_t size;
  };

  static constexpr int kSpare = 8;  // transitions more than depth_ for which there is always room

  void MakeRoom(int steps) {
    if (depth_ + steps + kSpare > std::ssize(transitions_)) [[unlikely]] {
      transitions_.resize(2 * (depth_ + steps) + kSpare);
    }
  }

  void NoteForced(TaskId task, int steps) {
    MakeRoom(steps);
    // Whole blocks of a length that the compiler knows, over the end if need be.
    for (int i = 0; i < steps; i += kSpare) {
      std::fill_n(transitions_.data() + depth_ + i, kSpare,
                  Transition{static_cast<std::uint8_t>(task), 0});
    }
    depth_ += steps;
  }

  World& world_;
  int depth_ = 0;
  std::vector<Transition> transitions_;  // the first depth_ of them, and room for more
  std::vector<Snapshot> snapshots_;
  std::vector<std::byte> bytes_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_TIMELINE_H_
