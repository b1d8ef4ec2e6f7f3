// Each promise of the scheduler's objects, broken in a small program: what the explorer finds, and
// in how few steps. With the real object the same program holds.

#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/ghost.h>
#include <heddle/shared.h>

#include <chrono>
#include <string>
#include <vector>

#include "tests/evidence/mutants/broken_objects.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;

Failure Unless(bool right, const char* wrong) {
  if (right) return {};
  return wrong;
}

// --- A counter under a lock

template <typename Lock>
Task<> Increment(Lock& lock, Shared<int>& number) {
  co_await lock.Lock();
  co_await number.Update([](int& value) { ++value; });
  co_await lock.Unlock();
}

template <typename Lock>
void TwoIncrements(Scheduler& scheduler) {
  auto& lock = scheduler.Make<Lock>("lock");
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("a", Increment(lock, number));
  scheduler.Spawn("b", Increment(lock, number));
  scheduler.Finally("both count", [&number] { return Unless(number.value() == 2, "one is lost"); });
}

template <typename Count>
Task<> IncrementByCount(Count& free, Shared<int>& number) {
  co_await free.Acquire();
  co_await number.Update([](int& value) { ++value; });
  co_await free.Release();
}

template <typename Count>
void TwoIncrementsByCount(Scheduler& scheduler) {
  auto& free = scheduler.Make<Count>("free", 1);
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("a", IncrementByCount(free, number));
  scheduler.Spawn("b", IncrementByCount(free, number));
}

// --- A flag and a condition

template <typename Signal>
Task<> Await(Mutex& mutex, Signal& signal, Shared<int>& flag) {
  co_await mutex.Lock();
  for (;;) {
    const int raised = co_await flag.Load();
    if (raised != 0) break;
    co_await signal.Wait(mutex);
  }
  co_await mutex.Unlock();
}

template <typename Signal>
Task<> Raise(Mutex& mutex, Signal& signal, Shared<int>& flag) {
  co_await mutex.Lock();
  co_await flag.Store(1);
  co_await signal.NotifyOne();
  co_await mutex.Unlock();
}

template <typename Signal>
void AwaitAFlag(Scheduler& scheduler) {
  auto& mutex = scheduler.Make<Mutex>("mutex");
  auto& signal = scheduler.Make<Signal>("signal");
  auto& flag = scheduler.Make<Shared<int>>("flag", 0);
  scheduler.Spawn("waiter", Await(mutex, signal, flag));
  scheduler.Spawn("raiser", Raise(mutex, signal, flag));
}

// --- Two items through a queue

template <typename Line>
Task<> PutTwo(Line& line) {
  co_await line.Put(1);
  co_await line.Put(2);
}

template <typename Line>
Task<> GetTwo(Line& line, Ghost<int>& got) {
  for (int i = 0; i < 2; ++i) {
    const int item = co_await line.Get();
    got.value = 10 * got.value + item;
  }
}

template <typename Line>
void TwoItems(Scheduler& scheduler) {
  auto& line = scheduler.Make<Line>("line", 1);
  auto& got = scheduler.Make<Ghost<int>>("got", 0);
  scheduler.Spawn("putter", PutTwo(line));
  got.writer = scheduler.Spawn("getter", GetTwo(line, got));
  scheduler.Invariant("it holds one",
                      [&line] { return Unless(line.size() <= 1, "it holds more"); });
  scheduler.Finally("1, then 2", [&got] { return Unless(got.value == 12, "it is otherwise"); });
}

/// The same where there is room for both, so that order matters.
template <typename Line>
void TwoItemsAtOnce(Scheduler& scheduler) {
  auto& line = scheduler.Make<Line>("line", 2);
  auto& got = scheduler.Make<Ghost<int>>("got", 0);
  scheduler.Spawn("putter", PutTwo(line));
  got.writer = scheduler.Spawn("getter", GetTwo(line, got));
  scheduler.Finally("1, then 2", [&got] { return Unless(got.value == 12, "it is otherwise"); });
}

// --- Waiting for a task's end

Task<> StoreOne(Shared<int>& number) { co_await number.Store(1); }

template <typename End>
Task<> LoadAfter(End& ends, Shared<int>& number) {
  co_await ends.Join(0);
  co_await number.Load();
}

