#ifndef HEDDLE_SRC_HEDDLE_INTERNAL_WORLD_MEMORY_H_
#define HEDDLE_SRC_HEDDLE_INTERNAL_WORLD_MEMORY_H_

#include <utility>

namespace heddle::internal {

class Arena;

/// The arena that this thread allocates from: that of the running scenario, null outside of one.
inline thread_local constinit Arena* current_arena = nullptr;

/// Whether this thread has asked for memory of the ordinary heap since this was last set to false,
/// and there was none: a std::bad_alloc is then no doing of the scenario's.
inline thread_local constinit bool out_of_memory = false;

/// For as long as it lives, the thread allocates from `arena`, or from the ordinary heap if that is
/// null.
class AllocateFrom {
 public:
  explicit AllocateFrom(Arena* arena) : previous_(std::exchange(current_arena, arena)) {}
  ~AllocateFrom() { current_arena = previous_; }
  AllocateFrom(const AllocateFrom&) = delete;
  AllocateFrom& operator=(const AllocateFrom&) = delete;

 private:
  Arena* previous_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_HEDDLE_INTERNAL_WORLD_MEMORY_H_
