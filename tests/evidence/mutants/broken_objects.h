#ifndef HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_OBJECTS_H_
#define HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_OBJECTS_H_

#include <heddle/atomic.h>
#include <heddle/channel.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/join.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/scheduler.h>
#include <heddle/semaphore.h>

#include <chrono>
#include <coroutine>
#include <cstdint>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

namespace heddle::internal {

/// An object that does what the real one inside of it does. What derives from it breaks one thing.
/// A lock waits for nothing but what it acquires, and says so.
template <typename Real, bool kIsLock = false>
class Altered : public Object {
 public:
  template <typename... Arguments>
  explicit Altered(Scheduler& scheduler, const char* name, Arguments&&... arguments)
      : Object(scheduler, name,
               {.in_one_order = kIsLock,
                .waits_as_touched = kIsLock,
                .enabled_is_safe = kIsLock,
                .leaves_nothing = kIsLock}),
        real_(scheduler, name, std::forward<Arguments>(arguments)...) {}

  bool Enabled(const Operation& operation, TaskId task) const override {
    return real_.Enabled(operation, task);
  }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    return real_.Perform(operation, task, choice);
  }
  int Choices(const Operation& operation, TaskId task) const override {
    return real_.Choices(operation, task);
  }
  Footprint FootprintOf(const Operation& operation, TaskId task) const override {
    return real_.FootprintOf(operation, task);
  }
  std::string_view OperationName(const Operation& operation) const override {
    return real_.OperationName(operation);
  }
  std::string OperationValue(const Operation& operation) const override {
    return real_.OperationValue(operation);
  }
  std::string Describe() const override { return real_.Describe(); }
  Obstacle WaitsFor(const Operation& operation, TaskId task) const override {
    return real_.WaitsFor(operation, task);
  }

 protected:
  /// An operation of the real object, directed to this one.
  template <typename T>
  T Mine(T operation) {
    operation.object = this;
    return operation;
  }

  Real real_;
};

class AlteredMutex : public Altered<Mutex, true> {
 public:
  using Altered::Altered;
  Operation Lock() { return Mine(real_.Lock()); }
  Operation Unlock() { return Mine(real_.Unlock()); }
};

/// A mutex that lets everybody in. It orders nobody, so it touches nothing.
class OpenMutex : public AlteredMutex {
 public:
  using AlteredMutex::AlteredMutex;
  bool Enabled(const Operation&, TaskId) const override { return true; }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
};

/// A mutex whose unlock does nothing.
class StuckMutex : public AlteredMutex {
 public:
  using AlteredMutex::AlteredMutex;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == Mutex::kUnlock) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

class AlteredCondition : public Altered<Condition> {
 public:
  using Altered::Altered;
  Condition::WaitOperation Wait(Mutex& mutex) { return Mine(real_.Wait(mutex)); }
  Operation NotifyOne() { return Mine(real_.NotifyOne()); }
  Operation NotifyAll() { return Mine(real_.NotifyAll()); }
  // To dpor, what acquires waits for the mutex alone; of a wake, it knows better for real
  // conditions only.
  Footprint FootprintOf(const Operation& operation, TaskId task) const override {
    Footprint footprint = real_.FootprintOf(operation, task);
    if (operation.code == Condition::kWake) footprint.second.acquires = false;
    return footprint;
  }
};

/// A condition whose notifications wake nobody.
class DeafCondition : public AlteredCondition {
 public:
  using AlteredCondition::AlteredCondition;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code >= Condition::kNotifyOne) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

/// A condition whose wait gives the mutex up in one step and begins to wait in another.
class TwoStepCondition : public AlteredCondition {
 public:
  using AlteredCondition::AlteredCondition;
  enum { kRelease = 100 };

