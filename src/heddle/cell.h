#ifndef HEDDLE_SRC_HEDDLE_CELL_H_
#define HEDDLE_SRC_HEDDLE_CELL_H_

#include <heddle/format_value.h>
#include <heddle/internal/gcc_12.h>
#include <heddle/internal/value.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

namespace internal {

/// Fills what would be padding before a value of larger alignment, and would keep what its slot of
/// a coroutine frame held before: equal states are to be equal bytes.
template <bool fills>
struct Filler {};
template <>
struct Filler<true> {
  std::uint32_t zero = 0;
};

}  // namespace internal

/// What Shared and Managed have in common: one value, read and written in separate steps.
template <typename T>
class Cell : public Object {
  static_assert(SharedValue<T>, HEDDLE_SHARED_VALUE);

 public:
  /// Reads the value: `T value = co_await cell.Load();`
  class HEDDLE_OPERATION LoadOperation : public Operation {
   public:
    using Operation::Operation;
    ~LoadOperation() { internal::Wipe(value); }
    T await_resume() const { return value; }
    [[no_unique_address]] internal::Filler<(alignof(T) > alignof(std::uint32_t))> filler;
    T value{};
    /// For an update: makes the value to be stored from the value loaded.
    void (*change)(LoadOperation&) = nullptr;
  };

  /// Changes the value in two steps, a load and a store: what `value += x` is without an atomic.
  template <typename Function>
  class HEDDLE_OPERATION UpdateOperation : public LoadOperation {
   public:
    UpdateOperation(Cell& cell, Function function, std::source_location where)
        : LoadOperation(cell, kLoad, false, where), function(std::move(function)) {
      this->change = [](LoadOperation& operation) {
        static_cast<UpdateOperation&>(operation).function(operation.value);
      };
    }
    void await_resume() const {}
    Function function;
  };

  LoadOperation Load(std::source_location where = std::source_location::current()) {
    return LoadOperation(*this, kLoad, false, where);
  }

  /// Writes the value: `co_await cell.Store(value);`
  auto Store(T value, std::source_location where = std::source_location::current()) {
    static_assert(internal::kDestroyedOnce<T>,
                  "g++ 12 destroys twice what is made by braces within a co_await: give the type a "
                  "constructor");
    struct HEDDLE_OPERATION StoreOperation : LoadOperation {
      using LoadOperation::LoadOperation;
      void await_resume() const {}
    };
    StoreOperation operation(*this, kStore, false, where);
    operation.value = std::move(value);
    return operation;
  }

  /// Loads the value, applies `function(T&)` to the copy, stores it: two steps. The copy belongs to
  /// the operation until the store and is gone after it.
  template <typename Function>
  UpdateOperation<Function> Update(Function function,
                                   std::source_location where = std::source_location::current()) {
    static_assert(
        internal::kFunctionDestroyedOnce<Function>,
        "g++ 12 destroys twice what a lambda holds that is made within a co_await: capture "
        "by reference what has a destructor, or give std::ref of a lambda that has a name");
    return UpdateOperation<Function>(*this, std::move(function), where);
  }

  /// The value, for properties and observers: where there are processes, the parent's.
  const T& value() const { return value_; }

  /// Whether `is_it` says true of the value, or of one that a task is about to store (before an
  /// update has changed it): all that a later value can be or be made from, if no task keeps what
  /// it loads.
  template <typename Predicate>
  bool AnyCopy(Predicate is_it) const {
    if (is_it(value_)) return true;
    for (TaskId task = 0; task < program().task_count(); ++task) {
      const TaskState& state = program().task_state(task);
      if (state.finished || state.pending == nullptr || state.pending->object != this) continue;
      const auto& access = static_cast<const LoadOperation&>(*state.pending);
      if (access.code == kStore && is_it(access.value)) return true;
    }
    return false;
  }

  Progress Perform(Operation& operation, TaskId task, int) override {
    auto& access = static_cast<LoadOperation&>(operation);
    if (operation.code == kLoad) {
      access.value = At(task);
      if (access.change == nullptr) return Progress::kDone;
      operation.code = kStore;
      return Progress::kMore;
    }
    if (access.change != nullptr) access.change(access);
    At(task) = access.value;
    Stored(task);
    return Progress::kDone;
  }

  std::string OperationValue(const Operation& operation) const override {
    return this->ValueText(static_cast<const LoadOperation&>(operation).value);
  }

  TraceOrder Orders() const override { return TraceOrder::kReadsFrom; }
  std::string Describe() const override { return this->ValueText(value_); }

  std::span<std::byte> Payload(Operation& operation) override {
    return BytesOf(static_cast<LoadOperation&>(operation).value);
  }

 protected:
  enum Code { kLoad, kStore };

  Cell(Scheduler& scheduler, std::string_view name, ObjectTraits traits, T initial)
      : Object(scheduler, name, traits), value_(std::move(initial)) {}

  /// The value that `task` sees.
  virtual T& At(TaskId) { return value_; }
  virtual void Stored(TaskId) {}

  static std::span<std::byte> BytesOf(T& value) {
    if constexpr (std::is_trivially_copyable_v<T>) {
      return std::as_writable_bytes(std::span<T>(&value, 1));
    } else {
      return {};
    }
  }

  T value_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CELL_H_
