#ifndef HEDDLE_SRC_ORDER_STORE_HISTORY_H_
#define HEDDLE_SRC_ORDER_STORE_HISTORY_H_

#include <heddle/atomic.h>
#include <heddle/program.h>

#include <vector>

namespace heddle::internal {

/// The values that the atomics of a program have held in an execution, each in the order of its
/// stores: what a load can read where memory is weaker than sequentially consistent. A value's age
/// is how many stores back it is; the newest has the age 0.
class StoreHistory {
 public:
  /// Of no program.
  StoreHistory() = default;
  /// The program must be at its beginning.
  explicit StoreHistory(const Program& program);

  /// Whether `operation` only reads an atomic: a load, or an await.
  static bool IsLoad(const Operation& operation);
  /// Whether `operation` is a load that can give the value of that age: there was one, and it will
  /// do.
  bool CanRead(const Operation& operation, int age) const;
  /// Has the load give the value of that age. @return whether that will do.
  bool Read(Operation& load, int age) const;
  /// To be called after each operation, before the task goes on: keeps the value that it has
  /// stored.
  void Performed(const Operation& operation);

 private:
  const AtomicBase::Word* Find(const Operation& operation, int age) const;

  std::vector<std::vector<AtomicBase::Word>> values_;  // by the objects' ids; the newest last
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ORDER_STORE_HISTORY_H_
