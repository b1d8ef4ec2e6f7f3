// The promises of what the C++ library has for threads (try-locks, futexes, shared mutexes,
// latches, barriers), each broken in a small program: every strategy finds it, and nothing with the
// real one.

#include <gtest/gtest.h>
#include <heddle/shared.h>

#include <string>

#include "tests/evidence/mutants/broken_locks.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

template <typename Lock>
void TryTwice(Scheduler& scheduler) {
  auto& lock = scheduler.Make<Lock>("lock");
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  for (const char* name : {"a", "b"}) {
    scheduler.Spawn(name, [&]() -> Task<> {
      const bool taken = co_await lock.TryLock();
      if (!taken) co_return;
      co_await number.Update([](int& value) { ++value; });
      co_await lock.Unlock();
    });
  }
}

template <typename Count>
void TakeTheOnlyOne(Scheduler& scheduler) {
  auto& count = scheduler.Make<Count>("count", 1);
  auto& taken = scheduler.Make<Atomic<int>>("taken", 0);
  for (const char* name : {"a", "b"}) {
    scheduler.Spawn(name, [&]() -> Task<> {
      const bool got = co_await count.TryAcquire();
      if (got) co_await taken.FetchAdd(1);
    });
  }
  scheduler.Finally("one is taken", [&taken] { return taken.value() == 1; });
}

template <typename Futex>
void WakeASleeper(Scheduler& scheduler) {
  auto& flag = scheduler.Make<Futex>("flag", 0);
  scheduler.Spawn("waits", [&]() -> Task<> { co_await flag.Wait(0); });
  scheduler.Spawn("wakes", [&]() -> Task<> {
    co_await flag.Store(1);
    co_await flag.NotifyOne();
  });
}

template <typename Bits>
void SetTwoBits(Scheduler& scheduler) {
  auto& bits = scheduler.Make<Bits>("bits", 0U);
  for (const unsigned bit : {1U, 2U}) {
    scheduler.Spawn("sets", [&bits, bit]() -> Task<> { co_await bits.FetchOr(bit); });
  }
  scheduler.Finally("both are set", [&bits] { return bits.value() == 3; });
}

template <typename Number>
void ExchangeUntilDone(Scheduler& scheduler) {
  auto& number = scheduler.Make<Number>("number", 0);
  auto& added = scheduler.Make<Atomic<int>>("added", 0);
  for (const char* name : {"a", "b"}) {
    scheduler.Spawn(name, [&]() -> Task<> {
      for (int tries = 0; tries < 2; ++tries) {
        const Compared<int> result = co_await number.CompareExchangeWeak(0, 1);
        if (!result.exchanged) continue;
        co_await added.FetchAdd(1);
        co_return;
      }
    });
  }
  scheduler.Finally("who was the first knows", [&] { return number.value() == added.value(); });
}

template <typename Lock>
void ReadAndWrite(Scheduler& scheduler) {
  auto& lock = scheduler.Make<Lock>("lock");
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("reads", [&]() -> Task<> {
    co_await lock.LockShared();
    co_await number.Load();
    co_await lock.UnlockShared();
  });
  scheduler.Spawn("writes", [&]() -> Task<> {
    co_await lock.Lock();
    co_await number.Store(1);
    co_await lock.Unlock();
  });
}

template <typename Gate>
void WaitForTwo(Scheduler& scheduler) {
  auto& gate = scheduler.Make<Gate>("gate", 2);
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("writes", [&]() -> Task<> {
    co_await number.Store(1);
    co_await gate.CountDown();
  });
  scheduler.Spawn("counts", [&]() -> Task<> { co_await gate.CountDown(); });
  scheduler.Spawn("reads", [&]() -> Task<> {
    co_await gate.Wait();
    co_await number.Load();
  });
}

template <typename Meeting>
void MeetAndRead(Scheduler& scheduler) {
  auto& meeting = scheduler.Make<Meeting>("meeting", 2);
  auto& number = scheduler.Make<Shared<int>>("number", 0);
  scheduler.Spawn("writes", [&]() -> Task<> {
    co_await number.Store(1);
    co_await meeting.ArriveAndWait();
  });
  scheduler.Spawn("reads", [&]() -> Task<> {
    co_await meeting.ArriveAndWait();
    co_await number.Load();
  });
}

using SetUpFunction = void (*)(Scheduler&);

struct Row {
  const char* name;
  SetUpFunction broken, real;
  const char* kind;
};

const Row kRows[] = {
    {"ATryLockThatBoasts", TryTwice<BoastingMutex>, TryTwice<Mutex>, "data-race"},
    {"ATryAcquireThatTakesNone", TakeTheOnlyOne<GenerousSemaphore>, TakeTheOnlyOne<Semaphore>,
     "final"},
    {"AFutexThatReadsAndSleepsInTwoSteps", WakeASleeper<TwoStepFutex>, WakeASleeper<Atomic<int>>,
     "unfinished"},
    {"AFetchOrThatIsNotAtomic", SetTwoBits<TornBits>, SetTwoBits<Atomic<unsigned>>, "final"},
    {"AWeakExchangeThatWritesAndFails", ExchangeUntilDone<SlyWeakAtomic>,
     ExchangeUntilDone<Atomic<int>>, "final"},
    {"ASharedMutexThatLetsAWriterIn", ReadAndWrite<LaxSharedMutex>, ReadAndWrite<SharedMutex>,
     "data-race"},
    {"ALatchThatOpensTooSoon", WaitForTwo<HastyLatch>, WaitForTwo<Latch>, "data-race"},
    {"ABarrierAtWhichNobodyWaits", MeetAndRead<OpenBarrier>, MeetAndRead<Barrier>, "data-race"},
};

class LockMutant : public testing::TestWithParam<Row> {};

const Strategy kStrategies[] = {"states", "dpor", "all"};

TEST_P(LockMutant, IsFoundByEveryStrategy) {
  for (const Strategy& strategy : kStrategies) {
    const Exploration found = ExploreAllOf(Program(GetParam().broken), strategy);
    ASSERT_EQ(found.verdict, Exploration::Verdict::kViolated) << NameOf(strategy);
    if (strategy == "states") {
      EXPECT_TRUE(
          found.violation->kind == GetParam().kind ||
          (found.violation->kind == "lost-wakeup" && std::string(GetParam().kind) == "unfinished"))
          << found.violation->kind << ": " << found.violation->message;
    }
  }
}

TEST_P(LockMutant, IsAllThatIsWrong) {
  for (const Strategy& strategy : kStrategies) {
    const Exploration found = ExploreAllOf(Program(GetParam().real), strategy);
    EXPECT_EQ(found.verdict, Exploration::Verdict::kHolds)
        << NameOf(strategy) << ": " << (found.violation ? found.violation->message : found.remark);
    EXPECT_TRUE(found.complete) << NameOf(strategy);
  }
}

INSTANTIATE_TEST_SUITE_P(Locks, LockMutant, testing::ValuesIn(kRows),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace heddle::internal
