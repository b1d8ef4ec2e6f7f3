#ifndef HEDDLE_SRC_HEDDLE_MEMORY_H_
#define HEDDLE_SRC_HEDDLE_MEMORY_H_

namespace heddle {

/// Where the world of a scenario lives, and so how an exploration gets back to an earlier point of
/// it.
enum class Memory {
  kArena,  ///< in an arena: by copying its bytes
  kHeap,   ///< on the ordinary heap: by running again from the start (what AddressSanitizer can
           ///< watch)
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_MEMORY_H_
