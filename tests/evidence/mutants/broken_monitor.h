#ifndef HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_MONITOR_H_
#define HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_MONITOR_H_

#include "src/scenarios/monitor.h"

namespace heddle::internal {

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

/// A Monitor in which one thing is broken.
struct BrokenMonitor {
  Monitor whole;
  PipelineMutant mutant;

  Task<> Put(int number) {
    auto& [mutex, not_empty, not_full, list, capacity] = whole;
    const bool locks = mutant != PipelineMutant::kUnlockedPut;
    if (mutant == PipelineMutant::kEarlyNotify) co_await not_empty.NotifyOne();
    if (locks) co_await mutex.Lock();
    if (not_full != nullptr && mutant != PipelineMutant::kPastCapacity) {
      for (;;) {
        NumberList now = co_await list.Load();
        const int held = now.size();
        now.Forget();
        if (held < capacity) break;
        co_await not_full->Wait(mutex);
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
    auto& [mutex, not_empty, not_full, list, capacity] = whole;
    co_await mutex.Lock();
    NumberList now = co_await list.Load();
    while (now.size() == 0) {
      Condition& awaited = mutant == PipelineMutant::kWrongCondition ? *not_full : not_empty;
      co_await awaited.Wait(mutex);
      now = co_await list.Load();
      if (mutant == PipelineMutant::kIf) break;
    }
    const int number = mutant == PipelineMutant::kNewestFirst ? now.PopLast() : now.Pop();
    if (mutant == PipelineMutant::kEarlyUnlock) co_await mutex.Unlock();
    co_await list.Store(now);
    now.Forget();
    if (not_full != nullptr && mutant != PipelineMutant::kNoNotifyBack) {
      co_await not_full->NotifyOne();
    }
    if (mutant != PipelineMutant::kEarlyUnlock) co_await mutex.Unlock();
    co_return number;
  }
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_MONITOR_H_
