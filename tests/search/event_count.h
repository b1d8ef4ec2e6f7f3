#ifndef HEDDLE_TESTS_SEARCH_EVENT_COUNT_H_
#define HEDDLE_TESTS_SEARCH_EVENT_COUNT_H_

#include <heddle/atomic.h>
#include <heddle/mutex.h>
#include <heddle/object.h>
#include <heddle/shared.h>
#include <heddle/task.h>

#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>

namespace heddle::internal {

/// The word that an event count is: a number of waiters, and above it an epoch of so few bits that
/// it comes round after kEpochs notifications.
using EventWord = std::uint8_t;
inline constexpr EventWord kOneWaiter = 1;
inline constexpr EventWord kOneEpoch = 16;
inline constexpr int kEpochs = 256 / kOneEpoch;
inline EventWord EpochOf(EventWord word) { return word / kOneEpoch; }

/// What the system offers to whoever waits: a task sleeps if the epoch is still the one it has
/// seen, in one step, until somebody wakes all that sleep.
class Futex final : public Object {
 public:
  struct WaitOperation : Operation {
    using Operation::Operation;
    EventWord epoch = 0;
  };

  Futex(Scheduler& scheduler, const char* name, Atomic<EventWord>& word)
      : Object(scheduler, name), word_(word) {}

  WaitOperation Wait(EventWord epoch,
                     std::source_location where = std::source_location::current()) {
    WaitOperation operation(*this, kWait, true, where);
    operation.epoch = epoch;
    return operation;
  }
  Operation WakeAll(std::source_location where = std::source_location::current()) {
    return Operation(*this, kWakeAll, false, where);
  }

  bool Enabled(const Operation& operation, TaskId task) const override {
    return operation.code != kSleep || (sleeping_ >> task & 1) == 0;
  }
  Progress Perform(Operation& operation, TaskId task, int) override {
    if (operation.code == kWakeAll) sleeping_ = 0;
    if (operation.code != kWait) return Progress::kDone;
    if (static_cast<WaitOperation&>(operation).epoch != EpochOf(word_.value())) {
      return Progress::kDone;
    }
    sleeping_ |= std::uint64_t{1} << task;
    operation.code = kSleep;
    return Progress::kMore;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    Footprint footprint{AccessIn(Mode::kWrite), {}};
    if (operation.code == kWait) {
      footprint.second.object = static_cast<std::uint16_t>(word_.id());
      footprint.second.mode = Mode::kRead;
    }
    return footprint;
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kWait ? "wait" : operation.code == kSleep ? "sleep" : "wake all";
  }
  std::string Describe() const override { return sleeping_ == 0 ? "nobody sleeps" : "one sleeps"; }

 private:
  enum Code { kWait, kSleep, kWakeAll };
  Atomic<EventWord>& word_;
  std::uint64_t sleeping_ = 0;
};

/// An event count, as Folly has one: who waits announces that, looks once more whether there is
/// something to wait for, and sleeps unless the epoch has moved on since it announced itself.
struct EventCount {
  Atomic<EventWord>& word;
  Futex& futex;
};

inline Task<> Notify(EventCount& events) {
  const EventWord before = co_await events.word.FetchAdd(kOneEpoch);
  if (before % kOneEpoch != 0) co_await events.futex.WakeAll();
}

/// Puts so many items, and says so after each.
inline Task<> Produce(EventCount& events, Mutex& mutex, Shared<int>& items, int times) {
  for (int i = 0; i < times; ++i) {
    co_await mutex.Lock();
    co_await items.Update([](int& value) { ++value; });
    co_await mutex.Unlock();
    co_await Notify(events);
  }
}

inline Task<bool> HasItems(Mutex& mutex, Shared<int>& items) {
  co_await mutex.Lock();
  const int there = co_await items.Load();
  co_await mutex.Unlock();
  co_return there > 0;
}

/// Waits until there is an item. A wakeup gets lost where exactly kEpochs notifications come
/// between its last look and its sleep: the epoch is again what it was.
inline Task<> AwaitItem(EventCount& events, Mutex& mutex, Shared<int>& items) {
  while (!co_await HasItems(mutex, items)) {
    const EventWord announced = co_await events.word.FetchAdd(kOneWaiter);
    const bool sleeps = !co_await HasItems(mutex, items);
    if (sleeps) co_await events.futex.Wait(EpochOf(announced));
    co_await events.word.FetchAdd(static_cast<EventWord>(-kOneWaiter));
  }
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_EVENT_COUNT_H_
