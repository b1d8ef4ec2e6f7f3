#include "src/engines/threads/native_timed.h"

#include <bit>

namespace heddle::internal {

namespace {

using Clock = std::chrono::steady_clock;

Clock::time_point After(std::chrono::microseconds time, const ThreadedRun& run) {
  const std::chrono::duration<double, std::micro> scaled(static_cast<double>(time.count()) *
                                                         run.options.pace);
  return Clock::now() + std::chrono::duration_cast<Clock::duration>(scaled);
}

}  // namespace

// --- NativeTimedCondition

NativeMutex& NativeTimedCondition::MutexOf(const Operation& operation) const {
  const auto& wait = static_cast<const TimedCondition::WaitOperation&>(operation);
  return static_cast<NativeMutex&>(*objects_[wait.mutex->id()]);
}

Progress NativeTimedCondition::Step(Operation& operation, Worker& worker) {
  switch (operation.code) {
    case TimedCondition::kWait:
    case TimedCondition::kTimedWait:
      return Wait(operation, worker);
    case TimedCondition::kWake:
    case TimedCondition::kTimedWake:
      return WakeUp(operation, worker);
    default:
      return Notify(operation, worker);
  }
}

Progress NativeTimedCondition::Wait(Operation& operation, Worker& worker) {
  NativeMutex& mutex = MutexOf(operation);
  if (!worker.Holds(mutex)) condition_.RefuseWait(operation, worker.id);
  std::lock_guard lock(mutex_);
  const Progress progress = condition_.Perform(operation, worker.id, 0);
  mutex.GiveBack(worker);
  return progress;
}

// Who waits for a while can go on without being told, and does not count as one that waits.
Progress NativeTimedCondition::WakeUp(Operation& operation, Worker& worker) {
  {
    std::unique_lock lock(mutex_);
    const auto may_go_on = [&] {
      return run_.stopping.load(std::memory_order_acquire) || !condition_.IsWaiting(worker.id);
    };
    if (operation.code == TimedCondition::kTimedWake) {
      const auto& wait = static_cast<const TimedCondition::WaitForOperation&>(operation);
      notified_[worker.id].wait_until(lock, After(wait.time, run_), may_go_on);
    } else {
      WaitsFor waits(worker, *this);
      notified_[worker.id].wait(lock, may_go_on);
    }
  }
  run_.ThrowIfStopping();
  MutexOf(operation).Take(worker);
  std::lock_guard lock(mutex_);
  return condition_.Perform(operation, worker.id, 0);
}

Progress NativeTimedCondition::Notify(Operation& operation, Worker& worker) {
  std::lock_guard lock(mutex_);
  const int choice = worker.chance.Draw(condition_.Choices(operation, worker.id));
  const Progress progress = condition_.Perform(operation, worker.id, choice);
  auto told = static_cast<const TimedCondition::NotifyOperation&>(operation).told;
  for (; told != 0; told &= told - 1) notified_[std::countr_zero(told)].notify_one();
  return progress;
}

bool NativeTimedCondition::Blocks(TaskId task) {
  std::lock_guard lock(mutex_);
  return condition_.IsWaiting(task);
}

void NativeTimedCondition::Stop() {
  std::lock_guard lock(mutex_);
  for (int task = 0; task < tasks_; ++task) notified_[task].notify_one();
}

// --- NativeTimer

Progress NativeTimer::Step(Operation& operation, Worker& worker) {
  std::unique_lock lock(mutex_);
  int choice = 0;
  switch (operation.code) {
    case Timer::kStart:
      due_ = After(static_cast<const Timer::StartOperation&>(operation).time, run_);
      break;
    case Timer::kWait:
      WaitUntilOver(lock, worker);
      break;
    default:
      choice = Clock::now() >= due_ ? 1 : 0;
  }
  const Progress progress = timer_.Perform(operation, worker.id, choice);
  changed_.notify_all();
  return progress;
}

void NativeTimer::WaitUntilOver(std::unique_lock<std::mutex>& lock, Worker& worker) {
  while (!timer_.is_over()) {
    run_.ThrowIfStopping();
    if (timer_.runs()) {
      if (Clock::now() >= due_) return;
      changed_.wait_until(lock, due_);
    } else {
      WaitsFor waits(worker, *this);
      changed_.wait(lock, [&] {
        return run_.stopping.load(std::memory_order_acquire) || timer_.runs() || timer_.is_over();
      });
    }
  }
}

bool NativeTimer::Blocks(TaskId) {
  std::lock_guard lock(mutex_);
  return !timer_.runs() && !timer_.is_over();
}

void NativeTimer::Stop() {
  std::lock_guard lock(mutex_);
  changed_.notify_all();
}

}  // namespace heddle::internal
