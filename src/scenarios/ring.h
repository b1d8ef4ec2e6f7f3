#ifndef HEDDLE_SRC_SCENARIOS_RING_H_
#define HEDDLE_SRC_SCENARIOS_RING_H_

#include <heddle/atomic.h>
#include <heddle/shared.h>

#include <array>
#include <atomic>

namespace heddle {

/// A ring of plain cells for one putter and one getter, who tell one another by two atomics how far
/// they are. A cell is handed over by the store of the one and the load of the other: with release
/// and acquire they order what is done to it, relaxed they do not.
struct Ring {
  static constexpr int kMaxCells = 4;

  std::array<Shared<int>*, kMaxCells> cells;
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

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_RING_H_
