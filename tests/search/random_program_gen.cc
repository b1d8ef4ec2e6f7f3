// How random programs are drawn: see random_program.h.

#include <algorithm>
#include <utility>

#include "tests/search/random_program.h"

namespace heddle::internal {

namespace {

using Code = Instruction::Code;

/// How many steps an instruction takes at the most.
int Steps(const Item& item) {
  int steps = 0;
  for (const Instruction& instruction : item) {
    switch (instruction.code) {
      case Code::kThrow:
      case Code::kCrash:
        break;
      case Code::kUpdate:
      case Code::kWait:
      case Code::kPublish:
      case Code::kTake:
      case Code::kTakeAway:
      case Code::kMake:
      case Code::kUseMade:
      case Code::kDestroyMade:
      case Code::kSend:
      case Code::kReceive:
      case Code::kClose:
      case Code::kSleepUnless:
      case Code::kArrive:
        steps += 2;
        break;
      default:
        ++steps;
    }
  }
  return steps;
}

rc::Gen<int> Either() { return rc::gen::inRange(0, 2); }

/// Something that is one instruction, and cannot go wrong. Only the first task sends, only the
/// second receives.
rc::Gen<Instruction> AnyInstruction(std::size_t task) {
  const Code over_channel = task == 0 ? Code::kSend : task == 1 ? Code::kReceive : Code::kNotifyAll;
  const auto code = rc::gen::weightedElement<Code>({{6, Code::kLoad},
                                                    {6, Code::kStore},
                                                    {4, Code::kUpdate},
                                                    {2, Code::kAcquire},
                                                    {3, Code::kRelease},
                                                    {2, Code::kNotifyOne},
                                                    {2, Code::kNotifyAll},
                                                    {5, Code::kPut},
                                                    {4, Code::kGet},
                                                    {2, over_channel},
                                                    {2, Code::kChoose},
                                                    {2, Code::kAtomicLoad},
                                                    {2, Code::kAtomicStore},
                                                    {2, Code::kExchange},
                                                    {2, Code::kCompareExchange},
                                                    {2, Code::kFetchAdd},
                                                    {2, Code::kFetchOr},
                                                    {2, Code::kWeakCompareExchange},
                                                    {2, Code::kSleepUnless},
                                                    {2, Code::kAtomicNotifyOne},
                                                    {1, Code::kAtomicNotifyAll},
                                                    {2, Code::kTryAcquire},
                                                    {2, Code::kCountDown},
                                                    {1, Code::kAwaitLatch},
                                                    {1, Code::kTryLatch},
                                                    {2, Code::kArrive},
                                                    {1, Code::kArriveAndDrop},
                                                    {3, Code::kAwait}});
  return rc::gen::apply(
      [](Code code, int object, int value) {
        return Instruction{code, object, value};
      },
      code, Either(), rc::gen::inRange(0, 3));
}

rc::Gen<Item> Single(std::size_t task) {
  return rc::gen::map(AnyInstruction(task), [](const Instruction& one) { return Item{one}; });
}

/// An instruction that depends on what a variable holds.
rc::Gen<Item> Guarded(std::size_t task) {
  return rc::gen::apply(
      [](int variable, const Instruction& then) {
        return Item{{Code::kSkipUnless0, variable, 0}, then};
      },
      Either(), AnyInstruction(task));
}

rc::Gen<Item> Locked(std::size_t task) {
  return rc::gen::apply(
      [](bool tries, int mutex, const Instruction& inside) {
        const Code lock = tries ? Code::kTryLock : Code::kLock;
        return Item{{lock, mutex, 0}, inside, {Code::kUnlock, mutex, 0}};
      },
      rc::gen::weightedElement<bool>({{2, false}, {1, true}}), Either(), AnyInstruction(task));
}

/// By the shared mutex, as a reader or a writer.
rc::Gen<Item> SharedLocked(std::size_t task) {
  return rc::gen::apply(
      [](Code lock, const Instruction& inside) {
        const bool writes = lock == Code::kWriteLock || lock == Code::kTryWriteLock;
        const Code unlock = writes ? Code::kWriteUnlock : Code::kReadUnlock;
        return Item{{lock, 0, 0}, inside, {unlock, 0, 0}};
      },
      rc::gen::weightedElement<Code>({{2, Code::kWriteLock},
                                      {3, Code::kReadLock},
                                      {1, Code::kTryWriteLock},
                                      {1, Code::kTryReadLock}}),
      AnyInstruction(task));
}

/// Sleeps at an atomic, or changes it and wakes who sleeps, in the right order or not.
rc::Gen<Item> Parking() {
  return rc::gen::apply(
      [](int what, int atomic, bool all) {
        if (what < 2) return Item{{Code::kSleepUnless, atomic, 0}};
        const Instruction store{Code::kAtomicStore, atomic, 1};
        const Instruction notify{all ? Code::kAtomicNotifyAll : Code::kAtomicNotifyOne, atomic, 0};
        return what == 2 ? Item{notify, store} : Item{store, notify};
      },
      rc::gen::inRange(0, 5), Either(), rc::gen::arbitrary<bool>());
}

/// Two mutexes, in either order.
rc::Gen<Item> Nested() {
  return rc::gen::map(Either(), [](int first) {
    return Item{{Code::kLock, first, 0},
                {Code::kLock, 1 - first, 0},
                {Code::kUnlock, 1 - first, 0},
                {Code::kUnlock, first, 0}};
  });
}

rc::Gen<Item> Waiting() {
  return rc::gen::apply(
      [](int mutex, bool asks, int variable) {
        Item item{{Code::kLock, mutex, 0}};
        if (asks) item.push_back({Code::kSkipUnless0, variable, 0});
        item.push_back({Code::kWait, mutex, 0});
        item.push_back({Code::kUnlock, mutex, 0});
        return item;
      },
      Either(), rc::gen::arbitrary<bool>(), Either());
}

/// Joins itself or another, closes a channel, fails, or uses a mutex against its rules.
rc::Gen<Item> Odd(std::size_t task) {
  const Code close = task == 0 ? Code::kClose : Code::kJoin;
  return rc::gen::apply(
      [](Code code, int object) {
        const Instruction odd{code, code == Code::kJoin ? object : object % 2, 0};
        // What fails fails in the midst of things: before its first step is for explore_test.cc.
        if (code == Code::kThrow) return Item{{Code::kLoad, object % 2, 0}, odd};
        return Item{odd};
      },
      rc::gen::weightedElement<Code>({{6, Code::kJoin},
                                      {3, close},
                                      {1, Code::kThrow},
                                      {1, Code::kLock},
                                      {1, Code::kUnlock},
                                      {1, Code::kWriteUnlock},
                                      {1, Code::kReadLock}}),
      rc::gen::inRange(0, 4));
}

/// Uses memory, or ends the life of what lies in it.
rc::Gen<Instruction> AnyMemoryInstruction() {
  return rc::gen::apply(
      [](Code code, int object, int value) {
        return Instruction{code, code == Code::kDestroy ? object : object % 2, value};
      },
      rc::gen::weightedElement<Code>({{6, Code::kReadBlock},
                                      {6, Code::kWriteBlock},
                                      {4, Code::kDeleteBlock},
                                      {4, Code::kPublish},
                                      {4, Code::kTake},
                                      {3, Code::kTakeAway},
                                      {3, Code::kMake},
                                      {3, Code::kUseMade},
                                      {3, Code::kDestroyMade},
                                      {2, Code::kDestroy}}),
      rc::gen::inRange(0, 4), rc::gen::inRange(0, 3));
}

/// In half of the cases under a mutex, so that not all is a race.
rc::Gen<Item> Memory() {
  return rc::gen::apply(
      [](const Instruction& instruction, bool locked) {
        if (!locked || instruction.code == Code::kDestroy) return Item{instruction};
        return Item{{Code::kLock, 0, 0}, instruction, {Code::kUnlock, 0, 0}};
      },
      AnyMemoryInstruction(), rc::gen::arbitrary<bool>());
}

rc::Gen<Item> AnyItem(std::size_t task, bool frees) {
  if (frees) {
    return rc::gen::weightedOneOf<Item>(
        {{12, Memory()}, {3, Single(task)}, {2, Locked(task)}, {1, Waiting()}, {1, Odd(task)}});
  }
  return rc::gen::weightedOneOf<Item>({{10, Single(task)},
                                       {3, Guarded(task)},
                                       {4, Locked(task)},
                                       {3, SharedLocked(task)},
                                       {3, Parking()},
                                       {1, Nested()},
                                       {2, Waiting()},
                                       {2, Odd(task)}});
}

/// Hands a variable on by an atomic, or takes it; with a fence, or none.
rc::Gen<Item> Handing() {
  return rc::gen::apply(
      [](bool hands, bool looks, bool fences, int variable, int atomic) {
        Item item;
        if (hands) {
          item = {{Code::kStore, variable, 1}, {Code::kAtomicStore, atomic, 1}};
        } else {
          // Who only looks uses the variable whatever there is to see.
          item = {{looks ? Code::kAtomicLoad : Code::kAwait, atomic, 1},
                  {Code::kLoad, variable, 0}};
        }
        if (fences) item.insert(item.begin() + 1, Instruction{Code::kFence});
        return item;
      },
      rc::gen::arbitrary<bool>(),
      rc::gen::map(rc::gen::inRange(0, 4), [](int n) { return n == 0; }),
      rc::gen::arbitrary<bool>(), Either(), Either());
}

rc::Gen<Item> ItemWith(std::size_t task, bool frees, bool hands) {
  if (!hands) return AnyItem(task, frees);
  return rc::gen::weightedOneOf<Item>({{2, AnyItem(task, frees)}, {1, Handing()}});
}

/// Awaits by loops.
void MakeLoops(Item& item) {
  for (Instruction& instruction : item) {
    if (instruction.code == Code::kAwait) instruction.code = Code::kSpin;
  }
}

/// Gives each access to an atomic one of the memory orders that it can have.
void DrawOrders(Item& item) {
  using std::memory_order_acq_rel, std::memory_order_acquire, std::memory_order_relaxed,
      std::memory_order_release, std::memory_order_seq_cst;
  for (Instruction& instruction : item) {
    switch (instruction.code) {
      case Code::kAtomicLoad:
      case Code::kAwait:
      case Code::kSpin:
      case Code::kSleepUnless:
        instruction.order = *rc::gen::element(memory_order_relaxed, memory_order_acquire,
                                              memory_order_acquire, memory_order_seq_cst);
        break;
      case Code::kAtomicStore:
        instruction.order = *rc::gen::element(memory_order_relaxed, memory_order_release,
                                              memory_order_release, memory_order_seq_cst);
        break;
      case Code::kExchange:
      case Code::kCompareExchange:
      case Code::kWeakCompareExchange:
      case Code::kFetchAdd:
      case Code::kFetchOr:
      case Code::kFence:
        instruction.order =
            *rc::gen::element(memory_order_relaxed, memory_order_acquire, memory_order_release,
                              memory_order_acq_rel, memory_order_seq_cst);
        break;
      default:
        break;
    }
  }
}

}  // namespace

rc::Gen<RandomProgram> AnyProgram(const ProgramTraits& may) {
  return rc::gen::exec([may] {
    RandomProgram program;
    const bool sleeps = may.sleeps && *rc::gen::inRange(0, 3) == 0;
    const bool orders = may.orders && *rc::gen::inRange(0, 2) == 0;
    const bool spins = may.spins && *rc::gen::inRange(0, 2) == 0;
    const bool crashes = may.crashes && *rc::gen::inRange(0, 4) == 0;
    program.frees = may.frees && *rc::gen::inRange(0, 3) == 0;
    program.may_leak = program.frees && *rc::gen::inRange(0, 4) != 0;
    const std::size_t tasks = *rc::gen::weightedElement<std::size_t>({{4, 2}, {5, 3}, {1, 4}});
    constexpr int kMaxSteps[] = {0, 0, 8, 5, 2};
    for (std::size_t task = 0; task < tasks; ++task) {
      const auto items = *rc::gen::resize(
          6, rc::gen::container<std::vector<Item>>(ItemWith(task, program.frees, orders || spins)));
      std::vector<Item> kept;
      int steps = 0;
      for (const Item& item : items) {
        if (steps + Steps(item) > kMaxSteps[tasks]) continue;
        steps += Steps(item);
        kept.push_back(item);
        if (spins) MakeLoops(kept.back());
        if (orders) DrawOrders(kept.back());
        if (crashes && *rc::gen::inRange(0, 6) == 0) {
          kept.back().push_back({Code::kCrash, 0, *rc::gen::inRange(0, 2)});
        }
        if (!sleeps || steps == kMaxSteps[tasks] || *rc::gen::inRange(0, 3) != 0) continue;
        kept.push_back({{Code::kSleep, 0, *rc::gen::inRange(0, 3)}});
        ++steps;
      }
      program.tasks.push_back(std::move(kept));
    }
    program.semaphore = *rc::gen::inRange(0, 3);
    program.queue = *rc::gen::inRange(0, 3);
    program.latch = *rc::gen::inRange(0, 3);
    program.barrier = *rc::gen::inRange(1, 4);
    program.managed = *rc::gen::inRange(0, 3) == 0;
    return program;
  });
}

}  // namespace heddle::internal
