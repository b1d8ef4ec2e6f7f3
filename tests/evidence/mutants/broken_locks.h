#ifndef HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_LOCKS_H_
#define HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_LOCKS_H_

#include <heddle/atomic.h>
#include <heddle/barrier.h>
#include <heddle/latch.h>
#include <heddle/mutex.h>
#include <heddle/semaphore.h>
#include <heddle/shared_mutex.h>

#include "tests/evidence/mutants/broken_objects.h"

namespace heddle::internal {

/// A try-lock that says it has taken what another holds.
class BoastingMutex : public Altered<Mutex> {
 public:
  using Altered::Altered;
  auto TryLock() { return Mine(real_.TryLock()); }
  Operation Unlock() { return Mine(real_.Unlock()); }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    if (operation.code == Mutex::kUnlock && !real_.IsHeldBy(task)) return Progress::kDone;
    const Progress progress = real_.Perform(operation, task, choice);
    if (operation.code == Mutex::kTryLock) {
      static_cast<Mutex::TryLockOperation&>(operation).taken = true;
    }
    return progress;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
};

/// A semaphore whose try-acquire takes none.
class GenerousSemaphore : public Altered<Semaphore> {
 public:
  using Altered::Altered;
  auto TryAcquire() { return Mine(real_.TryAcquire()); }
  Progress Perform(Operation& operation, TaskId, int) override {
    static_cast<Semaphore::TryAcquireOperation&>(operation).taken = real_.count() > 0;
    return Progress::kDone;
  }
};

/// A futex that reads the value in one step, and goes to sleep in another.
class TwoStepFutex : public Altered<Atomic<int>> {
 public:
  using Altered::Altered;
  enum { kRead = 100 };

  auto Store(int value) { return Mine(real_.Store(value)); }
  auto NotifyOne() { return Mine(real_.NotifyOne()); }
  auto Wait(int old) {
    auto wait = Mine(real_.Wait(old));
    wait.code = kRead;
    return wait;
  }
  int value() const { return real_.value(); }

  bool Enabled(const Operation& operation, TaskId task) const override {
    return operation.code == kRead || real_.Enabled(operation, task);
  }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
    if (operation.code == kRead) {
      if (real_.word() != access.expected) return Progress::kDone;
      operation.code = AtomicBase::kWait;
      return Progress::kMore;
    }
    if (operation.code == AtomicBase::kWait) {
      // Asleep, whatever the value is by now.
      const AtomicBase::Word now = real_.word();
      real_.set_word(access.expected);
      const Progress progress = real_.Perform(operation, task, choice);
      real_.set_word(now);
      return progress;
    }
    return real_.Perform(operation, task, choice);
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kRead ? Mode::kRead : Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kRead ? "read" : real_.OperationName(operation);
  }
};

/// A fetch-or that is a load, then a store.
class TornBits : public Altered<Atomic<unsigned>> {
 public:
  using Altered::Altered;
  enum { kStoreBits = 100 };

  auto FetchOr(unsigned bits) { return Mine(real_.FetchOr(bits)); }
  unsigned value() const { return real_.value(); }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
    if (operation.code == kStoreBits) {
      real_.set_word(access.seen | access.operand);
      return Progress::kDone;
    }
    access.seen = real_.word();
    operation.code = kStoreBits;
    return Progress::kMore;
  }
  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    return {AccessIn(operation.code == kStoreBits ? Mode::kWrite : Mode::kRead), {}};
  }
  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == kStoreBits ? "store" : "load";
  }
};

/// A weak compare-and-exchange that writes where it says that it has failed.
class SlyWeakAtomic : public Altered<Atomic<int>> {
 public:
  using Altered::Altered;
  auto CompareExchangeWeak(int expected, int desired) {
    return Mine(real_.CompareExchangeWeak(expected, desired));
  }
  int value() const { return real_.value(); }
  Progress Perform(Operation& operation, TaskId task, int choice) override {
    const Progress progress = real_.Perform(operation, task, choice);
    const auto& access = static_cast<const AtomicBase::AccessOperation&>(operation);
    if (choice != 0) real_.set_word(access.operand);
    return progress;
  }
};

/// A shared mutex that lets a writer in among readers.
class LaxSharedMutex : public Altered<SharedMutex> {
 public:
  using Altered::Altered;
  Operation Lock() { return Mine(real_.LockShared()); }
  Operation Unlock() { return Mine(real_.UnlockShared()); }
  Operation LockShared() { return Mine(real_.LockShared()); }
  Operation UnlockShared() { return Mine(real_.UnlockShared()); }
};

/// A latch that opens when the first has counted down.
class HastyLatch : public Altered<Latch> {
 public:
  using Altered::Altered;
  auto CountDown() { return Mine(real_.CountDown(1)); }
  Operation Wait() { return Mine(real_.Wait()); }
  bool Enabled(const Operation& operation, TaskId) const override {
    return operation.code != Latch::kWait || real_.count() <= 1;
  }
};

/// A barrier at which nobody waits.
class OpenBarrier : public Altered<Barrier> {
 public:
  using Altered::Altered;
  Operation ArriveAndWait() { return Mine(real_.ArriveAndDrop()); }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_MUTANTS_BROKEN_LOCKS_H_
