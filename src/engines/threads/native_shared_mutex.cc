#include "src/engines/threads/native_shared_mutex.h"

namespace heddle::internal {

namespace {

constexpr std::uint64_t Bit(TaskId task) { return std::uint64_t{1} << task; }

}  // namespace

Progress NativeSharedMutex::Step(Operation& operation, Worker& worker) {
  const bool holds = worker.Holds(*this);
  switch (operation.code) {
    case SharedMutex::kUnlock:
    case SharedMutex::kUnlockShared: {
      const bool writes = operation.code == SharedMutex::kUnlock;
      // The model would say the same, but it may be asked only by whoever holds the lock.
      if (!holds || writes != IsWriter(worker.id)) mutex_.Refuse(operation, worker.id);
      const Progress progress = mutex_.Perform(operation, worker.id, 0);
      GiveBack(worker);
      return progress;
    }
    case SharedMutex::kTryLock:
    case SharedMutex::kTryLockShared:
      if (holds) mutex_.Refuse(operation, worker.id);
      return Try(operation, worker);
    default:
      if (holds) mutex_.Refuse(operation, worker.id);
      Take(operation, worker);
      return mutex_.Perform(operation, worker.id, 0);
  }
}

Progress NativeSharedMutex::Try(Operation& operation, Worker& worker) {
  const bool shared = operation.code == SharedMutex::kTryLockShared;
  const bool taken = shared ? native_.try_lock_shared() : native_.try_lock();
  if (!taken) {
    static_cast<SharedMutex::TryOperation&>(operation).taken = false;
    return Progress::kDone;
  }
  NoteTaken(shared, worker);
  return mutex_.Perform(operation, worker.id, 0);
}

void NativeSharedMutex::Take(Operation& operation, Worker& worker) {
  const bool shared = operation.code == SharedMutex::kLockShared;
  if (shared) {
    if (!native_.try_lock_shared()) {
      WaitsFor waits(worker, *this);
      native_.lock_shared();
    }
  } else if (!native_.try_lock()) {
    would_write_.fetch_or(Bit(worker.id), std::memory_order_relaxed);
    {
      WaitsFor waits(worker, *this);
      native_.lock();
    }
    would_write_.fetch_and(~Bit(worker.id), std::memory_order_relaxed);
  }
  NoteTaken(shared, worker);
  // Those who held it when the run was stopped have given it back without ado.
  if (run_.stopping.load(std::memory_order_acquire)) {
    GiveBack(worker);
    throw Stopped();
  }
}

void NativeSharedMutex::NoteTaken(bool shared, Worker& worker) {
  (shared ? readers_ : writers_).fetch_or(Bit(worker.id), std::memory_order_relaxed);
  worker.held.push_back(this);
}

void NativeSharedMutex::GiveBack(Worker& worker) {
  worker.Forget(*this);
  const bool writes = IsWriter(worker.id);
  (writes ? writers_ : readers_).fetch_and(~Bit(worker.id), std::memory_order_relaxed);
  if (writes) {
    native_.unlock();
  } else {
    native_.unlock_shared();
  }
}

bool NativeSharedMutex::Blocks(TaskId task) {
  const bool would_write = (would_write_.load(std::memory_order_relaxed) >> task & 1) != 0;
  const std::uint64_t readers = would_write ? readers_.load(std::memory_order_relaxed) : 0;
  return (writers_.load(std::memory_order_relaxed) | readers) != 0;
}

}  // namespace heddle::internal
