#ifndef HEDDLE_SRC_HEDDLE_BARRIER_H_
#define HEDDLE_SRC_HEDDLE_BARRIER_H_

#include <heddle/internal/waiters.h>
#include <heddle/object.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// Where a number of tasks wait for one another, phase by phase: `co_await
/// barrier.ArriveAndWait();`
///
/// Whoever arrives waits until as many have arrived as are expected; then all go on, and the next
/// phase begins. ArriveAndDrop arrives without waiting, and from the next phase on one fewer is
/// expected. To arrive where nobody is expected any more is misuse.
///
/// `completed`, if there is one, runs at the end of each phase, in the step of the last that
/// arrives, before any goes on. It performs no operations, and it may write only what nobody else
/// uses but who has waited: the tasks' own memory, as a real barrier's completion does.
class Barrier final : public Object {
 public:
  /// Throws std::invalid_argument if `expected` is negative.
  Barrier(Scheduler& scheduler, std::string_view name, int expected,
          std::function<void()> completed = {});

  Operation ArriveAndWait(std::source_location where = std::source_location::current()) {
    return Operation(*this, kArriveAndWait, true, where);
  }
  Operation ArriveAndDrop(std::source_location where = std::source_location::current()) {
    return Operation(*this, kArriveAndDrop, false, where);
  }

  /// kPass is the second step of who waits.
  enum Code { kArriveAndWait, kArriveAndDrop, kPass };

  /// How many have arrived in this phase, and how many are expected in it.
  int arrived() const { return arrived_.load(std::memory_order_relaxed); }
  int expected() const { return expected_.load(std::memory_order_relaxed); }

  bool Enabled(const Operation& operation, TaskId task) const override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  TraceOrder Orders() const override { return TraceOrder::kRelease; }
  std::string Describe() const override;
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  bool AwaitsNotice(const Operation& operation) const override { return operation.code == kPass; }
  std::string_view Sort() const override { return "barrier"; }

  // For real runs, too.

  /// Counts an arrival. Throws Misuse if none is expected. @return whether it is the last.
  bool Arrive(const Operation& operation, TaskId task);
  /// Ends the phase. To be called by the last that arrives.
  void Complete();
  /// How many of those that have arrived in this phase wait for its end.
  int waiting() const { return arrived() - dropped_.load(std::memory_order_relaxed); }

 private:
  const std::function<void()> completed_;
  internal::Waiters waiters_;
  // Real threads arrive at the same time.
  std::atomic<std::int32_t> expected_;
  std::atomic<std::int32_t> arrived_{0};
  std::atomic<std::int32_t> dropped_{0};  // of those that have arrived
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_BARRIER_H_
