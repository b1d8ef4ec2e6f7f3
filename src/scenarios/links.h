#ifndef HEDDLE_SRC_SCENARIOS_LINKS_H_
#define HEDDLE_SRC_SCENARIOS_LINKS_H_

#include <heddle/atomic.h>
#include <heddle/channel.h>
#include <heddle/choice.h>
#include <heddle/condition.h>
#include <heddle/internal/wipe.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <source_location>
#include <string>

namespace heddle {

// What can join two stages of a pipeline. Each has Put and Get, and says whether it is closed to
// tell the receiver that nothing more comes (then Get gives nothing), or the receiver has to know
// by itself.

/// What can be broken on purpose in a pipeline, one thing at a time, to see that it is noticed.
enum class PipelineMutant {
  kNone,
  // What is inside of a queue (queue=monitor):
  kIf,              ///< who has waited does not look again: `if` for `while`
  kNoNotify,        ///< a put notifies nobody
  kNoNotifyBack,    ///< a get does not tell a put that there is room
  kEarlyNotify,     ///< a put notifies before it has put, and without the mutex
  kWrongCondition,  ///< a get waits for room, not for a number
  kUnlockedPut,     ///< a put does without the mutex
  kEarlyUnlock,     ///< a get unlocks the mutex before it stores what is left
  kNoUnlock,        ///< a put leaves the mutex locked
  kPastCapacity,    ///< a put does not look whether there is room
  kNewestFirst,     ///< a get takes the newest number
  // How a stage knows its end:
  kNoStop,      ///< the intermediate stage does not stop at the last number
  kNoClose,     ///< the producer does not close the next stage (model=coroutines)
  kWrongClose,  ///< the intermediate stage closes the queue before it, not the one behind it
};

/// A few small numbers, held in place: equal lists are equal bytes.
class NumberList {
 public:
  static constexpr int kMost = 101;

  int size() const { return size_; }
  int operator[](int i) const { return numbers_[i]; }
  void Push(int number) { numbers_[size_++] = static_cast<std::uint8_t>(number); }
  /// Takes out the first. Throws Misuse if there is none.
  int Pop() {
    if (size_ == 0) throw Misuse("takes a number out of an empty list");
    const int first = numbers_[0];
    for (int i = 1; i < size_; ++i) numbers_[i - 1] = numbers_[i];
    numbers_[--size_] = 0;
    return first;
  }
  /// Takes out the last. Throws Misuse if there is none.
  int PopLast() {
    if (size_ == 0) throw Misuse("takes a number out of an empty list");
    const int last = numbers_[--size_];
    numbers_[size_] = 0;
    return last;
  }
  /// The numbers with blanks between.
  std::string Text() const {
    std::string text;
    for (int i = 0; i < size_; ++i) text += (i == 0 ? "" : " ") + std::to_string(numbers_[i]);
    return text;
  }
  std::string Describe() const { return "[" + Text() + "]"; }
  /// To be called for a copy that is of no more use: left behind in a task's frame, it would tell
  /// states apart.
  void Forget() { internal::Wipe(*this); }

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
  auto Get(std::source_location where = std::source_location::current()) {
    return queue.Get(where);
  }

  const Object& items() const { return queue; }
  int held() const { return static_cast<int>(queue.size()); }
  int capacity() const { return queue.capacity(); }
  const char* name() const { return queue.name(); }
};

/// A queue made of a mutex, conditions and a list: what is inside of a thread-safe queue.
struct MonitorLink {
  static constexpr bool kIsClosed = false;

  Mutex& mutex;
  Condition& not_empty;
  Condition* not_full;  // null for a queue without a bound
  Shared<NumberList>& list;
  int most;
  Choice* wakeups;  // null if only a notification ends a wait
  PipelineMutant mutant;

  Task<> Put(int number) {
    const bool locks = mutant != PipelineMutant::kUnlockedPut;
    if (mutant == PipelineMutant::kEarlyNotify) co_await not_empty.NotifyOne();
    if (locks) co_await mutex.Lock();
    if (not_full != nullptr && mutant != PipelineMutant::kPastCapacity) {
      for (bool first = true;; first = false) {
        NumberList now = co_await list.Load();
        const int held = now.size();
        now.Forget();
        if (held < most) break;
        if (!first || !co_await WakesForNothing()) co_await not_full->Wait(mutex);
        if (mutant == PipelineMutant::kIf) break;
      }
    }
    co_await list.Update([number](NumberList& numbers) { numbers.Push(number); });
    if (mutant != PipelineMutant::kNoNotify && mutant != PipelineMutant::kEarlyNotify) {
      co_await not_empty.NotifyOne();
    }
    if (locks && mutant != PipelineMutant::kNoUnlock) co_await mutex.Unlock();
  }

  Task<int> Get() {
    co_await mutex.Lock();
    NumberList now = co_await list.Load();
    for (bool first = true; now.size() == 0; first = false) {
      Condition& awaited = mutant == PipelineMutant::kWrongCondition ? *not_full : not_empty;
      if (!first || !co_await WakesForNothing()) co_await awaited.Wait(mutex);
      now = co_await list.Load();
      if (mutant == PipelineMutant::kIf) break;
    }
    const int number = mutant == PipelineMutant::kNewestFirst ? now.PopLast() : now.Pop();
    if (mutant == PipelineMutant::kEarlyUnlock) co_await mutex.Unlock();
    co_await list.Store(now);
    now.Forget();
    if (not_full != nullptr && mutant != PipelineMutant::kNoNotifyBack)
      co_await not_full->NotifyOne();
    if (mutant != PipelineMutant::kEarlyUnlock) co_await mutex.Unlock();
    co_return number;
  }

  const Object& items() const { return list; }
  int held() const { return list.value().size(); }
  int capacity() const { return most; }
  const char* name() const { return list.name(); }

 private:
  /// A wait that a spurious wakeup ends at once: the mutex is given up and taken again, and that is
  /// all.
  Task<bool> WakesForNothing() {
    if (wakeups == nullptr) co_return false;
    const int way = co_await wakeups->Choose(2);
    if (way == 0) co_return false;
    co_await mutex.Unlock();
    co_await mutex.Lock();
    co_return true;
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
  /// To a stage that nobody closes, if the interpreter's end is a part of the program: what then
  /// throws its generator away.
  Channel<int>* left_open = nullptr;

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
