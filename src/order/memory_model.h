#ifndef HEDDLE_SRC_ORDER_MEMORY_MODEL_H_
#define HEDDLE_SRC_ORDER_MEMORY_MODEL_H_

#include <heddle/operation.h>
#include <heddle/program.h>

#include "src/order/store_history.h"

namespace heddle::internal {

/// Which of the stores to an atomic its loads can read. Which one a load reads is the choice of its
/// transition; no strategy knows more of it. Where a world has no model, its memory is sequentially
/// consistent: each load reads the newest store, and has no choice.
class MemoryModel {
 public:
  virtual ~MemoryModel() = default;

  /// Whether `operation` can be performed by this choice, beside those that its object has.
  virtual bool Allows(const Operation& operation, int choice) const = 0;
  /// The operation was performed, as under sequential consistency, and its task has not gone on:
  /// has it read what the choice says.
  virtual void Performed(Operation& operation, int choice) = 0;
};

/// A load reads any store that there has been; its choice is the store's age (see StoreHistory). As
/// weak as memory can be, so that it follows an execution that another engine has found.
class AnyOlderStore final : public MemoryModel {
 public:
  /// The program must be at its beginning.
  explicit AnyOlderStore(const Program& program) : history_(program) {}

  bool Allows(const Operation& operation, int choice) const override {
    return history_.CanRead(operation, choice);
  }
  void Performed(Operation& operation, int choice) override {
    if (StoreHistory::IsLoad(operation)) history_.Read(operation, choice);
    history_.Performed(operation);
  }

 private:
  StoreHistory history_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ORDER_MEMORY_MODEL_H_
