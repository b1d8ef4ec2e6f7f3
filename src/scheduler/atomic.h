#ifndef HEDDLE_SRC_SCHEDULER_ATOMIC_H_
#define HEDDLE_SRC_SCHEDULER_ATOMIC_H_

#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <source_location>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "src/scheduler/format_value.h"
#include "src/scheduler/object.h"
#include "src/scheduler/wipe.h"

namespace heddle {

/// What engines need to know of any Atomic, whatever its type: a value is a word to them.
class AtomicBase : public Object {
 public:
  using Word = std::uint64_t;
  enum Code { kLoad, kStore, kExchange, kCompareExchange, kFetchAdd, kAwait };

  class AccessOperation : public Operation {
   public:
    AccessOperation(AtomicBase& atomic, Code code, std::memory_order order,
                    std::source_location where)
        : Operation(atomic, code, code == kAwait, where), order(order) {
      if (order != std::memory_order_seq_cst) atomic.NoteWeakerOrder();
    }
    ~AccessOperation() {
      internal::Wipe(operand);
      internal::Wipe(expected);
      internal::Wipe(seen);
      internal::Wipe(exchanged);
    }

    std::memory_order order;
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
  /// The sum, as the type has it.
  virtual Word Sum(Word a, Word b) const = 0;

  bool Enabled(const Operation& operation, TaskId task) const override;
  Footprint Touches(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;

 protected:
  AtomicBase(Scheduler& scheduler, const char* name)
      : Object(scheduler, name, ObjectKind::kAtomic) {}

 private:
  void NoteWeakerOrder();
};

/// An atomic variable: `Atomic<int>& x = scheduler.Make<Atomic<int>>("x", 0);`
///
/// Each operation is one step, and no data race. On real threads it is a std::atomic, with the
/// memory order that the operation gives. The explorer takes every order as sequentially consistent
/// and says so in its remark if a weaker one was given.
///
/// T is a number, a truth value or an enumeration, of at most 8 bytes.
template <typename T>
class Atomic final : public AtomicBase {
  static_assert(std::is_arithmetic_v<T> || std::is_enum_v<T>);
  static_assert(std::atomic<T>::is_always_lock_free && sizeof(T) <= sizeof(Word));

 public:
  /// Gives what was there before.
  class ReadOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
    T await_resume() const { return FromWord(this->seen); }
  };
  /// Gives nothing.
  class WriteOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
  };
  /// Gives whether the value was exchanged.
  class CompareOperation : public AccessOperation {
   public:
    using AccessOperation::AccessOperation;
    bool await_resume() const { return this->exchanged; }
  };
  template <typename Predicate>
  class AwaitOperation : public ReadOperation {
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

  Atomic(Scheduler& scheduler, const char* name, T initial = T())
      : AtomicBase(scheduler, name), value_(initial) {}

  /// Reads the value: `T value = co_await atomic.Load(std::memory_order_acquire);`
  ReadOperation Load(std::memory_order order = std::memory_order_seq_cst,
                     std::source_location where = std::source_location::current()) {
    return ReadOperation(*this, kLoad, order, where);
  }
  /// Writes it.
  WriteOperation Store(T value, std::memory_order order = std::memory_order_seq_cst,
                       std::source_location where = std::source_location::current()) {
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
    auto operation = With<CompareOperation>(kCompareExchange, desired, order, where);
    operation.expected = ToWord(expected);
    return operation;
  }
  /// Adds to it, and gives what was there before.
  ReadOperation FetchAdd(T amount, std::memory_order order = std::memory_order_seq_cst,
                         std::source_location where =
                             std::source_location::current()) requires std::is_integral_v<T> &&
      (!std::is_same_v<T, bool>) {
    return With<ReadOperation>(kFetchAdd, amount, order, where);
  }
  /// Waits until `predicate(value)` holds, which must depend on the value alone, and gives the
  /// value: what a loop of loads is, but one step, so that it does not go round for ever in a
  /// model. Real threads do go round.
  template <typename Predicate>
  AwaitOperation<Predicate> Await(Predicate predicate,
                                  std::memory_order order = std::memory_order_seq_cst,
                                  std::source_location where = std::source_location::current()) {
    return AwaitOperation<Predicate>(*this, std::move(predicate), order, where);
  }

  /// The value, for properties and observers.
  T value() const { return value_.load(std::memory_order_relaxed); }

  Word word() const override { return ToWord(value()); }
  void set_word(Word word) override { value_.store(FromWord(word), std::memory_order_relaxed); }
  Word Sum(Word a, Word b) const override {
    if constexpr (std::is_integral_v<T>) return ToWord(FromWord(a + b));
    return a;
  }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& access = static_cast<AccessOperation&>(operation);
    const T operand = FromWord(access.operand);
    switch (operation.code) {
      case kLoad:
        access.seen = ToWord(value_.load(access.order));
        break;
      case kStore:
        value_.store(operand, access.order);
        break;
      case kExchange:
        access.seen = ToWord(value_.exchange(operand, access.order));
        break;
      case kCompareExchange: {
        T there = FromWord(access.expected);
        access.exchanged = value_.compare_exchange_strong(there, operand, access.order);
        access.seen = ToWord(there);
        break;
      }
      case kFetchAdd:
        if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
          access.seen = ToWord(value_.fetch_add(operand, access.order));
        }
        break;
      default:
        access.seen = ToWord(value_.load(access.order));
        // Real threads may have come in between: then it waits on.
        if (!access.accepts(access, access.seen)) return Progress::kMore;
    }
    return Progress::kDone;
  }

  std::string OperationValue(const Operation& operation) const override {
    const auto& access = static_cast<const AccessOperation&>(operation);
    const std::string seen = FormatValue(FromWord(access.seen));
    const std::string operand = FormatValue(FromWord(access.operand));
    switch (operation.code) {
      case kStore:
        return operand;
      case kExchange:
        return seen + ", then " + operand;
      case kCompareExchange:
        if (access.exchanged) return seen + ", then " + operand;
        return seen + ", not " + FormatValue(FromWord(access.expected));
      case kFetchAdd:
        return seen + ", plus " + operand;
      default:
        return seen;
    }
  }

  std::string Describe() const override { return FormatValue(value()); }

 private:
  static Word ToWord(T value) {
    Word word = 0;
    std::memcpy(&word, &value, sizeof(T));
    return word;
  }
  static T FromWord(Word word) {
    T value;
    std::memcpy(&value, &word, sizeof(T));
    return value;
  }
  template <typename Made>
  Made With(Code code, T operand, std::memory_order order, std::source_location where) {
    Made operation(*this, code, order, where);
    operation.operand = ToWord(operand);
    return operation;
  }

  std::atomic<T> value_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCHEDULER_ATOMIC_H_
