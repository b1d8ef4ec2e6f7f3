// Three philosophers sit around a table, with a fork between each two of them. To eat, a
// philosopher takes the forks on both sides.

#include <heddle/gtest.h>
#include <heddle/mutex.h>

#include <array>
#include <string>

namespace {

using heddle::Mutex;
using heddle::Task;

constexpr std::array<const char*, 3> kPhilosophers = {"hume", "kant", "marx"};

/// In which order the philosophers take their forks: all of them the left one first, or the last of
/// them the right one first.
enum class Order { kSame, kOpposite };

Task<> Dine(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  // Here the philosopher eats.
  co_await second.Unlock();
  co_await first.Unlock();
}

auto Table(Order order) {
  return [order](heddle::Scheduler& scheduler) {
    constexpr int kCount = kPhilosophers.size();
    std::array<Mutex*, kCount> forks;
    for (int i = 0; i < kCount; ++i) {
      forks[i] = &scheduler.Make<Mutex>("fork " + std::to_string(i));
    }
    for (int i = 0; i < kCount; ++i) {
      Mutex& left = *forks[i];
      Mutex& right = *forks[(i + 1) % kCount];
      const bool right_first = order == Order::kOpposite && i == kCount - 1;
      scheduler.Spawn(kPhilosophers[i], right_first ? Dine(right, left) : Dine(left, right));
    }
  };
}

// The bug: each holds the left fork, and waits for ever for the right one. No property has to say
// that everybody gets to eat: a deadlock is always a violation.
TEST(Philosophers, DeadlockIfAllTakeTheLeftForkFirst) {
  EXPECT_THAT(Table(Order::kSame), heddle::FailsWith("deadlock"));
}

// The cure. Everybody now takes the fork of the lower number first, so that nobody who holds a fork
// waits for a lower one, and no circle can close.
TEST(Philosophers, AllEatIfOneTakesTheRightForkFirst) {
  EXPECT_THAT(Table(Order::kOpposite), heddle::HoldsInEveryInterleaving());
}

}  // namespace
