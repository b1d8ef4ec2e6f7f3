#ifndef HEDDLE_SRC_HEDDLE_QUEUE_H_
#define HEDDLE_SRC_HEDDLE_QUEUE_H_

#include <heddle/fifo.h>
#include <heddle/format_value.h>
#include <heddle/internal/gcc_12.h>
#include <heddle/internal/value.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>

#include <source_location>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace heddle {

/// What engines need to know of any Queue, whatever it holds.
class QueueBase : public Object {
 public:
  enum Code { kPut, kGet };

  /// The most items it holds at once; 0 if there is no bound.
  int capacity() const { return capacity_; }
  int Bound() const override { return capacity_; }
  virtual std::size_t size() const = 0;

  bool Enabled(const Operation& operation, TaskId) const override {
    return operation.code == kGet ? size() != 0
                                  : capacity_ == 0 || size() < static_cast<std::size_t>(capacity_);
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kPut ? Mode::kPush : Mode::kPop), {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kPut ? "put" : "get";
  }

 protected:
  QueueBase(Scheduler& scheduler, std::string_view name, int capacity)
      : Object(scheduler, name,
               {.waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .ignores_ends = true,
                .in_processes = true}),
        capacity_(capacity) {
    if (capacity >= 0) return;
    throw std::invalid_argument("the queue '" + std::string(name) + "' has the bound " +
                                std::to_string(capacity) + ": it must be 0 (none) or more");
  }

 private:
  std::int32_t capacity_;
};

/// A first-in-first-out queue between tasks. `co_await queue.Put(item);` waits while a bounded
/// queue is full, `T item = co_await queue.Get();` waits while it is empty. Each is one step. A put
/// and a get of different items commute; two puts do not, nor do two gets.
template <typename T>
class Queue final : public QueueBase {
  static_assert(SharedValue<T>, HEDDLE_SHARED_VALUE);

 public:
  class HEDDLE_OPERATION GetOperation : public Operation {
   public:
    using Operation::Operation;
    ~GetOperation() { internal::Wipe(item); }
    T await_resume() const { return item; }
    T item{};
  };
  class HEDDLE_OPERATION PutOperation : public GetOperation {
   public:
    using GetOperation::GetOperation;
    void await_resume() const {}
  };

  /// @param capacity  the most items it holds at once; 0 for no bound.
  Queue(Scheduler& scheduler, std::string_view name, int capacity = 0)
      : QueueBase(scheduler, name, capacity), items_(capacity == 0 ? 16 : capacity) {}

  PutOperation Put(T item, std::source_location where = std::source_location::current()) {
    static_assert(internal::kDestroyedOnce<T>,
                  "g++ 12 destroys twice what is made by braces within a co_await: give the type a "
                  "constructor");
    PutOperation operation(*this, kPut, capacity() != 0, where);
    operation.item = std::move(item);
    return operation;
  }
  GetOperation Get(std::source_location where = std::source_location::current()) {
    return GetOperation(*this, kGet, true, where);
  }

  const Fifo<T>& items() const { return items_; }
  std::size_t size() const override { return items_.size(); }

  Progress Perform(Operation& operation, TaskId, int) override {
    T& item = static_cast<GetOperation&>(operation).item;
    if (operation.code == kPut) {
      items_.Push(item);
    } else {
      item = items_.Pop();
    }
    return Progress::kDone;
  }

  std::string OperationValue(const Operation& operation) const override {
    return ValueText(static_cast<const GetOperation&>(operation).item);
  }

  std::string_view Sort() const override { return "queue"; }
  TraceOrder Orders() const override { return TraceOrder::kMessage; }
  std::string Describe() const override {
    std::string text = "[";
    for (const T& item : items_) text += (text.size() > 1 ? ", " : "") + ValueText(item);
    return text + "]";
  }

  std::span<std::byte> Payload(Operation& operation) override {
    if constexpr (std::is_trivially_copyable_v<T>) {
      return std::as_writable_bytes(std::span<T>(&static_cast<GetOperation&>(operation).item, 1));
    } else {
      return {};
    }
  }

 private:
  Fifo<T> items_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_QUEUE_H_
