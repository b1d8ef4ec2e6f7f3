#ifndef HEDDLE_SRC_HEDDLE_LATCH_H_
#define HEDDLE_SRC_HEDDLE_LATCH_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <atomic>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// A count that goes down to 0 and stays there: `co_await latch.CountDown();` by each of those that
/// have something to do first, `co_await latch.Wait();` by those that go on then.
///
/// Wait waits until the count is 0. TryWait never waits, and gives whether it is. ArriveAndWait is
/// both, one step after the other. To count below 0 is misuse. Throws std::invalid_argument if the
/// initial count is negative.
class Latch final : public Object {
 public:
  class HEDDLE_OPERATION CountOperation : public Operation {
   public:
    CountOperation(Latch& latch, int code, int amount, std::source_location where)
        : Operation(latch, code, code == kArriveAndWait, where), amount(amount) {}
    int amount;
  };
  /// Gives whether the count was 0.
  class HEDDLE_OPERATION TryWaitOperation : public Operation {
   public:
    TryWaitOperation(Latch& latch, std::source_location where)
        : Operation(latch, kTryWait, false, where) {}
    ~TryWaitOperation() { internal::Wipe(open); }
    bool await_resume() const { return open; }
    bool open = false;
  };

  Latch(Scheduler& scheduler, std::string_view name, int count);

  CountOperation CountDown(int amount = 1,
                           std::source_location where = std::source_location::current()) {
    return CountOperation(*this, kCountDown, amount, where);
  }
  Operation Wait(std::source_location where = std::source_location::current()) {
    return Operation(*this, kWait, true, where);
  }
  TryWaitOperation TryWait(std::source_location where = std::source_location::current()) {
    return TryWaitOperation(*this, where);
  }
  CountOperation ArriveAndWait(int amount = 1,
                               std::source_location where = std::source_location::current()) {
    return CountOperation(*this, kArriveAndWait, amount, where);
  }

  /// Of an arrival, kWait is its second step.
  enum Code { kCountDown, kWait, kTryWait, kArriveAndWait };

  int count() const { return count_.load(std::memory_order_relaxed); }

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  TraceOrder Orders() const override { return TraceOrder::kRelease; }
  std::string Describe() const override;
  std::string_view Sort() const override { return "latch"; }

 private:
  // Real threads count down at the same time.
  std::atomic<std::int32_t> count_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_LATCH_H_
