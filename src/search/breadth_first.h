#ifndef HEDDLE_SRC_SEARCH_BREADTH_FIRST_H_
#define HEDDLE_SRC_SEARCH_BREADTH_FIRST_H_

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "src/memory/snapshot_list.h"
#include "src/program/world.h"

namespace heddle::internal {

/// The frame of a breadth-first search of a world's states: keeps the states to go on from, a layer
/// at a time, and takes every step that is possible in each. Which states are new, and what is to
/// be thought of them, is for the search to say. A `Tag` is what it has to know of a state to go on
/// from it.
template <typename Tag>
class BreadthFirst {
 public:
  explicit BreadthFirst(World& world)
      : world_(world), layer_(world.bytes()), next_(world.bytes()) {}

  /// Keeps the state that the world is in, to go on from it with the next layer.
  void Keep(Tag tag) {
    next_.Add(world_.bytes());
    next_tags_.push_back(tag);
  }

  /// Goes on from what is kept until nothing is left or `done()` says true. Calls
  /// `arrive(transition, tag)` after each step `transition` from the state with `tag`, and
  /// `layer_ends(depth)` when all steps of a layer are taken, so that all states within `depth`
  /// steps have been met.
  template <typename Done, typename Arrive, typename LayerEnds>
  void Run(Done done, Arrive arrive, LayerEnds layer_ends) {
    for (int depth = 1; next_.size() != 0 && !done(); ++depth) {
      layer_.Swap(next_);
      layer_tags_.swap(next_tags_);
      next_.Clear();
      next_tags_.clear();
      for (std::size_t i = 0; i < layer_.size() && !done(); ++i) {
        Expand(layer_.Get(i, scratch_), layer_tags_[i], done, arrive);
      }
      if (!done()) layer_ends(depth);
    }
  }

 private:
  template <typename Done, typename Arrive>
  void Expand(std::span<const std::byte> state, const Tag& tag, Done& done, Arrive& arrive) {
    world_.Restore(state);
    bool here = true;
    for (std::uint64_t rest = world_.enabled(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      if (!here) world_.Restore(state);
      const int choices = world_.Choices(task);
      for (int choice = 0; choice < choices; ++choice) {
        if (choice > 0) world_.Restore(state);
        here = false;
        world_.Step(task, choice);
        arrive(Transition{static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)}, tag);
        if (done()) return;
      }
    }
  }

  World& world_;
  SnapshotList layer_, next_;  // the states at this depth, and at the next
  std::vector<Tag> layer_tags_, next_tags_;
  std::vector<std::uint64_t> scratch_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_BREADTH_FIRST_H_
