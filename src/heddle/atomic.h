#ifndef HEDDLE_SRC_HEDDLE_ATOMIC_H_
#define HEDDLE_SRC_HEDDLE_ATOMIC_H_

#include <heddle/internal/gcc_12.h>
#include <heddle/internal/value.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <array>
#include <atomic>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

/// What engines need to know of any Atomic, whatever its type: a value is a word to them.
class AtomicBase : public Object {
 public:
  using Word = std::uint64_t;
  enum Code { kLoad, kStore, kExchange, kCompareExchange, kFetchAdd, kAwait };

  class HEDDLE_OPERATION AccessOperation : public Operation {
   public:
    AccessOperation(AtomicBase& atomic, Code code, std::memory_order order,
                    std::source_location where)
        : AccessOperation(atomic, code, order, OrderOfFailure(order), where) {}
    AccessOperation(AtomicBase& atomic, Code code, std::memory_order order,
                    std::memory_order failure_order, std::source_location where)
        : Operation(atomic, code, code == kAwait, where),
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
    }

    std::memory_order order : 16;
    /// For a compare-and-exchange: the order of its load where it does not exchange.
    std::memory_order failure_order : 16;
    /// What is stored, or added.
    Word operand = 0;
    /// For a compare-and-exchange: what has to be there.
    Word expected = 0;
    /// What was read.
    Word seen = 0;
    bool exchanged = false;
    /// For an await: whether a value is one that it waits for.
    bool (*accepts)(const AccessOperation&, Word) = nullptr;
  };

  /// The newest value.
  virtual Word word() const = 0;
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

  std::string_view Sort() const override { return "atomic"; }
  bool Enabled(const Operation& operation, TaskId task) const override;
  Footprint Touches(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;

 protected:
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
};

/// An atomic variable: `Atomic<int>& x = scheduler.Make<Atomic<int>>("x", 0);`
///
/// Each operation is one step, and no data race. On real threads it is a std::atomic, with the
/// memory order that the operation gives. In the explorer each load reads the newest value, as
/// under sequential consistency, and the verdict says so if a weaker order was given; what happens
/// before what, for data races, is as the orders say.
///
/// T is of at most 8 bytes, trivially copyable and without padding: a number, a truth value, an
/// enumeration, a pointer, or a struct of such (an index and a tag). Traces show a pointer by what
/// lies there: the name of an object, "thing 0" for the first of the other things that the set-up
/// has made, "null", or "not null".
template <typename T>
class Atomic final : public AtomicBase {
  static_assert(std::is_trivially_copyable_v<T> && std::copyable<T>,
                "an Atomic holds what is trivially copyable, as a std::atomic does");
  static_assert(sizeof(T) <= sizeof(Word), "an Atomic holds 8 bytes at the most");
  static_assert(AtomicValue<T> || !std::is_trivially_copyable_v<T> || sizeof(T) > sizeof(Word),
                "an Atomic holds no type with padding, in which equal values can differ: make "
                "members of those bytes");

