#ifndef HEDDLE_SRC_ENGINES_RELACY_RELACY_STACKS_H_
#define HEDDLE_SRC_ENGINES_RELACY_RELACY_STACKS_H_

#include <cstddef>
#include <vector>

namespace heddle::internal {

/// The stacks of the tasks in one run of Relacy. Below each there is memory that nobody may touch:
/// what overflows its stack crashes there and then, and spoils nothing.
class RelacyStacks {
 public:
  /// From now on, until the end of its life, Take gives stacks of this.
  RelacyStacks();
  /// They go.
  ~RelacyStacks();
  RelacyStacks(const RelacyStacks&) = delete;
  RelacyStacks& operator=(const RelacyStacks&) = delete;

  /// A stack of so many bytes. Throws std::bad_alloc.
  static void* Take(std::size_t size);

 private:
  struct Mapping {
    void* begin;
    std::size_t size;
  };
  static RelacyStacks* current;
  std::vector<Mapping> mappings_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RELACY_RELACY_STACKS_H_
