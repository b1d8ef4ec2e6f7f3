#ifndef HEDDLE_SRC_HEDDLE_ATOMIC_BASE_H_
#define HEDDLE_SRC_HEDDLE_ATOMIC_BASE_H_

#include <heddle/internal/waiters.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <atomic>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle {

/// What engines need to know of any Atomic, whatever its type: a value is a word to them.
class AtomicBase : public Object {
 public:
  using Word = std::uint64_t;
  /// kWake is what a wait goes on with once it has slept.
  enum Code {
    kLoad,
    kStore,
    kExchange,
    kCompareExchange,
    kFetchAdd,
    kAwait,
    kFetchSub,
    kFetchAnd,
    kFetchOr,
    kFetchXor,
    kWait,
    kWake,
    kNotifyOne,
    kNotifyAll
  };

  class HEDDLE_OPERATION AccessOperation : public Operation {
   public:
    AccessOperation(AtomicBase& atomic, Code code, std::memory_order order,
                    std::source_location where)
        : AccessOperation(atomic, code, order, OrderOfFailure(order), where) {}
    AccessOperation(AtomicBase& atomic, Code code, std::memory_order order,
                    std::memory_order failure_order, std::source_location where)
        : Operation(atomic, code, code == kAwait || code == kWait, where),
          order(order),
          failure_order(failure_order) {
      if (order != std::memory_order_seq_cst || failure_order != std::memory_order_seq_cst) {
        atomic.NoteWeakerOrder();
      }
    }
    ~AccessOperation() {
      internal::Wipe(operand);
      internal::Wipe(expected);
      internal::Wipe(seen);
      internal::Wipe(exchanged);
      internal::Wipe(weak);
    }

    std::memory_order order : 16;
    /// For a compare-and-exchange: the order of its load where it does not exchange.
    std::memory_order failure_order : 16;
    /// What is stored, or added.
    Word operand = 0;
    /// For a compare-and-exchange: what has to be there. For a wait: what must not be.
    Word expected = 0;
    /// What was read.
    Word seen = 0;
    bool exchanged = false;
    /// Of a compare-and-exchange: it may fail for no reason.
    bool weak = false;
    /// For an await: whether a value is one that it waits for.
    bool (*accepts)(const AccessOperation&, Word) = nullptr;
  };

  /// The newest value.
  virtual Word word() const = 0;
  /// What a load with that order reads; of an object that only one thread uses at a time, the same.
  virtual Word Read(std::memory_order order) const = 0;
  /// For engines that keep the values themselves: says what the newest one is.
  virtual void set_word(Word word) = 0;
  /// The order of a failed compare-and-exchange for which one order was given, as the C++ standard
  /// has it: that without what a store would release.
  static constexpr std::memory_order OrderOfFailure(std::memory_order order) {
    switch (order) {
      case std::memory_order_acq_rel:
        return std::memory_order_acquire;
      case std::memory_order_release:
        return std::memory_order_relaxed;
      default:
        return order;
    }
  }

  /// The sum, as the type has it.
  virtual Word Sum(Word a, Word b) const = 0;

  TraceOrder Orders() const override { return TraceOrder::kReadsFrom; }
  std::string_view Sort() const override { return "atomic"; }
  /// In how many ways: a notification of one has its choice of who waits, and a weak
  /// compare-and-exchange that could exchange may fail instead, once for each task.
  int Choices(const Operation& operation, TaskId task) const override;
  ChoiceKind KindOf(const Operation& operation, TaskId task, int choice) const override;
  bool AwaitsNotice(const Operation& operation) const override { return operation.code == kWake; }
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override;
  /// For real runs, which wake who waits by themselves: a notification met nobody.
  void NoteUnheard() { unheard_.store(true, std::memory_order_relaxed); }
  bool Enabled(const Operation& operation, TaskId task) const override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;

 protected:
  /// A step of a wait, or a notification.
  Progress PerformWaiting(AccessOperation& access, TaskId task, int choice);
  /// `task` has failed for no reason.
  void NoteSpuriousFailure(TaskId task) {
    spent_.fetch_or(std::uint64_t{1} << task, std::memory_order_relaxed);
  }
  /// Whether the machine itself may let a weak compare-and-exchange fail: in a model, chance has no
  /// part.
  bool RunsForReal() const;

  AtomicBase(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name,
               {.in_one_order = true,
                .waits_as_touched = true,
                .leaves_nothing = true,
                .atomic = true,
                .ignores_ends = true}) {}

  /// Throws Misuse unless a load, or what a failed compare-and-exchange is, can have the order.
  void RequireLoadOrder(std::memory_order order, const char* what) const {
    if (order == std::memory_order_release || order == std::memory_order_acq_rel) [[unlikely]]
      RefuseOrder(order, what, "relaxed, acquire or seq_cst");
  }
  /// Throws Misuse unless a store can have the order.
  void RequireStoreOrder(std::memory_order order) const {
    if (order != std::memory_order_relaxed && order != std::memory_order_release &&
        order != std::memory_order_seq_cst) [[unlikely]]
      RefuseOrder(order, "a store", "relaxed, release or seq_cst");
  }

 private:
  void NoteWeakerOrder();
  [[noreturn]] void RefuseOrder(std::memory_order order, const char* what, const char* right) const;

  internal::Waiters waiters_;
  // Of real threads, several may use these at once. The tasks that have failed for no reason:
  std::atomic<std::uint64_t> spent_{0};
  // A notification met nobody; kept only where objects remember:
  std::atomic<bool> unheard_{false};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_ATOMIC_BASE_H_