  Condition::WaitOperation Wait(Mutex& mutex) {
    auto operation = AlteredCondition::Wait(mutex);
    operation.code = kRelease;
    return operation;
  }
  bool Enabled(const Operation& operation, TaskId task) const override {
    if (operation.code == kRelease) return true;
    // To begin to wait is a step of the real condition, which wants the mutex for it.
    if (operation.code == Condition::kWait) return MutexOf(operation).free();
    return real_.Enabled(operation, task);
  }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == kRelease) {
      MutexOf(operation).Release(task);
      operation.code = Condition::kWait;
      return Progress::kMore;
    }
    if (operation.code == Condition::kWait) MutexOf(operation).Acquire(task);
    return real_.Perform(operation, task, choice);
  }
  Footprint FootprintOf(const Operation& operation, TaskId task) const override {
    if (operation.code == kRelease) return {MutexOf(operation).ReleaseAccess(), {}};
    if (operation.code == Condition::kWait) {
      return {real_.FootprintOf(Notification(), task).first, MutexOf(operation).AcquireAccess()};
    }
    return AlteredCondition::FootprintOf(operation, task);
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kRelease ? "release" : real_.OperationName(operation);
  }

 private:
  static Mutex& MutexOf(const Operation& operation) {
    return *static_cast<const Condition::WaitOperation&>(operation).mutex;
  }
  /// What touches the condition as a write does.
  Operation Notification() const {
    return Operation(const_cast<Condition&>(real_), Condition::kNotifyAll, false,
                     std::source_location::current());
  }
};

class AlteredSemaphore : public Altered<Semaphore, true> {
 public:
  using Altered::Altered;
  Operation Acquire() { return Mine(real_.Acquire()); }
  Operation Release() { return Mine(real_.Release()); }
};

/// A semaphore that is not counted down. It orders nobody.
class OpenSemaphore : public AlteredSemaphore {
 public:
  using AlteredSemaphore::AlteredSemaphore;
  bool Enabled(const Operation&, TaskId) const override { return true; }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
};

/// A semaphore whose release counts nothing.
class StuckSemaphore : public AlteredSemaphore {
 public:
  using AlteredSemaphore::AlteredSemaphore;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == Semaphore::kRelease) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

class AlteredQueue : public Altered<Queue<int>> {
 public:
  using Altered::Altered;
  auto Put(int item) { return Mine(real_.Put(item)); }
  auto Get() { return Mine(real_.Get()); }
  std::size_t size() const { return real_.size(); }
  // Broken, a put and a get need not commute any more.
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }

 protected:
  static int& ItemOf(Operation& operation) {
    return static_cast<Queue<int>::GetOperation&>(operation).item;
  }
};

/// A queue whose get takes the newest item.
class NewestFirstQueue : public AlteredQueue {
 public:
  using AlteredQueue::AlteredQueue;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == QueueBase::kGet) Rotate(task);
    return real_.Perform(operation, task, choice);
  }

 private:
  /// Brings the newest item to the front.
  void Rotate(TaskId task) {
    for (std::size_t i = 1; i < real_.size(); ++i) {
      auto get = real_.Get();
      real_.Perform(get, task, 0);
      auto put = real_.Put(ItemOf(get));
      real_.Perform(put, task, 0);
    }
  }
};

/// A queue that forgets that it has a bound.
class BoundlessQueue : public AlteredQueue {
 public:
  using AlteredQueue::AlteredQueue;
  bool Enabled(const Operation& operation, TaskId task) const override {
    return operation.code == QueueBase::kPut || real_.Enabled(operation, task);
  }
};

/// A queue whose put drops the item where there is no room.
class LossyQueue : public BoundlessQueue {
 public:
  using BoundlessQueue::BoundlessQueue;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (!real_.Enabled(operation, task)) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

/// A queue whose get does not wait: of an empty queue it gets 0.
class HastyQueue : public AlteredQueue {
 public:
  using AlteredQueue::AlteredQueue;
  bool Enabled(const Operation&, TaskId) const override { return true; }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (!real_.Enabled(operation, task)) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

/// A join that does not wait.
class HastyEnds : public Altered<Ends> {
 public:
  explicit HastyEnds(Scheduler& scheduler) : Altered(scheduler, "ends") {}
  Operation Join(TaskId) { return Operation(*this, 0, false, std::source_location::current()); }
  std::string OperationValue(const Operation&) const override { return {}; }
};

class AlteredChannel : public Altered<Channel<int>> {
 public:
  using Altered::Altered;
  auto Send(int value) { return Mine(real_.Send(value)); }
  auto Receive() { return Mine(real_.Receive()); }
  auto Close() { return Mine(real_.Close()); }
};

/// A channel whose sender does not wait until the receiver asks for more.
class HastyChannel : public AlteredChannel {
 public:
  using AlteredChannel::AlteredChannel;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    real_.Perform(operation, task, choice);
    if (operation.code == Channel<int>::kReturn) return Progress::kDone;
    return operation.code == Channel<int>::kTake && !Taken(operation) ? Progress::kMore
                                                                      : Progress::kDone;
  }