 public:
  /// Gives what was there before.
  class HEDDLE_OPERATION ReadOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
    T await_resume() const { return FromWord(this->seen); }
  };
  /// Gives nothing.
  class HEDDLE_OPERATION WriteOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
  };
  /// Gives whether the value was exchanged.
  class HEDDLE_OPERATION CompareOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
    bool await_resume() const { return this->exchanged; }
  };
  template <typename Predicate>
  class HEDDLE_OPERATION AwaitOperation : public ReadOperation {
   public:
    AwaitOperation(Atomic& atomic, Predicate predicate, std::memory_order order,
                   std::source_location where)
        : ReadOperation(atomic, kAwait, order, where), predicate(std::move(predicate)) {
      this->accepts = [](const AccessOperation& operation, Word word) -> bool {
        return static_cast<const AwaitOperation&>(operation).predicate(FromWord(word));
      };
    }
    Predicate predicate;
  };

  Atomic(Scheduler& scheduler, std::string_view name, T initial = T())
      : AtomicBase(scheduler, name), value_(From(ToWord(initial))) {}

  /// Reads the value: `T value = co_await atomic.Load(std::memory_order_acquire);`
  ReadOperation Load(std::memory_order order = std::memory_order_seq_cst,
                     std::source_location where = std::source_location::current()) {
    RequireLoadOrder(order, "a load");
    return ReadOperation(*this, kLoad, order, where);
  }
  /// Writes it.
  WriteOperation Store(T value, std::memory_order order = std::memory_order_seq_cst,
                       std::source_location where = std::source_location::current()) {
    RequireStoreOrder(order);
    return With<WriteOperation>(kStore, value, order, where);
  }
  /// Writes it, and gives what was there before.
  ReadOperation Exchange(T value, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    return With<ReadOperation>(kExchange, value, order, where);
  }
  /// Writes `desired` if `expected` is there, and gives whether it was. It never fails for no
  /// reason.
  CompareOperation CompareExchange(T expected, T desired,
                                   std::memory_order order = std::memory_order_seq_cst,
                                   std::source_location where = std::source_location::current()) {
    return CompareExchange(expected, desired, order, OrderOfFailure(order), where);
  }
  /// The same with an order for when it writes, and one for when it does not: of a load. Throws
  /// Misuse if that is release or acq_rel.
  CompareOperation CompareExchange(T expected, T desired, std::memory_order success,
                                   std::memory_order failure,
                                   std::source_location where = std::source_location::current()) {
    RequireLoadOrder(failure, "a failed compare-exchange");
    CompareOperation operation(*this, kCompareExchange, success, failure, where);
    operation.operand = ToWord(desired);
    operation.expected = ToWord(expected);
    return operation;
  }
  /// Adds to it, which is a whole number, and gives what was there before.
  ReadOperation FetchAdd(T amount, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchAdd is for whole numbers");
    return With<ReadOperation>(kFetchAdd, amount, order, where);
  }
  /// Waits until `predicate(value)` holds, which must depend on the value alone, and gives the
  /// value: what a loop of loads is, but one step, so that it does not go round for ever in a
  /// model. Real threads do go round.
  template <typename Predicate>
  AwaitOperation<Predicate> Await(Predicate predicate,
                                  std::memory_order order = std::memory_order_seq_cst,
                                  std::source_location where = std::source_location::current()) {
    static_assert(std::is_invocable_r_v<bool, const Predicate&, T>,
                  "Await is given what says of a value, by itself, whether it is waited for");
    static_assert(
        internal::kFunctionDestroyedOnce<Predicate>,
        "g++ 12 destroys twice what a lambda holds that is made within a co_await: capture "
        "by reference what has a destructor, or give std::ref of a lambda that has a name");
    RequireLoadOrder(order, "an await");
    return AwaitOperation<Predicate>(*this, std::move(predicate), order, where);
  }

  /// The value, for properties and observers.
  T value() const { return FromWord(word()); }

  Word word() const override { return WordOf(value_.load(std::memory_order_relaxed)); }
  void set_word(Word word) override { value_.store(From(word), std::memory_order_relaxed); }
  Word Sum(Word a, Word b) const override {
    if constexpr (std::is_integral_v<T>) return ToWord(FromWord(a + b));
    return a;
  }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& access = static_cast<AccessOperation&>(operation);
    const Held operand = From(access.operand);
    switch (operation.code) {
      case kLoad:
        access.seen = WordOf(value_.load(access.order));
        break;
      case kStore:
        value_.store(operand, access.order);
        break;
      case kExchange:
        access.seen = WordOf(value_.exchange(operand, access.order));
        break;
      case kCompareExchange: {
        Held there = From(access.expected);
        access.exchanged =
            value_.compare_exchange_strong(there, operand, access.order, access.failure_order);
        access.seen = WordOf(there);
        break;
      }
      case kFetchAdd:
        if constexpr (WholeNumberType<T>) {
          access.seen = WordOf(value_.fetch_add(operand, access.order));
        }
        break;
      default:
        access.seen = WordOf(value_.load(access.order));
        // Real threads may have come in between: then it waits on.
        if (!access.accepts(access, access.seen)) return Progress::kMore;
    }
    return Progress::kDone;
  }

  std::string OperationValue(const Operation& operation) const override {
    const auto& access = static_cast<const AccessOperation&>(operation);
    const std::string seen = ValueText(FromWord(access.seen));
    const std::string operand = ValueText(FromWord(access.operand));
    switch (operation.code) {
      case kStore:
        return operand;
      case kExchange:
        return seen + ", then " + operand;
      case kCompareExchange:
        if (access.exchanged) return seen + ", then " + operand;
        return seen + ", not " + ValueText(FromWord(access.expected));
      case kFetchAdd:
        return seen + ", plus " + operand;
      default:
        return seen;
    }
  }

  std::string Describe() const override { return ValueText(value()); }

 private:
  /// What the std::atomic holds: a T, or the bytes of one.
  using Held = internal::AtomicRepresentation<T>;
  static_assert(std::atomic<Held>::is_always_lock_free);

  template <typename From>
  static Word WordOf(const From& value) {
    Word word = 0;
    std::memcpy(&word, &value, sizeof(From));
    return word;
  }
  static Word ToWord(const T& value) { return WordOf(value); }
  static Held From(Word word) {
    Held held;
    std::memcpy(&held, &word, sizeof(Held));
    return held;
  }
  static T FromWord(Word word) {
    std::array<std::byte, sizeof(T)> bytes;
    std::memcpy(bytes.data(), &word, sizeof(T));
    return std::bit_cast<T>(bytes);
  }
  template <typename Made>
  Made With(Code code, T operand, std::memory_order order, std::source_location where) {
    Made operation(*this, code, order, where);
    operation.operand = ToWord(operand);
    return operation;
  }

  std::atomic<Held> value_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_ATOMIC_H_
