#ifndef HEDDLE_SRC_SCENARIOS_MONITOR_H_
#define HEDDLE_SRC_SCENARIOS_MONITOR_H_

#include <heddle/choice.h>
#include <heddle/condition.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include "src/scenarios/number_list.h"

namespace heddle {

/// A queue made of a mutex, conditions and a list: what is inside of a thread-safe queue.
struct Monitor {
  Mutex& mutex;
  Condition& not_empty;
  Condition* not_full;  // null for a queue without a bound
  Shared<NumberList>& list;
  int capacity;
  Choice* wakeups;  // null if only a notification ends a wait

  Task<> Put(int number) {
    co_await mutex.Lock();
    if (not_full != nullptr) {
      for (bool first = true;; first = false) {
        NumberList now = co_await list.Load();
        const int held = now.size();
        now.Forget();
        if (held < capacity) break;
        if (!first || !co_await WakesForNothing()) co_await not_full->Wait(mutex);
      }
    }
    co_await list.Update([number](NumberList& numbers) { numbers.Push(number); });
    co_await not_empty.NotifyOne();
    co_await mutex.Unlock();
  }

  Task<int> Get() {
    co_await mutex.Lock();
    NumberList now = co_await list.Load();
    for (bool first = true; now.size() == 0; first = false) {
      if (!first || !co_await WakesForNothing()) co_await not_empty.Wait(mutex);
      now = co_await list.Load();
    }
    const int number = now.Pop();
    co_await list.Store(now);
    now.Forget();
    if (not_full != nullptr) co_await not_full->NotifyOne();
    co_await mutex.Unlock();
    co_return number;
  }

  /// A wait that a spurious wakeup ends at once: the mutex is given up and taken again, and that is
  /// all.
  Task<bool> WakesForNothing() {
    if (wakeups == nullptr) co_return false;
    const int choice = co_await wakeups->Choose(2);
    if (choice == 0) co_return false;
    co_await mutex.Unlock();
    co_await mutex.Lock();
    co_return true;
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_MONITOR_H_
