#ifndef HEDDLE_SRC_SCENARIOS_LINKS_H_
#define HEDDLE_SRC_SCENARIOS_LINKS_H_

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>

#include "src/scheduler/atomic.h"
#include "src/scheduler/channel.h"
#include "src/scheduler/condition.h"
#include "src/scheduler/mutex.h"
#include "src/scheduler/queue.h"
#include "src/scheduler/shared.h"

namespace heddle {

// What can join two stages of a pipeline. Each has Put and Get, and says whether it is closed to tell the
// receiver that nothing more comes (then Get gives nothing), or the receiver has to know by itself.

/// A few small numbers, held in place: equal lists are equal bytes.
class NumberList {
 public:
  static constexpr int kMost = 101;

  int size() const { return size_; }
  int operator[](int i) const { return numbers_[i]; }
  void Push(int number) { numbers_[size_++] = static_cast<std::uint8_t>(number); }
  int Pop() {
    const int first = numbers_[0];
    for (int i = 1; i < size_; ++i) numbers_[i - 1] = numbers_[i];
    numbers_[--size_] = 0;
    return first;
  }
  /// The numbers with blanks between.
  std::string Text() const {
    std::string text;
    for (int i = 0; i < size_; ++i) text += (i == 0 ? "" : " ") + std::to_string(numbers_[i]);
    return text;
  }
  std::string Describe() const { return "[" + Text() + "]"; }

 private:
  std::uint8_t size_ = 0;
  std::uint8_t numbers_[kMost] = {};
};

/// A queue whose put and get are one operation each.
struct QueueLink {
  static constexpr bool kIsClosed = false;

  Queue<int>& queue;

  auto Put(int number, std::source_location where = std::source_location::current()) {
    return queue.Put(number, where);
  }
  auto Get(std::source_location where = std::source_location::current()) { return queue.Get(where); }
};

/// A queue made of a mutex, conditions and a list: what is inside of a thread-safe queue.
struct MonitorLink {
  static constexpr bool kIsClosed = false;

  Mutex& mutex;
  Condition& not_empty;
  Condition* not_full;  // null for a queue without a bound
  Shared<NumberList>& list;
  int capacity;

  Task<> Put(int number) {
    co_await mutex.Lock();
    if (not_full != nullptr) {
      for (;;) {
        const NumberList now = co_await list.Load();
        if (now.size() < capacity) break;
        co_await not_full->Wait(mutex);
      }
    }
    co_await list.Update([number](NumberList& numbers) { numbers.Push(number); });
    co_await not_empty.NotifyOne();
    co_await mutex.Unlock();
  }

  Task<int> Get() {
    co_await mutex.Lock();
    NumberList now = co_await list.Load();
    while (now.size() == 0) {
      co_await not_empty.Wait(mutex);
      now = co_await list.Load();
    }
    const int number = now.Pop();
    co_await list.Store(now);
    if (not_full != nullptr) co_await not_full->NotifyOne();
    co_await mutex.Unlock();
    co_return number;
  }
};

/// A ring of plain cells for one putter and one getter, who tell one another by two atomics how far
/// they are. A cell is handed over by the store of the one and the load of the other: with release
/// and acquire they order what is done to it, relaxed they do not.
struct RingLink {
  static constexpr bool kIsClosed = false;
  static constexpr int kMostCells = 4;

  std::array<Shared<int>*, kMostCells> cells;
  int capacity;
  Atomic<int>& put_count;  // written by the putter alone
  Atomic<int>& got_count;  // written by the getter alone
  std::memory_order load_order, store_order;

  Task<> Put(int number) {
    const int at = co_await put_count.Load(std::memory_order_relaxed);
    const int room = capacity;
    co_await got_count.Await([at, room](int got) { return at - got < room; }, load_order);
    co_await cells[at % capacity]->Store(number);
    co_await put_count.Store(at + 1, store_order);
  }

  Task<int> Get() {
    const int at = co_await got_count.Load(std::memory_order_relaxed);
    co_await put_count.Await([at](int put) { return put > at; }, load_order);
    const int number = co_await cells[at % capacity]->Load();
    co_await got_count.Store(at + 1, store_order);
    co_return number;
  }
};

/// No queue: a put runs the next stage until it asks for more.
struct ChannelLink {
  static constexpr bool kIsClosed = true;

  Channel<int>& channel;

  auto Put(int number, std::source_location where = std::source_location::current()) {
    return channel.Send(number, where);
  }
  auto Get(std::source_location where = std::source_location::current()) {
    return channel.Receive(where);
  }
  auto Close(std::source_location where = std::source_location::current()) {
    return channel.Close(where);
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_LINKS_H_
