// What every strategy takes for granted of objects: operations that are said not to depend on one
// another do not. Each object's word is compared with what its operations do to the bytes of a
// world.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/barrier.h>
#include <heddle/channel.h>
#include <heddle/choice.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/join.h>
#include <heddle/latch.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/queue.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
#include <heddle/shared_mutex.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/heddle/draw.h"
#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

constexpr int kSender = 0, kReceiver = 1, kTasks = 4;

struct Objects {
  Shared<int>& shared;
  Shared<int>& copies;
  Managed<int>& managed;
  Atomic<int>& atomic;
  Mutex& mutex;
  Condition& condition;
  Semaphore& semaphore;
  Queue<int>& bounded;
  Queue<int>& unbounded;
  Channel<int>& channel;
  Console& console;
  Choice& choice;
  Ends& ends;
  SharedMutex& shared_mutex;
  Latch& latch;
  Barrier& barrier;
};

constexpr int kActions = 25;

/// Does some of kActions things. One coroutine does it all, for calls come and go with memory, and
/// where that lies can tell apart what is otherwise equal.
Task<> ActAll(Objects objects, const std::vector<int>& actions, int self) {
  for (const int action : actions) {
    switch (action) {
      case 0:
        co_await objects.shared.Load();
        break;
      case 1:
        co_await objects.shared.Update([self](int& value) { value += self + 1; });
        break;
      case 2:
        co_await objects.copies.Store(self);
        break;
      case 3:
        co_await objects.managed.Update([self](int& value) { value += self + 1; });
        break;
      case 4:
        co_await objects.mutex.Lock();
        co_await objects.shared.Load();
        co_await objects.mutex.Unlock();
        break;
      case 5:
        co_await objects.mutex.Lock();
        co_await objects.condition.Wait(objects.mutex);
        co_await objects.mutex.Unlock();
        break;
      case 6:
        co_await objects.condition.NotifyOne();
        break;
      case 7:
        co_await objects.condition.NotifyAll();
        break;
      case 8:
        co_await objects.semaphore.Acquire();
        break;
      case 9:
        co_await objects.semaphore.Release();
        break;
      case 10:
        co_await objects.bounded.Put(self);
        break;
      case 11:
        co_await objects.bounded.Get();
        break;
      case 12:
        co_await objects.unbounded.Put(self);
        co_await objects.unbounded.Get();
        break;
      case 13:  // a channel is of two tasks
        if (self == kSender) co_await objects.channel.Send(7);
        if (self == kReceiver) co_await objects.channel.Receive();
        break;
      case 14:
        co_await objects.console.Print("a", "b");
        break;
      case 15:
        co_await objects.atomic.Load();
        co_await objects.atomic.FetchAdd(1);
        break;
      case 16:
        co_await objects.atomic.CompareExchange(self, self + 1);
        co_await objects.atomic.Exchange(self);
        break;
      case 17:
        co_await objects.atomic.Await([self](int value) { return value >= self; });
        break;
      case 18:
        co_await objects.atomic.Wait(0);
        break;
      case 19:
        co_await objects.atomic.NotifyOne();
        co_await objects.atomic.CompareExchangeWeak(0, 1);
        break;
      case 20:
        co_await objects.shared_mutex.LockShared();
        co_await objects.shared_mutex.UnlockShared();
        break;
      case 21:
        if (co_await objects.shared_mutex.TryLock()) co_await objects.shared_mutex.Unlock();
        break;
      case 22:
        if (co_await objects.latch.TryWait()) break;
        co_await objects.latch.CountDown();
        co_await objects.latch.Wait();
        break;
      case 23:
        co_await objects.barrier.ArriveAndWait();
        break;
      default:
        co_await objects.choice.Choose(2);
        if (self != 0) co_await objects.ends.Join(self - 1);
    }
  }
}

/// A world that can be taken back to where it was.
class Tried {
 public:
  explicit Tried(World& world)
      : world_(world), bytes_(world.bytes().begin(), world.bytes().end()) {}
  void GoBack() { world_.Restore(bytes_); }
  bool Equals(const Tried& other) const { return bytes_ == other.bytes_; }

 private:
  World& world_;
  std::vector<std::byte> bytes_;
};

bool Enabled(const World& world, TaskId task) { return (world.enabled() >> task & 1) != 0; }