template <typename End>
void LoadWhatWasStored(Scheduler& scheduler) {
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  auto& ends = scheduler.Make<End>();
  scheduler.Spawn("writer", StoreOne(number));
  scheduler.Spawn("reader", LoadAfter(ends, number));
}

// --- Turns by a channel: only one of the two runs at a time, so that plain memory is safe

template <typename Line>
Task<> SendOne(Line& line, Shared<int>& number) {
  co_await line.Send(1);
  co_await number.Update([](int& value) { ++value; });
  co_await line.Close();
}

template <typename Line>
Task<> ReceiveAll(Line& line, Shared<int>& number) {
  for (;;) {
    const std::optional<int> value = co_await line.Receive();
    if (!value) break;
    co_await number.Update([](int& sum) { ++sum; });
  }
}

template <typename Line>
void TakeTurns(Scheduler& scheduler) {
  auto& line = scheduler.Make<Line>("line");
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("sender", SendOne(line, number));
  scheduler.Spawn("receiver", ReceiveAll(line, number));
}

// --- A pair that a manager keeps

template <typename Kept>
Task<> SetPair(Kept& kept) {
  co_await kept.Store(Pair{1, 1});
}

template <typename Kept>
Task<> GetPair(Kept& kept, Ghost<Pair>& got) {
  got.value = co_await kept.Load();
}

template <typename Kept>
void SetAndGetAPair(Scheduler& scheduler) {
  auto& kept = scheduler.Make<Kept>("kept");
  auto& got = scheduler.Make<Ghost<Pair>>("got");
  scheduler.Spawn("setter", SetPair(kept));
  got.writer = scheduler.Spawn("getter", GetPair(kept, got));
  scheduler.Finally("a pair is whole", [&got] {
    return Unless(got.value.first == got.value.second, "it is in two halves");
  });
}

// --- An atomic counter

template <typename Number>
Task<> AddOne(Number& number) {
  co_await number.FetchAdd(1);
}

template <typename Number>
void AddTwice(Scheduler& scheduler) {
  auto& number = scheduler.Make<Number>("number", 0);
  scheduler.Spawn("a", AddOne(number));
  scheduler.Spawn("b", AddOne(number));
  scheduler.Finally("both count", [&number] { return Unless(number.value() == 2, "one is lost"); });
}

// --- Sleeps that end at 1, 1.5 and 2 s

template <typename Time>
Task<> StoreAfterTwoSleeps(Time& clock, Atomic<int>& number) {
  co_await clock.Sleep(1s);
  co_await clock.Sleep(1s);
  co_await number.Store(2);
}

template <typename Time>
Task<> StoreAfterOneSleep(Time& clock, Atomic<int>& number) {
  co_await clock.Sleep(1500ms);
  co_await number.Store(1);
}

template <typename Time>
void SleepAndStore(Scheduler& scheduler) {
  auto& clock = scheduler.Make<Time>("clock", /*virtual_time=*/true);
  auto& number = scheduler.Make<Atomic<int>>("number", 0);
  scheduler.Spawn("two sleeps", StoreAfterTwoSleeps(clock, number));
  scheduler.Spawn("one sleep", StoreAfterOneSleep(clock, number));
  scheduler.Finally("who sleeps longer comes last",
                    [&number] { return Unless(number.value() == 2, "it does not"); });
}

// --- A line each on a console

template <typename Printer>
Task<> PrintALine(Printer& console) {
  co_await console.Print("ab\n");
}

template <typename Printer>
void PrintTwoLines(Scheduler& scheduler) {
  auto& console = scheduler.Make<Printer>("console", Console::Keep::kAll);
  scheduler.Spawn("a", PrintALine(console));
  scheduler.Spawn("b", PrintALine(console));
  scheduler.Finally("two whole lines", [&console] {
    return Unless(console.text() == "ab\nab\n", "they are not there");
  });
}

// --- The table

using SetUpFunction = void (*)(Scheduler&);

struct Row {
  const char* name;
  SetUpFunction broken, real;
  const char* kind;
  std::size_t steps;  // of a shortest counterexample
};

