#ifndef HEDDLE_TESTS_SEARCH_LEFT_WAITING_H_
#define HEDDLE_TESTS_SEARCH_LEFT_WAITING_H_

#include <heddle/atomic.h>
#include <heddle/condition.h>
#include <heddle/join.h>
#include <heddle/mutex.h>
#include <heddle/object.h>
#include <heddle/queue.h>
#include <heddle/scheduler.h>
#include <heddle/semaphore.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::internal {

/// An object of one's own: a gate that nobody opens.
class Gate final : public Object {
 public:
  Gate(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}
  Operation Pass(std::source_location where = std::source_location::current()) {
    return Operation(*this, 0, true, where);
  }
  bool Enabled(const Operation&, TaskId) const override { return false; }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kRead), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "pass"; }
  std::string Describe() const override { return "shut"; }
};

/// Programs of which "waiter" alone is left at the end, and the kind of violation that that is: by
/// one rule, whatever the object is.
struct LeftWaiting {
  std::string name;
  std::function<void(Scheduler&)> set_up;
  std::string kind;
  /// Processes can share what it uses.
  bool in_processes = false;
};

namespace left_waiting {

inline Task<> Acquire(Semaphore& semaphore) { co_await semaphore.Acquire(); }
inline Task<> Get(Queue<int>& queue) { co_await queue.Get(); }
inline Task<> Await(Atomic<int>& atomic) {
  co_await atomic.Await([](int value) { return value == 1; });
}
inline Task<> Pass(Gate& gate) { co_await gate.Pass(); }
inline Task<> Join(Ends& ends) { co_await ends.Join(0); }
inline Task<> Wait(Condition& condition, Mutex& mutex, Semaphore& go) {
  co_await go.Acquire();
  co_await mutex.Lock();
  co_await condition.Wait(mutex);
  co_await mutex.Unlock();
}
inline Task<> Go(Semaphore& go) { co_await go.Release(); }
inline Task<> NotifyThenGo(Condition& condition, Semaphore& go) {
  co_await condition.NotifyOne();
  co_await go.Release();
}
inline Task<> LockAfter(Mutex& mutex, Semaphore& go) {
  co_await go.Acquire();
  co_await mutex.Lock();
  co_await mutex.Unlock();
}
inline Task<> KeepLocked(Mutex& mutex, Semaphore& go) {
  co_await mutex.Lock();
  co_await go.Release();
}

}  // namespace left_waiting

inline std::vector<LeftWaiting> AllLeftWaiting() {
  namespace is = left_waiting;
  return {
      {"a semaphore",
       [](Scheduler& s) { s.Spawn("waiter", is::Acquire(s.Make<Semaphore>("semaphore", 0))); },
       "unfinished", true},
      {"a queue", [](Scheduler& s) { s.Spawn("waiter", is::Get(s.Make<Queue<int>>("queue"))); },
       "unfinished", true},
      {"an await", [](Scheduler& s) { s.Spawn("waiter", is::Await(s.Make<Atomic<int>>("x"))); },
       "unfinished"},
      {"an object of one's own",
       [](Scheduler& s) { s.Spawn("waiter", is::Pass(s.Make<Gate>("gate"))); }, "unfinished"},
      {"its own end", [](Scheduler& s) { s.Spawn("waiter", is::Join(s.Make<Ends>())); }, "deadlock",
       true},
      {"a condition",
       [](Scheduler& s) {
         auto& go = s.Make<Semaphore>("go", 0);
         s.Spawn("waiter", is::Wait(s.Make<Condition>("condition"), s.Make<Mutex>("mutex"), go));
         s.Spawn("other", is::Go(go));
       },
       "unfinished"},
      {"a condition that was notified too soon",
       [](Scheduler& s) {
         auto& go = s.Make<Semaphore>("go", 0);
         auto& condition = s.Make<Condition>("condition");
         s.Spawn("waiter", is::Wait(condition, s.Make<Mutex>("mutex"), go));
         s.Spawn("other", is::NotifyThenGo(condition, go));
       },
       "lost-wakeup"},
      {"a mutex that another has taken to its end",
       [](Scheduler& s) {
         auto& go = s.Make<Semaphore>("go", 0);
         auto& mutex = s.Make<Mutex>("mutex");
         s.Spawn("waiter", is::LockAfter(mutex, go));
         s.Spawn("other", is::KeepLocked(mutex, go));
       },
       "deadlock", true},
  };
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_LEFT_WAITING_H_
