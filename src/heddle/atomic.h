#ifndef HEDDLE_SRC_HEDDLE_ATOMIC_H_
#define HEDDLE_SRC_HEDDLE_ATOMIC_H_

#include <heddle/atomic_base.h>
#include <heddle/internal/gcc_12.h>
#include <heddle/internal/value.h>

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

/// What a compare-and-exchange came to: whether it has exchanged, and what it met.
template <typename T>
struct Compared {
  bool exchanged = false;
  T seen = T();
  explicit operator bool() const { return exchanged; }
};

/// An atomic variable: `Atomic<int>& x = scheduler.Make<Atomic<int>>("x", 0);`
///
/// Each operation is one step, and no data race. On real threads it is a std::atomic, with the
/// memory order that the operation gives. In the explorer each load reads the newest value, as
/// under sequential consistency, and the verdict says so if a weaker order was given; what happens
/// before what, for data races, is as the orders say.
///
/// T is of at most 8 bytes, trivially copyable and without padding: a number, a truth value, an
/// enumeration, a pointer, or a struct of such, which is read and written as one: a pair of an
/// index and a tag, `struct Top { std::uint32_t index, tag; };`. Traces show a pointer by what
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
  /// Gives what it came to, as a Compared.
  class HEDDLE_OPERATION ComparedOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
    Compared<T> await_resume() const { return {this->exchanged, FromWord(this->seen)}; }
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
    return Comparing<CompareOperation>(expected, desired, success, failure, where);
  }
  /// The same in full: gives what it met, too. `auto [exchanged, seen] = co_await
  /// top.CompareExchangeStrong(old, next);`
  ComparedOperation CompareExchangeStrong(
      T expected, T desired, std::memory_order order = std::memory_order_seq_cst,
      std::source_location where = std::source_location::current()) {
    return CompareExchangeStrong(expected, desired, order, OrderOfFailure(order), where);
  }
  ComparedOperation CompareExchangeStrong(
      T expected, T desired, std::memory_order success, std::memory_order failure,
      std::source_location where = std::source_location::current()) {
    return Comparing<ComparedOperation>(expected, desired, success, failure, where);
  }
  /// The same, but it may fail though `expected` is there, as a processor's may. A model lets each
  /// task have that once with each atomic, so that a loop that tries again has an end:
  /// `while (!(result = co_await x.CompareExchangeWeak(result.seen, next))) {}`
  ComparedOperation CompareExchangeWeak(
      T expected, T desired, std::memory_order order = std::memory_order_seq_cst,
      std::source_location where = std::source_location::current()) {
    return CompareExchangeWeak(expected, desired, order, OrderOfFailure(order), where);
  }
  ComparedOperation CompareExchangeWeak(
      T expected, T desired, std::memory_order success, std::memory_order failure,
      std::source_location where = std::source_location::current()) {
    auto operation = Comparing<ComparedOperation>(expected, desired, success, failure, where);
    operation.has_choices = operation.weak = true;
    return operation;
  }
  /// Adds to it, which is a whole number, and gives what was there before.
  ReadOperation FetchAdd(T amount, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchAdd is for whole numbers");
    return With<ReadOperation>(kFetchAdd, amount, order, where);
  }
  /// The same, subtracting.
  ReadOperation FetchSub(T amount, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchSub is for whole numbers");
    return With<ReadOperation>(kFetchSub, amount, order, where);
  }
  /// Keeps of it, bit by bit, what `bits` has, too; and gives what was there before.
  ReadOperation FetchAnd(T bits, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchAnd is for whole numbers");
    return With<ReadOperation>(kFetchAnd, bits, order, where);
  }
  /// Adds to it the bits that `bits` has, and gives what was there before.
  ReadOperation FetchOr(T bits, std::memory_order order = std::memory_order_seq_cst,
                        std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchOr is for whole numbers");
    return With<ReadOperation>(kFetchOr, bits, order, where);
  }
  /// Turns the bits of it round that `bits` has, and gives what was there before.
  ReadOperation FetchXor(T bits, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where = std::source_location::current()) {
    static_assert(WholeNumberType<T>, "FetchXor is for whole numbers");
    return With<ReadOperation>(kFetchXor, bits, order, where);
  }
  /// Sleeps as long as the value is `old` (a futex): `while (!co_await done.Load()) co_await
  /// done.Wait(false);`
  ///
  /// It reads the value, and if that is `old` it sleeps from that very moment until it is notified;
  /// then it looks again. So it goes on only where it has read another value, and nothing but a
  /// notification lets it look: one that came before it slept is lost. Gives nothing.
  WriteOperation Wait(T old, std::memory_order order = std::memory_order_seq_cst,
                      std::source_location where = std::source_location::current()) {
    RequireLoadOrder(order, "a wait");
    WriteOperation operation(*this, kWait, order, where);
    operation.expected = ToWord(old);
    return operation;
  }
  /// Wakes one of those that sleep in Wait, whichever, if there is one. It orders nothing: what
  /// orders is the value.
  WriteOperation NotifyOne(std::source_location where = std::source_location::current()) {
    WriteOperation operation(*this, kNotifyOne, std::memory_order_seq_cst, where);
    operation.has_choices = true;
    return operation;
  }
  /// Wakes all of them.
  WriteOperation NotifyAll(std::source_location where = std::source_location::current()) {
    return WriteOperation(*this, kNotifyAll, std::memory_order_seq_cst, where);
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
  Word Read(std::memory_order order) const override { return WordOf(value_.load(order)); }
  void set_word(Word word) override { value_.store(From(word), std::memory_order_relaxed); }
  Word Sum(Word a, Word b) const override {
    if constexpr (std::is_integral_v<T>) return ToWord(FromWord(a + b));
    return a;
  }

  Progress Perform(Operation& operation, TaskId task, int choice) override {
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
        if (choice != 0) {
          access.seen = WordOf(value_.load(access.failure_order));
          access.exchanged = false;
          NoteSpuriousFailure(task);
          break;
        }
        Held there = From(access.expected);
        access.exchanged =
            access.weak && RunsForReal()
                ? value_.compare_exchange_weak(there, operand, access.order, access.failure_order)
                : value_.compare_exchange_strong(there, operand, access.order,
                                                 access.failure_order);
        access.seen = WordOf(there);
        break;
      }
      case kFetchAdd:
      case kFetchSub:
      case kFetchAnd:
      case kFetchOr:
      case kFetchXor:
        if constexpr (WholeNumberType<T>) access.seen = WordOf(FetchAndChange(access));
        break;
      case kWait:
      case kWake:
      case kNotifyOne:
      case kNotifyAll:
        return PerformWaiting(access, task, choice);
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
        if (access.seen == access.expected) return seen + ", not exchanged";
        return seen + ", not " + ValueText(FromWord(access.expected));
      case kFetchAdd:
        return seen + ", plus " + operand;
      case kFetchSub:
        return seen + ", minus " + operand;
      case kFetchAnd:
        return seen + ", and " + operand;
      case kFetchOr:
        return seen + ", or " + operand;
      case kFetchXor:
        return seen + ", xor " + operand;
      case kNotifyOne:
      case kNotifyAll:
        return NamesOf(operation.woken);
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

  template <typename Made>
  Made Comparing(T expected, T desired, std::memory_order success, std::memory_order failure,
                 std::source_location where) {
    RequireLoadOrder(failure, "a failed compare-exchange");
    Made operation(*this, kCompareExchange, success, failure, where);
    operation.operand = ToWord(desired);
    operation.expected = ToWord(expected);
    return operation;
  }
  Held FetchAndChange(const AccessOperation& access) requires WholeNumberType<T> {
    const Held operand = From(access.operand);
    switch (access.code) {
      case kFetchSub:
        return value_.fetch_sub(operand, access.order);
      case kFetchAnd:
        return value_.fetch_and(operand, access.order);
      case kFetchOr:
        return value_.fetch_or(operand, access.order);
      case kFetchXor:
        return value_.fetch_xor(operand, access.order);
      default:
        return value_.fetch_add(operand, access.order);
    }
  }

  std::atomic<Held> value_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_ATOMIC_H_
