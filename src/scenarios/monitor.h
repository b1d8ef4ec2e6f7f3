#ifndef HEDDLE_SRC_SCENARIOS_MONITOR_H_
#define HEDDLE_SRC_SCENARIOS_MONITOR_H_

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

  Task<> Put(int number) {
    co_await mutex.Lock();
    if (not_full != nullptr) {
      for (;;) {
        NumberList now = co_await list.Load();
        const int held = now.size();
        now.Forget();
        if (held < capacity) break;
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
    now.Forget();
    if (not_full != nullptr) co_await not_full->NotifyOne();
    co_await mutex.Unlock();
    co_return number;
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_MONITOR_H_
