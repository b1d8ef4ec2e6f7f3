// Two makers and two buyers share a buffer that has room for one item. Who finds it full, or
// empty, waits on a condition until somebody has changed that.

#include <heddle/condition.h>
#include <heddle/gtest.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <string>

namespace {

using heddle::Condition;
using heddle::Mutex;
using heddle::Shared;
using heddle::Task;

constexpr int kRoom = 1;

/// What a task does when it has been woken: it goes on, or it looks again whether it can.
enum class Woken { kGoesOn, kLooksAgain };
/// Who is woken by a change: one of those that wait, whichever, or all of them.
enum class Notify { kOne, kAll };

struct Buffer {
  Mutex& mutex;
  Condition& changed;
  Shared<int>& items;  // how many there are; which they are makes no difference here
  Woken woken;
  Notify notify;

  Task<> Put() { return Change(/*unless=*/kRoom, +1); }
  Task<> Get() { return Change(/*unless=*/0, -1); }

 private:
  /// Waits while there are `unless` items, then changes their number.
  Task<> Change(int unless, int by) {
    co_await mutex.Lock();
    int now = co_await items.Load();
    while (now == unless) {
      co_await changed.Wait(mutex);
      now = co_await items.Load();
      if (woken == Woken::kGoesOn) break;
    }
    co_await items.Store(now + by);
    if (notify == Notify::kOne) {
      co_await changed.NotifyOne();
    } else {
      co_await changed.NotifyAll();
    }
    co_await mutex.Unlock();
  }
};

auto Workshop(Woken woken, Notify notify) {
  return [woken, notify](heddle::Scheduler& scheduler) {
    auto& buffer = scheduler.Make<Buffer>(
        Buffer{scheduler.Make<Mutex>("mutex"), scheduler.Make<Condition>("changed"),
               scheduler.Make<Shared<int>>("items", 0), woken, notify});
    for (const char* name : {"maker 1", "maker 2"}) scheduler.Spawn(name, buffer.Put());
    for (const char* name : {"buyer 1", "buyer 2"}) scheduler.Spawn(name, buffer.Get());
    // Checked after every step; it reads `items` alone, and says so.
    scheduler.Invariant("the items fit", buffer.items,
                        [&items = buffer.items]() -> heddle::Failure {
                          if (0 <= items.value() && items.value() <= kRoom) return {};
                          return "there are " + std::to_string(items.value());
                        });
  };
}

// The first bug, `if` for `while`: between the notification and the moment at which the woken task
// has the mutex again, another one takes what it was woken for.
TEST(BoundedBuffer, IsOverdrawnIfTheWokenDoNotLookAgain) {
  EXPECT_THAT(Workshop(Woken::kGoesOn, Notify::kAll), heddle::FailsWith("invariant"));
}

// The second bug: a notification wakes a task that can do nothing with it, and the one that could
// waits for ever.
TEST(BoundedBuffer, IsStuckIfOneConditionServesBothSidesAndWakesOne) {
  EXPECT_THAT(Workshop(Woken::kLooksAgain, Notify::kOne), heddle::FailsWith("deadlock"));
}

// The cure of both.
TEST(BoundedBuffer, WorksIfAllAreWokenAndLookAgain) {
  EXPECT_THAT(Workshop(Woken::kLooksAgain, Notify::kAll), heddle::HoldsInEveryInterleaving());
}

}  // namespace
