#ifndef HEDDLE_SRC_HEDDLE_SEMAPHORE_H_
#define HEDDLE_SRC_HEDDLE_SEMAPHORE_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A counting semaphore: `co_await semaphore.Acquire();` waits while the count is 0 and takes one
/// from it, `co_await semaphore.Release();` adds one and never waits. TryAcquire never waits: `if
/// (co_await semaphore.TryAcquire()) ...` takes one if there is one, and gives whether it did.
/// Throws std::invalid_argument if the initial count is negative.
class Semaphore final : public Object {
 public:
  Semaphore(Scheduler& scheduler, std::string_view name, int count);

  Operation Acquire(std::source_location where = std::source_location::current()) {
    return Operation(*this, kAcquire, true, where);
  }
  Operation Release(std::source_location where = std::source_location::current()) {
    return Operation(*this, kRelease, false, where);
  }

  /// Gives whether one was taken.
  class HEDDLE_OPERATION TryAcquireOperation : public Operation {
   public:
    TryAcquireOperation(Semaphore& semaphore, std::source_location where)
        : Operation(semaphore, kTryAcquire, false, where) {}
    ~TryAcquireOperation() { internal::Wipe(taken); }
    bool await_resume() const { return taken; }
    bool taken = false;
  };
  TryAcquireOperation TryAcquire(std::source_location where = std::source_location::current()) {
    return TryAcquireOperation(*this, where);
  }

  enum Code { kAcquire, kRelease, kTryAcquire };

  int count() const { return count_; }

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  std::string_view Sort() const override { return "semaphore"; }
  TraceOrder Orders() const override { return TraceOrder::kRelease; }
  std::string Describe() const override;

 private:
  std::int32_t count_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SEMAPHORE_H_
