#include "src/engines/threads/native_atomic.h"

#include <bit>
#include <chrono>
#include <thread>

namespace heddle::internal {

namespace {

constexpr std::uint64_t Bit(TaskId task) { return std::uint64_t{1} << task; }

}  // namespace

// --- ParkingLot
//
// Who waits enters and then looks at the value; who notifies has stored and then looks who is in.
// The fences see to it that one of the two sees what the other did. They are fences, and the rest
// is relaxed, so that ThreadSanitizer sees no order in it that the scenario does not have.

void ParkingLot::Enter(TaskId task) {
  woken_[task].store(0, std::memory_order_relaxed);
  waiting_.fetch_or(Bit(task), std::memory_order_relaxed);
  std::atomic_thread_fence(std::memory_order_seq_cst);
}

bool ParkingLot::Leave(TaskId task) {
  return (waiting_.fetch_and(~Bit(task), std::memory_order_relaxed) & Bit(task)) == 0;
}

void ParkingLot::Sleep(TaskId task) { woken_[task].wait(0, std::memory_order_relaxed); }

bool ParkingLot::Wake(TaskId task) {
  if (Leave(task)) return false;
  // Sequentially consistent: libstdc++ looks next whether anybody sleeps.
  woken_[task].store(1, std::memory_order_seq_cst);
  woken_[task].notify_one();
  return true;
}

bool ParkingLot::WakeOne(Perturbation& chance) {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  for (;;) {
    std::uint64_t waiting = waiting_.load(std::memory_order_relaxed);
    if (waiting == 0) return false;
    for (int skip = chance.Draw(std::popcount(waiting)); skip > 0; --skip) waiting &= waiting - 1;
    if (Wake(std::countr_zero(waiting))) return true;
  }
}

bool ParkingLot::WakeAll() {
  std::atomic_thread_fence(std::memory_order_seq_cst);
  bool any = false;
  for (TaskId task = 0; task < tasks_; ++task) any |= Wake(task);
  return any;
}

// --- NativeAtomic

Progress NativeAtomic::Step(Operation& operation, Worker& worker) {
  auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
  switch (operation.code) {
    case AtomicBase::kAwait:
      WaitUntilAccepted(access, worker);
      break;
    case AtomicBase::kWait:
    case AtomicBase::kWake:
      return Wait(access, worker);
    case AtomicBase::kNotifyOne:
      WakeOne(worker.chance);
      return Progress::kDone;
    case AtomicBase::kNotifyAll:
      if (!parked_.WakeAll()) atomic_.NoteUnheard();
      return Progress::kDone;
    default:
      break;
  }
  const int choice =
      operation.has_choices ? worker.chance.Draw(atomic_.Choices(operation, worker.id)) : 0;
  return atomic_.Perform(operation, worker.id, choice);
}

Progress NativeAtomic::Wait(AtomicBase::AccessOperation& wait, Worker& worker) {
  if (wait.code == AtomicBase::kWake) {
    sleeps_[worker.id].store(true, std::memory_order_relaxed);
    {
      WaitsFor waits(worker, *this);
      parked_.Sleep(worker.id);
    }
    sleeps_[worker.id].store(false, std::memory_order_relaxed);
  }
  run_.ThrowIfStopping();
  parked_.Enter(worker.id);
  wait.seen = atomic_.Read(wait.order);
  if (wait.seen == wait.expected) {
    wait.code = AtomicBase::kWake;
    return Progress::kMore;
  }
  if (parked_.Leave(worker.id)) WakeOne(worker.chance);
  return Progress::kDone;
}

bool NativeAtomic::Accepts(const AtomicBase::AccessOperation& await, TaskId task) {
  const AtomicBase::Word word = atomic_.word();
  if (await.accepts(await, word)) return true;
  refused_[task].store(word, std::memory_order_relaxed);
  return false;
}

// It goes round, for what it waits for is told by no notification.
void NativeAtomic::WaitUntilAccepted(const AtomicBase::AccessOperation& await, Worker& worker) {
  constexpr int kSpins = 100;
  constexpr std::chrono::microseconds kPause(20);
  if (Accepts(await, worker.id)) return;
  WaitsFor waits(worker, *this);
  for (int spins = 0; !Accepts(await, worker.id); ++spins) {
    run_.ThrowIfStopping();
    if (spins < kSpins) {
      std::this_thread::yield();
    } else {
      std::this_thread::sleep_for(kPause);
    }
  }
}

// The operation itself is the task's, which may be past it by now. But what an await waits for
// depends on the value alone; and who sleeps is in the lot.
bool NativeAtomic::Blocks(TaskId task) {
  if (sleeps_[task].load(std::memory_order_relaxed)) return parked_.IsIn(task);
  return atomic_.word() == refused_[task].load(std::memory_order_relaxed);
}

}  // namespace heddle::internal
