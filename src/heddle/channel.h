#ifndef HEDDLE_SRC_HEDDLE_CHANNEL_H_
#define HEDDLE_SRC_HEDDLE_CHANNEL_H_

#include <heddle/format_value.h>
#include <heddle/internal/gcc_12.h>
#include <heddle/internal/value.h>
#include <heddle/internal/wipe.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace heddle {

/// How one coroutine drives another, as a Python generator is driven by `next()`, `send()` and
/// `close()`: one task sends, one task receives.
///
/// `co_await channel.Send(value);` waits until the receiver asks, hands the value over, and goes on
/// when the receiver asks for more, or has ended: the receiver runs meanwhile and the sender does
/// not. `std::optional<T> value = co_await channel.Receive();` asks for a value; nothing comes once
/// the channel is closed. `co_await channel.Close();` tells the receiver so, and goes on when it
/// has ended or asks again. Sending to, or closing, a closed channel is misuse, as is sending to a
/// receiver that has ended (StopIteration, in Python).
template <typename T>
class Channel final : public Object {
  static_assert(SharedValue<T>, HEDDLE_SHARED_VALUE);

 public:
  class HEDDLE_OPERATION SendOperation : public Operation {
   public:
    using Operation::Operation;
    ~SendOperation() { internal::Wipe(value); }
    T value{};
  };
  class HEDDLE_OPERATION ReceiveOperation : public Operation {
   public:
    using Operation::Operation;
    ~ReceiveOperation() { internal::Wipe(value); }
    std::optional<T> await_resume() const { return value; }
    std::optional<T> value;
    bool taken = false;
  };

  Channel(Scheduler& scheduler, std::string_view name)
      : Object(scheduler, name,
               {.in_one_order = true,
                .waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true}) {}

  SendOperation Send(T value, std::source_location where = std::source_location::current()) {
    static_assert(internal::kDestroyedOnce<T>,
                  "g++ 12 destroys twice what is made by braces within a co_await: give the type a "
                  "constructor");
    SendOperation operation(*this, kSend, true, where);
    operation.value = std::move(value);
    return operation;
  }
  ReceiveOperation Receive(std::source_location where = std::source_location::current()) {
    return ReceiveOperation(*this, kAsk, true, where);
  }
  SendOperation Close(std::source_location where = std::source_location::current()) {
    return SendOperation(*this, kClose, true, where);
  }

  /// A send is kSend, then kReturn; a close kClose, then kReturn; a receive kAsk, then kTake.
  enum Code { kSend, kClose, kReturn, kAsk, kTake };

  bool Enabled(const Operation& operation, TaskId) const override {
    switch (operation.code) {
      case kSend:
      case kClose:
        return closed_ || asking_ || ReceiverHasEnded();
      case kReturn:
        return (asking_ && !delivered_ && !closing_) || ReceiverHasEnded();
      case kAsk:
        return true;
      default:
        return delivered_ || (closed_ && asking_);
    }
  }

  Progress Perform(Operation& operation, TaskId task, int) override {
    switch (operation.code) {
      case kSend:
      case kClose:
        if (closed_) Refuse(operation, task, "which is closed");
        if (operation.code == kSend && ReceiverHasEnded()) {
          Refuse(operation, task, "whose receiver, " + NameOf(receiver_) + ", has ended");
        }
        if (operation.code == kSend) {
          TakeFor(task, sender_, "sends to");
          value_ = static_cast<SendOperation&>(operation).value;
          delivered_ = true;
        } else {
          closed_ = closing_ = true;
        }
        operation.code = kReturn;
        operation.awaited_task = static_cast<std::int8_t>(receiver_);
        return Progress::kMore;
      case kReturn:
        return Progress::kDone;
      case kAsk:
        TakeFor(task, receiver_, "receives from");
        asking_ = true;
        operation.code = kTake;
        return Progress::kMore;
      default:
        asking_ = closing_ = false;
        static_cast<ReceiveOperation&>(operation).taken = true;
        if (delivered_) {
          static_cast<ReceiveOperation&>(operation).value = std::move(value_);
          value_ = T();
          delivered_ = false;
        }
        return Progress::kDone;
    }
  }

  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }

  std::string_view OperationName(const Operation& operation) const override {
    static constexpr std::string_view kNames[] = {"send", "close", "return", "ask", "receive"};
    return kNames[operation.code];
  }

  std::string OperationValue(const Operation& operation) const override {
    // A step's code is by then that of the step after it.
    if (operation.code == kReturn) return {};
    const auto& receive = static_cast<const ReceiveOperation&>(operation);
    if (operation.code != kTake || !receive.taken) return {};
    return receive.value ? ValueText(*receive.value) : "closed";
  }

  TraceOrder Orders() const override { return TraceOrder::kMessage; }
  std::string Describe() const override {
    if (delivered_) return ValueText(value_);
    if (closed_) return "closed";
    return asking_ ? "asked" : "idle";
  }

  std::string_view Sort() const override { return "channel"; }
  std::span<std::byte> Payload(Operation&) override { return {}; }

 private:
  static constexpr int kNobody = -1;

  bool ReceiverHasEnded() const {
    return receiver_ != kNobody && program().task_state(receiver_).finished;
  }
  /// One end of the channel, for one task.
  void TakeFor(TaskId task, std::int32_t& end, const char* does) const {
    if (end != kNobody && end != task) {
      throw Misuse(NameOf(task) + ' ' + does + " '" + name() + "', as " + NameOf(end) +
                   " does: each end of a channel is for one task");
    }
    end = task;
  }
  [[noreturn]] void Refuse(const Operation& operation, TaskId task, const std::string& why) const {
    throw Misuse(NameOf(task) + (operation.code == kSend ? " sends to '" : " closes '") + name() +
                 "', " + why);
  }

  T value_{};
  std::int32_t sender_ = kNobody;
  std::int32_t receiver_ = kNobody;
  bool asking_ = false;     // the receiver waits in kTake
  bool delivered_ = false;  // a value has been sent and not yet taken
  bool closed_ = false;
  bool closing_ = false;  // it has been closed, and the receiver does not know it yet
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_CHANNEL_H_