/// That `a` and `b`, both enabled and said to be independent, commute in each of their ways.
void RequireCommuting(World& world, TaskId a, TaskId b) {
  Tried before(world);
  const int a_ways = world.Choices(a);
  const int b_ways = world.Choices(b);
  for (int a_way = 0; a_way < a_ways; ++a_way) {
    for (int b_way = 0; b_way < b_ways; ++b_way) {
      world.Step(a, a_way);
      RC_ASSERT(Enabled(world, b));
      RC_ASSERT(world.Choices(b) == b_ways);
      world.Step(b, b_way);
      Tried after(world);
      before.GoBack();
      world.Step(b, b_way);
      RC_ASSERT(Enabled(world, a));
      RC_ASSERT(world.Choices(a) == a_ways);
      world.Step(a, a_way);
      RC_ASSERT(Tried(world).Equals(after));
      before.GoBack();
    }
  }
}

/// That `a` neither lets `b`, which waits, go on, nor stops it if it can, where they share no
/// object.
void RequireNoInfluence(World& world, TaskId a, TaskId b) {
  Tried before(world);
  const bool could = Enabled(world, b);
  world.Step(a, 0);
  const bool a_ended = (world.unfinished() >> a & 1) == 0;
  if (!(a_ended && world.pending(b).awaited_task == a)) RC_ASSERT(Enabled(world, b) == could);
  before.GoBack();
}

RC_GTEST_PROP(Operations, CommuteWhereTheyAreSaidNotToDependOnOneAnother, ()) {
  std::vector<std::vector<int>> actions(kTasks);
  for (auto& some : actions) some = DrawSome(Draw(1, 5), 0, kActions - 1);
  Stepper run(
      [&](Scheduler& scheduler) {
        const Objects objects{
            scheduler.Make<Shared<int>>("shared", 0),
            scheduler.Make<Shared<int>>("copies", 0, Sharing::kPerProcess),
            scheduler.Make<Managed<int>>("managed", 0),
            scheduler.Make<Atomic<int>>("atomic", 0),
            scheduler.Make<Mutex>("mutex"),
            scheduler.Make<Condition>("condition"),
            scheduler.Make<Semaphore>("semaphore", 1),
            scheduler.Make<Queue<int>>("bounded", 2),
            scheduler.Make<Queue<int>>("unbounded"),
            scheduler.Make<Channel<int>>("channel"),
            scheduler.Make<Console>("console", Console::Keep::kAll),
            scheduler.Make<Choice>("choice"),
            scheduler.Make<Ends>(),
            scheduler.Make<SharedMutex>("shared mutex"),
            scheduler.Make<Latch>("latch", 3),
            scheduler.Make<Barrier>("barrier", 2),
        };
        for (int task = 0; task < kTasks; ++task) {
          scheduler.Spawn("t", ActAll(objects, actions[task], task));
        }
      },
      Memory::kArena);
  World& world = run.world();
  while (world.enabled() != 0 && !world.failure()) {
    for (TaskId a = 0; a < kTasks; ++a) {
      for (TaskId b = 0; b < kTasks; ++b) {
        if (a == b || !Enabled(world, a) || run.HasEnded(b)) continue;
        const Footprint x = world.footprint(a);
        const Footprint y = world.footprint(b);
        if (!ShareAnObject(x, y)) RequireNoInfluence(world, a, b);
        if (a < b && Enabled(world, b) && !Dependent(x, y)) RequireCommuting(world, a, b);
      }
    }
    const TaskId next = DrawEnabled(world);
    world.Step(next, Draw(0, world.Choices(next) - 1));
  }
}

Task<> PutItems(Queue<int>& queue, int first, int times) {
  for (int i = 0; i < times; ++i) co_await queue.Put(first + i);
}

Task<> GetItems(Queue<int>& queue, int times) {
  for (int i = 0; i < times; ++i) co_await queue.Get();
}

TEST(Operations, OfAQueueThatIsNotEmptyCommuteIfOnePutsAndOneGets) {
  Stepper run(
      [](Scheduler& scheduler) {
        auto& queue = scheduler.Make<Queue<int>>("queue", 3);
        scheduler.Spawn("putter", PutItems(queue, 1, 3));
        scheduler.Spawn("another", PutItems(queue, 11, 1));
        scheduler.Spawn("getter", GetItems(queue, 1));
      },
      Memory::kArena);
  World& world = run.world();
  EXPECT_TRUE(Dependent(world.footprint(0), world.footprint(1))) << "two puts do not commute";
  EXPECT_TRUE(ShareAnObject(world.footprint(0), world.footprint(2))) << "a put lets a get go on";
  run.Step(0);
  ASSERT_FALSE(Dependent(world.footprint(0), world.footprint(2)));
  Tried before(world);
  run.Step(0);
  run.Step(2);
  Tried after(world);
  before.GoBack();
  run.Step(2);
  run.Step(0);
  EXPECT_TRUE(Tried(world).Equals(after));
  before.GoBack();
  run.Step(0);
  EXPECT_FALSE(Tried(world).Equals(after)) << "a put alone is not the same";
}

}  // namespace
}  // namespace heddle::internal
