#include "src/engines/threads/thread_objects.h"

#include <heddle/clock.h>
#include <heddle/console.h>
#include <heddle/scheduler.h>

#include <algorithm>
#include <bit>

#include "src/engines/pace.h"
#include "src/engines/printing.h"

namespace heddle::internal {

namespace {

void Print(const Operation& operation, const ThreadedRun& run) {
  const auto& print = static_cast<const Console::PrintOperation&>(operation);
  if (!WritePiece(run.options.output_fd, print.NextPiece(), run.stopping)) throw Stopped();
}

}  // namespace

// --- Monitor

Monitor::Monitor(ThreadedRun& run, Object& object, std::shared_ptr<Gate> gate)
    : run_(run),
      object_(object),
      prints_(dynamic_cast<const Console*>(&object) != nullptr),
      asks_for_ends_(!object.traits().ignores_ends),
      gate_(std::move(gate)) {}

bool Monitor::Enabled(const Operation& operation, TaskId task) {
  if (!operation.may_block) return true;
  if (!asks_for_ends_) return object_.Enabled(operation, task);
  std::shared_lock ends(run_.ends);
  return object_.Enabled(operation, task);
}

void Monitor::WaitUntilEnabled(std::unique_lock<std::mutex>& lock, const Operation& operation,
                               Worker& worker) {
  WaitsFor waits(worker, *this);
  waiting_.emplace_back(worker.id, &operation);
  gate_->changed.wait(lock, [&] {
    return run_.stopping.load(std::memory_order_acquire) || Enabled(operation, worker.id);
  });
  std::erase(waiting_, std::pair(worker.id, &operation));
}

Progress Monitor::Step(Operation& operation, Worker& worker) {
  std::unique_lock lock(gate_->mutex);
  if (!Enabled(operation, worker.id)) WaitUntilEnabled(lock, operation, worker);
  run_.ThrowIfStopping();
  const int choice =
      operation.has_choices ? worker.chance.Draw(object_.Choices(operation, worker.id)) : 0;
  run_.Note(operation, worker.id, choice);
  std::shared_lock ends(run_.ends, std::defer_lock);
  if (asks_for_ends_) ends.lock();
  if (prints_) Print(operation, run_);
  const Progress progress = object_.Perform(operation, worker.id, choice);
  gate_->changed.notify_all();
  return progress;
}

bool Monitor::Blocks(TaskId task) {
  std::lock_guard lock(gate_->mutex);
  for (const auto& [waiter, operation] : waiting_) {
    if (waiter == task) return !Enabled(*operation, task);
  }
  return false;
}

void Monitor::Stop() {
  // Whoever is between looking at `stopping` and waiting holds the lock.
  { std::lock_guard lock(gate_->mutex); }
  gate_->changed.notify_all();
}

void Monitor::TaskEnded() {
  if (asks_for_ends_) Stop();
}

// --- Unguarded, Printer, Sleeper

Progress Unguarded::Step(Operation& operation, Worker& worker) {
  const int choice = operation.has_choices
                         ? worker.chance.Draw(operation.object->Choices(operation, worker.id))
                         : 0;
  return operation.object->Perform(operation, worker.id, choice);
}

Progress Printer::Step(Operation& operation, Worker& worker) {
  Print(operation, run_);
  return operation.object->Perform(operation, worker.id, 0);
}

Progress Sleeper::Step(Operation& operation, Worker& worker) {
  const auto& sleep = static_cast<const Clock::SleepOperation&>(operation);
  if (!SleepAtPace(sleep.pause, run_.options.pace, run_.stopping)) throw Stopped();
  if (gate_ == nullptr) return operation.object->Perform(operation, worker.id, 0);
  std::lock_guard lock(gate_->mutex);
  run_.Note(operation, worker.id, 0);
  return operation.object->Perform(operation, worker.id, 0);
}

// --- NativeMutex

Progress NativeMutex::Step(Operation& operation, Worker& worker) {
  if (operation.code == Mutex::kLock) {
    if (!worker.Holds(*this)) Take(worker);
    return mutex_.Perform(operation, worker.id, 0);  // says so if it was held already
  }
  if (operation.code == Mutex::kTryLock) {
    if (worker.Holds(*this)) mutex_.RefuseLock(worker.id);
    if (native_.try_lock()) {
      NoteTaken(worker);
      return mutex_.Perform(operation, worker.id, 0);
    }
    static_cast<Mutex::TryLockOperation&>(operation).taken = false;
    return Progress::kDone;
  }
  // The model would say the same, but it may be asked only by whoever holds the mutex.
  if (!worker.Holds(*this)) mutex_.RefuseUnlock(worker.id);
  const Progress progress = mutex_.Perform(operation, worker.id, 0);
  GiveBack(worker);
  return progress;
}

void NativeMutex::Take(Worker& worker) {
  if (!native_.try_lock()) {
    WaitsFor waits(worker, *this);
    native_.lock();
  }
  // Those who held it when the run was stopped have given it back without ado.
  if (run_.stopping.load(std::memory_order_acquire)) {
    native_.unlock();
    throw Stopped();
  }
  NoteTaken(worker);
}

void NativeMutex::NoteTaken(Worker& worker) {
  holder_.store(worker.id, std::memory_order_relaxed);
  worker.held.push_back(this);
}

void NativeMutex::GiveBack(Worker& worker) {
  worker.Forget(*this);
  holder_.store(kNobody, std::memory_order_relaxed);
  native_.unlock();
}

bool NativeMutex::Blocks(TaskId task) {
  const int holder = holder_.load(std::memory_order_relaxed);
  return holder != kNobody && holder != task;
}

// --- NativeCondition

NativeCondition::NativeCondition(ThreadedRun& run, Condition& condition, int tasks,
                                 const std::vector<std::unique_ptr<NativeObject>>& objects)
    : run_(run),
      condition_(condition),
      tasks_(tasks),
      objects_(objects),
      notified_(std::make_unique<std::condition_variable[]>(tasks)) {}

NativeMutex& NativeCondition::MutexOf(const Operation& operation) const {
  const auto& wait = static_cast<const Condition::WaitOperation&>(operation);
  return static_cast<NativeMutex&>(*objects_[wait.mutex->id()]);
}

Progress NativeCondition::Step(Operation& operation, Worker& worker) {
  switch (operation.code) {
    case Condition::kWait:
      return Wait(operation, worker);
    case Condition::kWake:
      return WakeUp(operation, worker);
    default:
      return Notify(operation, worker);
  }
}

Progress NativeCondition::Wait(Operation& operation, Worker& worker) {
  NativeMutex& mutex = MutexOf(operation);
  if (!worker.Holds(mutex)) {
    condition_.RefuseWait(*static_cast<const Condition::WaitOperation&>(operation).mutex,
                          worker.id);
  }
  std::lock_guard lock(mutex_);
  const Progress progress = condition_.Perform(operation, worker.id, 0);
  mutex.GiveBack(worker);
  return progress;
}

Progress NativeCondition::WakeUp(Operation& operation, Worker& worker) {
  {
    std::unique_lock lock(mutex_);
    WaitsFor waits(worker, *this);
    notified_[worker.id].wait(lock, [&] {
      return run_.stopping.load(std::memory_order_acquire) || !condition_.IsWaiting(worker.id);
    });
  }
  run_.ThrowIfStopping();
  MutexOf(operation).Take(worker);
  std::lock_guard lock(mutex_);
  return condition_.Perform(operation, worker.id, 0);
}

Progress NativeCondition::Notify(Operation& operation, Worker& worker) {
  std::lock_guard lock(mutex_);
  const int choice = worker.chance.Draw(condition_.Choices(operation, worker.id));
  const Progress progress = condition_.Perform(operation, worker.id, choice);
  for (std::uint64_t woken = operation.woken; woken != 0; woken &= woken - 1) {
    notified_[std::countr_zero(woken)].notify_one();
  }
  return progress;
}

bool NativeCondition::Blocks(TaskId task) {
  std::lock_guard lock(mutex_);
  return condition_.IsWaiting(task);
}

void NativeCondition::Stop() {
  std::lock_guard lock(mutex_);
  for (int task = 0; task < tasks_; ++task) notified_[task].notify_one();
}

}  // namespace heddle::internal
