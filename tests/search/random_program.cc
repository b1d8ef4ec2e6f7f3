#include "tests/search/random_program.h"

#include <heddle/atomic.h>
#include <heddle/barrier.h>
#include <heddle/channel.h>
#include <heddle/choice.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/fence.h>
#include <heddle/fixed_string.h>
#include <heddle/heap.h>
#include <heddle/join.h>
#include <heddle/latch.h>
#include <heddle/maker.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
#include <heddle/shared_mutex.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace heddle::internal {

namespace {

using Code = Instruction::Code;

constexpr int kTwo = 2;  // variables, mutexes and queues
constexpr const char* kVariables[] = {"x", "y"};
constexpr const char* kMutexes[] = {"m", "n"};
constexpr const char* kQueues[] = {"q", "r"};
constexpr const char* kTasks[] = {"t0", "t1", "t2", "t3"};

/// What is in a block of memory.
struct Pair {
  int first = 0, second = 0;
};
constexpr int Pair::*kFields[] = {&Pair::first, &Pair::second};

/// What programs have that free memory.
struct Memories {
  Heap* heap = nullptr;
  std::array<Pair*, kTwo> blocks{};
  Managed<Pair*>* published = nullptr;
  Maker<Shared<int>>* maker = nullptr;
  Managed<Shared<int>*>* made = nullptr;
};

struct Objects {
  std::array<Cell<int>*, kTwo> variables;
  std::array<Mutex*, kTwo> mutexes;
  std::array<Queue<int>*, kTwo> queues;
  Semaphore& semaphore;
  Condition& condition;
  Channel<int>& channel;
  Choice& choice;
  std::array<Atomic<int>*, kTwo> atomics;
  Fence& fence;
  SharedMutex& shared_mutex;
  Latch& latch;
  Barrier& barrier;
  Ends& ends;
  Clock& clock;
  Memories memory;
  Waits waits;
  int tasks;
};

/// What a task has read, for the observer alone: a letter for each value.
using Read = FixedString<24>;

void Note(Read& read, int value) { read += static_cast<char>('0' + value); }

Object& ToDestroy(const Objects& objects, int which) {
  if (which < kTwo) return *objects.mutexes[which];
  if (which == kTwo) return *objects.atomics[0];
  return *objects.variables[0];
}

Task<> UseMemory(const Objects& objects, const Instruction& instruction, Read& read) {
  Heap& heap = *objects.memory.heap;
  Pair* const block = objects.memory.blocks[instruction.object % kTwo];
  const auto field = kFields[instruction.value % 2];
  switch (instruction.code) {
    case Code::kReadBlock:
      Note(read, co_await heap.Read(block, field));
      break;
    case Code::kWriteBlock:
      co_await heap.Write(block, field, instruction.value);
      break;
    case Code::kDeleteBlock:
      co_await heap.Delete(block);
      break;
    case Code::kPublish: {
      Pair* made = co_await heap.New<Pair>(instruction.value);
      co_await objects.memory.published->Store(made);
      break;
    }
    case Code::kTake: {
      Pair* taken = co_await objects.memory.published->Load();
      if (taken != nullptr) Note(read, co_await heap.Read(taken, field));
      break;
    }
    case Code::kTakeAway: {
      Pair* taken = co_await objects.memory.published->Load();
      co_await heap.Delete(taken);
      break;
    }
    case Code::kMake: {
      Shared<int>& made = co_await objects.memory.maker->Make();
      co_await objects.memory.made->Store(&made);
      break;
    }
    case Code::kUseMade: {
      Shared<int>* made = co_await objects.memory.made->Load();
      if (made != nullptr) Note(read, co_await made->Load());
      break;
    }
    case Code::kDestroyMade: {
      Shared<int>* made = co_await objects.memory.made->Load();
      if (made != nullptr) co_await objects.memory.maker->Destroy(*made);
      break;
    }
    default:
      co_await heap.Destroy(ToDestroy(objects, instruction.object));
  }
}

bool IsOnAtomic(const Instruction& instruction) {
  switch (instruction.code) {
    case Code::kAtomicLoad:
    case Code::kAtomicStore:
    case Code::kExchange:
    case Code::kCompareExchange:
    case Code::kWeakCompareExchange:
    case Code::kFetchAdd:
    case Code::kFetchOr:
    case Code::kSleepUnless:
    case Code::kAtomicNotifyOne:
    case Code::kAtomicNotifyAll:
    case Code::kFence:
    case Code::kAwait:
    case Code::kSpin:
      return true;
    default:
      return false;
  }
}

Task<> UseAtomic(const Objects& objects, const Instruction& instruction, Read& read) {
  Atomic<int>& atomic = *objects.atomics[instruction.object % kTwo];
  const std::memory_order order = instruction.order;
  const int least = instruction.value;
  switch (instruction.code) {
    case Code::kAtomicLoad:
      Note(read, co_await atomic.Load(order));
      break;
    case Code::kAtomicStore:
      co_await atomic.Store(instruction.value, order);
      break;
    case Code::kExchange:
      Note(read, co_await atomic.Exchange(instruction.value, order));
      break;
    case Code::kCompareExchange:
      Note(read, co_await atomic.CompareExchange(instruction.value, 2, order));
      break;
    case Code::kWeakCompareExchange: {
      const auto [exchanged, seen] =
          co_await atomic.CompareExchangeWeak(instruction.value, 2, order);
      Note(read, exchanged ? 8 : seen);
      break;
    }
    case Code::kFetchAdd:
      Note(read, co_await atomic.FetchAdd(1, order));
      break;
    case Code::kFetchOr:
      Note(read, co_await atomic.FetchOr(instruction.value, order));
      break;
    case Code::kSleepUnless:
      co_await atomic.Wait(instruction.value, order);
      break;
    case Code::kAtomicNotifyOne:
      co_await atomic.NotifyOne();
      break;
    case Code::kAtomicNotifyAll:
      co_await atomic.NotifyAll();
      break;
    case Code::kFence:
      co_await objects.fence.Issue(order);
      break;
    default:
      if (instruction.code == Code::kSpin && objects.waits == Waits::kByLoop) {
        int value;
        while ((value = co_await atomic.Load(order)) < least) {
        }
        Note(read, value);
      } else {
        Note(read, co_await atomic.Await([least](int value) { return value >= least; }, order));
      }
  }
}

bool IsOnLock(const Instruction& instruction) {
  return instruction.code >= Code::kLock && instruction.code <= Code::kArriveAndDrop;
}

/// Gives how many of the next instructions are left out.
Task<int> UseLock(const Objects& objects, const Instruction& instruction, Read& read) {
  Mutex& mutex = *objects.mutexes[instruction.object % kTwo];
  SharedMutex& shared_mutex = objects.shared_mutex;
  bool taken = true;
  switch (instruction.code) {
    case Code::kLock:
      co_await mutex.Lock();
      break;
    case Code::kUnlock:
      co_await mutex.Unlock();
      break;
    case Code::kTryLock:
      taken = co_await mutex.TryLock();
      Note(read, taken ? 1 : 0);
      break;
    case Code::kAcquire:
      co_await objects.semaphore.Acquire();
      break;
    case Code::kRelease:
      co_await objects.semaphore.Release();
      break;
    case Code::kTryAcquire:
      Note(read, co_await objects.semaphore.TryAcquire() ? 1 : 0);
      break;
    case Code::kWriteLock:
      co_await shared_mutex.Lock();
      break;
    case Code::kWriteUnlock:
      co_await shared_mutex.Unlock();
      break;
    case Code::kReadLock:
      co_await shared_mutex.LockShared();
      break;
    case Code::kReadUnlock:
      co_await shared_mutex.UnlockShared();
      break;
    case Code::kTryWriteLock:
      taken = co_await shared_mutex.TryLock();
      Note(read, taken ? 1 : 0);
      break;
    case Code::kTryReadLock:
      taken = co_await shared_mutex.TryLockShared();
      Note(read, taken ? 1 : 0);
      break;
    case Code::kCountDown:
      co_await objects.latch.CountDown();
      break;
    case Code::kAwaitLatch:
      co_await objects.latch.Wait();
      break;
    case Code::kTryLatch:
      Note(read, co_await objects.latch.TryWait() ? 1 : 0);
      break;
    case Code::kArrive:
      co_await objects.barrier.ArriveAndWait();
      break;
    default:
      co_await objects.barrier.ArriveAndDrop();
  }
  co_return taken ? 0 : 2;
}

// A sanitizer is to leave it alone: it is to crash.
[[gnu::noinline]] __attribute__((no_sanitize("address", "undefined", "thread"))) void Crash(
    bool aborts) {
  if (aborts) std::abort();
  static int* volatile nowhere = nullptr;
  *nowhere = 1;
}

// The instructions belong to the scenario: a world in an arena is not destroyed, so it may own
// nothing outside of it.
Task<> Interpret(Objects objects, const std::vector<Instruction>& instructions, Read& read) {
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& instruction = instructions[i];
    const int object = instruction.object;
    switch (instruction.code) {
      case Code::kLoad:
        Note(read, co_await objects.variables[object]->Load());
        break;
      case Code::kStore:
        co_await objects.variables[object]->Store(instruction.value);
        break;
      case Code::kUpdate:
        co_await objects.variables[object]->Update([](int& value) { ++value; });
        break;
      case Code::kSkipUnless0: {
        const int value = co_await objects.variables[object]->Load();
        Note(read, value);
        if (value != 0) ++i;
        break;
      }
      case Code::kWait:
        co_await objects.condition.Wait(*objects.mutexes[object]);
        break;
      case Code::kNotifyOne:
        co_await objects.condition.NotifyOne();
        break;
      case Code::kNotifyAll:
        co_await objects.condition.NotifyAll();
        break;
      case Code::kPut:
        co_await objects.queues[object]->Put(instruction.value);
        break;
      case Code::kGet:
        Note(read, co_await objects.queues[object]->Get());
        break;
      case Code::kSend:
        co_await objects.channel.Send(instruction.value);
        break;
      case Code::kReceive: {
        const std::optional<int> value = co_await objects.channel.Receive();
        Note(read, value.value_or(9));
        break;
      }
      case Code::kClose:
        co_await objects.channel.Close();
        break;
      case Code::kChoose:
        Note(read, co_await objects.choice.Choose(2));
        break;
      case Code::kJoin:
        co_await objects.ends.Join(object % objects.tasks);
        break;
      case Code::kSleep:
        co_await objects.clock.Sleep(std::chrono::microseconds(instruction.value));
        break;
      case Code::kThrow:
        throw std::runtime_error("thrown");
      case Code::kCrash:
        Crash(instruction.value % 2 == 0);
        break;
      default:
        if (IsOnLock(instruction)) {
          i += static_cast<std::size_t>(co_await UseLock(objects, instruction, read));
        } else if (IsOnAtomic(instruction)) {
          co_await UseAtomic(objects, instruction, read);
        } else {
          co_await UseMemory(objects, instruction, read);
        }
    }
  }
}

}  // namespace

