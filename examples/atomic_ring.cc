// A ring of two plain cells for one producer and one consumer, without a lock. Each side counts in
// an atomic how far it has come; the other side reads that count before it touches a cell.

#include <heddle/atomic.h>
#include <heddle/gtest.h>
#include <heddle/shared.h>

#include <array>
#include <atomic>

namespace {

using heddle::Atomic;
using heddle::Shared;
using heddle::Task;

constexpr int kCells = 2;
constexpr int kItems = 3;  // one more than there are cells: one cell is used twice

struct Ring {
  std::array<Shared<int>*, kCells> cells;
  Atomic<int>& put;  // how many items were put; the producer alone writes it
  Atomic<int>& got;  // how many items were taken; the consumer alone writes it
};

/// The memory orders with which a side reads the other's count, and writes its own.
struct Orders {
  std::memory_order load, store;
};

constexpr Orders kRelaxed{std::memory_order_relaxed, std::memory_order_relaxed};
constexpr Orders kAcquireRelease{std::memory_order_acquire, std::memory_order_release};
constexpr Orders kSequential{std::memory_order_seq_cst, std::memory_order_seq_cst};

Task<> Produce(Ring& ring, Orders orders) {
  for (int i = 0; i < kItems; ++i) {
    // Await is a loop of loads as one step: `while (!(i - got.load() < kCells));`
    co_await ring.got.Await([i](int got) { return i - got < kCells; }, orders.load);
    co_await ring.cells[i % kCells]->Store(10 * i);
    co_await ring.put.Store(i + 1, orders.store);
  }
}

Task<> Consume(Ring& ring, Orders orders, int& sum) {
  for (int i = 0; i < kItems; ++i) {
    co_await ring.put.Await([i](int put) { return i < put; }, orders.load);
    sum += co_await ring.cells[i % kCells]->Load();
    co_await ring.got.Store(i + 1, orders.store);
  }
}

auto Program(Orders orders) {
  return [orders](heddle::Scheduler& scheduler) {
    auto& ring = scheduler.Make<Ring>(
        Ring{{}, scheduler.Make<Atomic<int>>("put", 0), scheduler.Make<Atomic<int>>("got", 0)});
    for (int i = 0; i < kCells; ++i) {
      ring.cells[i] = &scheduler.Make<Shared<int>>("cell " + std::to_string(i));
    }
    int& sum = scheduler.Make<int>(0);  // the consumer's alone
    scheduler.Spawn("producer", Produce(ring, orders));
    scheduler.Spawn("consumer", Consume(ring, orders, sum));
    scheduler.Finally("all items have come", [&sum] { return sum == 0 + 10 + 20; });
  };
}

// The bug: a relaxed count says how far the other side is, and orders nothing that it did before.
TEST(AtomicRing, HasADataRaceIfItsCountsAreRelaxed) {
  EXPECT_THAT(Program(kRelaxed), heddle::FailsWith("data-race"));
}

// The cure. Heddle follows these orders for races, but explores sequentially consistent executions
// only, and so says no more than "holds-sc" of a program that names weaker orders.
TEST(AtomicRing, HasNoRaceWithAcquireAndRelease) {
  EXPECT_EQ(heddle::Check(Program(kAcquireRelease)).verdict,
            heddle::CheckResult::Verdict::kHoldsSc);
}

TEST(AtomicRing, HoldsWithSequentialConsistency) {
  EXPECT_THAT(Program(kSequential), heddle::HoldsInEveryInterleaving());
}

}  // namespace