const Row kRows[] = {
    {"AMutexThatLetsEverybodyIn", TwoIncrements<OpenMutex>, TwoIncrements<Mutex>, "data-race", 5},
    {"AMutexThatStaysLocked", TwoIncrements<StuckMutex>, TwoIncrements<Mutex>, "deadlock", 4},
    {"AConditionThatWakesNobody", AwaitAFlag<DeafCondition>, AwaitAFlag<Condition>, "unfinished",
     7},
    {"AWaitThatIsNotAtomic", AwaitAFlag<TwoStepCondition>, AwaitAFlag<Condition>, "lost-wakeup", 8},
    {"ASemaphoreThatLetsEverybodyIn", TwoIncrementsByCount<OpenSemaphore>,
     TwoIncrementsByCount<Semaphore>, "data-race", 5},
    {"ASemaphoreThatIsNotCountedUp", TwoIncrementsByCount<StuckSemaphore>,
     TwoIncrementsByCount<Semaphore>, "unfinished", 4},
    {"AQueueThatIsNotFirstInFirstOut", TwoItemsAtOnce<NewestFirstQueue>, TwoItemsAtOnce<Queue<int>>,
     "final", 4},
    {"AQueueWithoutItsBound", TwoItems<BoundlessQueue>, TwoItems<Queue<int>>, "invariant", 2},
    {"AQueueThatDropsWhatIsTooMuch", TwoItems<LossyQueue>, TwoItems<Queue<int>>, "unfinished", 3},
    {"AGetThatDoesNotWait", TwoItems<HastyQueue>, TwoItems<Queue<int>>, "final", 4},
    {"AJoinThatDoesNotWait", LoadWhatWasStored<HastyEnds>, LoadWhatWasStored<Ends>, "data-race", 3},
    {"ASendThatDoesNotWait", TakeTurns<HastyChannel>, TakeTurns<Channel<int>>, "data-race", 6},
    {"ACloseThatTellsNobody", TakeTurns<OpenChannel>, TakeTurns<Channel<int>>, "unfinished", 10},
    {"ASetThatIsNotAtomic", SetAndGetAPair<TornPair>, SetAndGetAPair<Managed<Pair>>, "final", 3},
    {"AnAddThatIsNotAtomic", AddTwice<TornAtomic>, AddTwice<Atomic<int>>, "final", 4},
    {"ASleepThatDoesNotWait", SleepAndStore<HastyClock>, SleepAndStore<Clock>, "final", 5},
    {"ASleepThatIsTooShort", SleepAndStore<EarlyClock>, SleepAndStore<Clock>, "final", 5},
    {"APrintThatIsNotAtomic", PrintTwoLines<TornConsole>, PrintTwoLines<Console>, "final", 4},
    {"AConsoleThatForgets", PrintTwoLines<ForgetfulConsole>, PrintTwoLines<Console>, "final", 2},
};

constexpr const char* kStrategies[] = {"states", "dpor", "all"};

class ObjectMutant : public testing::TestWithParam<Row> {};

TEST_P(ObjectMutant, IsFoundInAsFewStepsAsSaid) {
  ExploreOptions options;
  const Exploration found = Explore(Program(GetParam().broken), options);
  ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated);
  EXPECT_EQ(found.violation->kind, GetParam().kind) << found.violation->message;
  EXPECT_EQ(found.trace->steps.size(), GetParam().steps);
}

TEST_P(ObjectMutant, IsFoundByEveryStrategyAndNoSooner) {
  for (const Strategy strategy : kStrategies) {
    const Exploration found = ExploreAllOf(Program(GetParam().broken), strategy);
    EXPECT_TRUE(found.complete || !found.half_checked.empty()) << NameOf(strategy);
    ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated) << NameOf(strategy);
    EXPECT_GE(found.trace->steps.size(), GetParam().steps) << NameOf(strategy);
    if (strategy != "all") continue;
    EXPECT_EQ(found.trace->steps.size(), GetParam().steps);
  }
}

TEST_P(ObjectMutant, IsAllThatIsWrong) {
  for (const Strategy strategy : kStrategies) {
    const Exploration found = ExploreAllOf(Program(GetParam().real), strategy);
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds)
        << NameOf(strategy) << ": " << (found.violation ? found.violation->message : found.remark);
    EXPECT_TRUE(found.complete || !found.half_checked.empty()) << NameOf(strategy);
  }
}

INSTANTIATE_TEST_SUITE_P(Objects, ObjectMutant, testing::ValuesIn(kRows),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace heddle::internal