bool Any(const RandomProgram& program, const std::function<bool(const Instruction&)>& is_it) {
  return std::ranges::any_of(program.tasks, [&](const std::vector<Item>& items) {
    return std::ranges::any_of(items,
                               [&](const Item& item) { return std::ranges::any_of(item, is_it); });
  });
}

bool Sleeps(const RandomProgram& program) {
  return Any(program,
             [](const Instruction& instruction) { return instruction.code == Code::kSleep; });
}

Scenario AsScenario(const RandomProgram& program, bool may_be_abandoned, Waits waits) {
  std::vector<std::shared_ptr<const std::vector<Instruction>>> code;
  for (const std::vector<Item>& items : program.tasks) {
    std::vector<Instruction> all;
    for (const Item& item : items) all.insert(all.end(), item.begin(), item.end());
    code.push_back(std::make_shared<const std::vector<Instruction>>(std::move(all)));
  }
  Scenario scenario;
  scenario.name = "random";
  scenario.observers = {{kEverything, ""}};
  scenario.set_up = [program, code, may_be_abandoned, waits](Scheduler& scheduler,
                                                             const Parameters&) {
    const int tasks = static_cast<int>(code.size());
    Objects objects{{},
                    {},
                    {},
                    scheduler.Make<Semaphore>("s", program.semaphore),
                    scheduler.Make<Condition>("c"),
                    scheduler.Make<Channel<int>>("ch"),
                    scheduler.Make<Choice>("choice"),
                    {&scheduler.Make<Atomic<int>>("a"), &scheduler.Make<Atomic<int>>("b")},
                    scheduler.Make<Fence>(),
                    scheduler.Make<SharedMutex>("w"),
                    scheduler.Make<Latch>("latch", program.latch),
                    scheduler.Make<Barrier>("barrier", program.barrier),
                    scheduler.Make<Ends>(),
                    scheduler.Make<Clock>("clock", /*virtual_time=*/true),
                    {},
                    waits,
                    tasks};
    if (program.frees) {
      Memories& memory = objects.memory;
      memory.heap = &scheduler.Make<Heap>("heap", Heap::Room{4, sizeof(Pair)});
      for (Pair*& block : memory.blocks) block = memory.heap->Make<Pair>();
      memory.published = &scheduler.Make<Managed<Pair*>>("p");
      memory.maker = &scheduler.Make<Maker<Shared<int>>>("made", 4, 5);
      memory.made = &scheduler.Make<Managed<Shared<int>*>>("v");
      if (program.may_leak) scheduler.AllowLeaks();
    }
    for (int i = 0; i < kTwo; ++i) {
      if (program.managed) {
        objects.variables[i] = &scheduler.Make<Managed<int>>(kVariables[i]);
      } else {
        objects.variables[i] = &scheduler.Make<Shared<int>>(kVariables[i]);
      }
      objects.mutexes[i] = &scheduler.Make<Mutex>(kMutexes[i]);
      objects.queues[i] = &scheduler.Make<Queue<int>>(kQueues[i], i == 0 ? program.queue : 0);
    }
    auto& reads = scheduler.Make<std::array<Read, std::size(kTasks)>>();
    for (int task = 0; task < tasks; ++task) {
      TaskTraits traits;
      traits.may_be_abandoned = may_be_abandoned;
      scheduler.Spawn(kTasks[task], Interpret(objects, *code[task], reads[task]), traits);
    }
    scheduler.Observe(kEverything, [&scheduler, &reads, tasks](std::string& out) {
      for (const Object* object : scheduler.program().objects()) {
        if (const std::string now = object->Describe(); !now.empty()) {
          out += std::string(object->name()) + "=" + now + " ";
        }
      }
      for (int task = 0; task < tasks; ++task) {
        out += std::string(kTasks[task]) + ":" + std::string(reads[task].view());
        out += scheduler.program().task_state(task).finished ? " " : "... ";
      }
    });
  };
  return scenario;
}

}  // namespace heddle::internal
