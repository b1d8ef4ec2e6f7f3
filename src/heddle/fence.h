#ifndef HEDDLE_SRC_HEDDLE_FENCE_H_
#define HEDDLE_SRC_HEDDLE_FENCE_H_

#include <heddle/object.h>

#include <atomic>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// Memory fences between tasks: `Fence& fence = scheduler.Make<Fence>();`
///
///     co_await data.Store(1);                                     // plain
///     co_await fence.Issue(std::memory_order_release);
///     co_await ready.Store(true, std::memory_order_relaxed);      // another task loads it,
///     relaxed,
///                                                                 // and issues an acquire fence
///
/// One will do for a program: a fence is about the task that issues it, and what orders is the
/// atomics around it, as C++20 has it ([atomics.fences]). For real it is std::atomic_thread_fence.
/// The explorer follows it where it judges data races; which value a load reads is not changed by
/// it, for each reads the newest. Relacy follows it in both. (ThreadSanitizer does not know fences:
/// under it, such a program seems to race.)
class Fence final : public Object {
 public:
  class HEDDLE_OPERATION FenceOperation : public Operation {
   public:
    FenceOperation(Fence& fence, std::memory_order order, std::source_location where)
        : Operation(fence, 0, false, where), order(order) {}
    std::memory_order order;
  };

  explicit Fence(Scheduler& scheduler, std::string_view name = "fence")
      : Object(scheduler, name,
               {.in_one_order = true,
                .waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .orders_nothing = true,
                .needs_no_lock = true,
                .ignores_ends = true,
                .fence = true}) {}

  FenceOperation Issue(std::memory_order order = std::memory_order_seq_cst,
                       std::source_location where = std::source_location::current()) {
    return FenceOperation(*this, order, where);
  }

  Progress Perform(Operation& operation, TaskId, int) override {
    std::atomic_thread_fence(static_cast<const FenceOperation&>(operation).order);
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return "issue"; }
  std::string OperationValue(const Operation& operation) const override {
    static constexpr const char* kNames[] = {"relaxed", "consume", "acquire",
                                             "release", "acq_rel", "seq_cst"};
    return kNames[static_cast<int>(static_cast<const FenceOperation&>(operation).order)];
  }
  std::string Describe() const override { return {}; }
  std::string_view Sort() const override { return "fence"; }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_FENCE_H_