 private:
  static bool Taken(const Operation& operation) {
    return static_cast<const Channel<int>::ReceiveOperation&>(operation).taken;
  }
};

/// A channel whose close tells nobody.
class OpenChannel : public AlteredChannel {
 public:
  using AlteredChannel::AlteredChannel;
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == Channel<int>::kClose) return Progress::kDone;
    return real_.Perform(operation, task, choice);
  }
};

/// A pair of equal numbers, as a manager keeps it.
struct Pair {
  int first = 0, second = 0;
  std::string Describe() const { return std::to_string(first) + "," + std::to_string(second); }
};

/// A manager whose set request writes one half, and then the other.
class TornPair : public Managed<Pair> {
 public:
  using Managed::Managed;
  enum { kSecondHalf = 100 };

  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == kLoad) return Managed::Perform(operation, task, choice);
    const Pair& pair = static_cast<LoadOperation&>(operation).value;
    if (operation.code == kStore) {
      value_.first = pair.first;
      operation.code = kSecondHalf;
      return Progress::kMore;
    }
    value_.second = pair.second;
    return Progress::kDone;
  }
};

/// An atomic whose addition is a load, then a store.
class TornAtomic : public Altered<Atomic<int>> {
 public:
  using Altered::Altered;
  enum { kStoreSum = 100 };

  auto FetchAdd(int amount) { return Mine(real_.FetchAdd(amount)); }
  int value() const { return real_.value(); }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& add = static_cast<AtomicBase::AccessOperation&>(operation);
    if (operation.code == kStoreSum) {
      real_.set_word(real_.Sum(add.seen, add.operand));
      return Progress::kDone;
    }
    add.seen = real_.word();
    operation.code = kStoreSum;
    return Progress::kMore;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kStoreSum ? Mode::kWrite : Mode::kRead), {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kStoreSum ? "store" : "load";
  }
};

/// A clock whose sleep does not wait.
class HastyClock : public Altered<Clock> {
 public:
  using Altered::Altered;
  Operation Sleep(std::chrono::microseconds) {
    return Operation(*this, 0, false, std::source_location::current());
  }
  std::string OperationValue(const Operation&) const override { return {}; }
};

/// A clock that counts a sleep from the beginning, not from when it is asked for.
class EarlyClock : public Altered<Clock> {
 public:
  using Altered::Altered;

  class SleepOperation : public Clock::SleepOperation {
   public:
    using Clock::SleepOperation::SleepOperation;
    template <typename Promise>
    bool await_suspend(std::coroutine_handle<Promise> task) {
      due_microseconds = pause.count();
      return Operation::await_suspend(task);
    }
  };

  SleepOperation Sleep(std::chrono::microseconds pause) {
    return SleepOperation(real_, pause, std::source_location::current());
  }
};

class AlteredConsole : public Altered<Console> {
 public:
  using Altered::Altered;
  Console::PrintOperation Print(std::string_view text) { return real_.Print(text); }
  std::string_view text() const { return real_.text(); }
};

/// A console that others can write to in the middle of a piece.
class TornConsole : public AlteredConsole {
 public:
  using AlteredConsole::AlteredConsole;
  Console::PrintOperation Print(std::string_view text) {
    return real_.Print(text.substr(0, 1), text.substr(1));
  }
};

/// A console that is to keep all, and keeps the line that is being printed.
class ForgetfulConsole : public AlteredConsole {
 public:
  ForgetfulConsole(Scheduler& scheduler, const char* name, Console::Keep)
      : AlteredConsole(scheduler, name, Console::Keep::kCurrentLine) {}
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_OBJECTS_H_
