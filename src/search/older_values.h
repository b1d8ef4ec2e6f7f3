#ifndef HEDDLE_SRC_SEARCH_OLDER_VALUES_H_
#define HEDDLE_SRC_SEARCH_OLDER_VALUES_H_

#include <heddle/atomic.h>

#include <vector>

#include "src/program/world.h"

namespace heddle {

/// What the atomics of a world held before: so that an execution in which a load has read an older
/// value, as weak memory allows, can be followed step by step.
class OlderValues {
 public:
  /// The world must be at its beginning.
  explicit OlderValues(const World& world);

  /// Whether `operation` only reads an atomic: a load, or an await.
  static bool IsLoad(const Operation& operation);
  /// Whether `operation` is a load that can give the value from `age` stores back: there was one,
  /// and it will do.
  bool CanRead(const Operation& operation, int age) const;
  /// To be called after each step, before the task goes on: keeps the value that it wrote, or has
  /// it read the one from `age` stores back.
  void Performed(Operation& operation, int age);

 private:
  std::vector<std::vector<AtomicBase::Word>> values_;  // by the objects' ids; the newest last
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_OLDER_VALUES_H_
