// More in a queue between processes than its pipe can hold.

#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/ghost.h>
#include <heddle/queue.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <functional>
#include <stdexcept>
#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

using namespace std::chrono_literals;

/// As large as an item can be: 4096 bytes.
using Item = std::array<int, 1024>;
/// 2.4 MB, where a pipe holds a megabyte at the most.
constexpr int kItems = 600;

Task<> PutAll(Queue<Item>& queue) {
  for (int i = 0; i < kItems; ++i) {
    Item item;
    item.fill(i);
    co_await queue.Put(item);
  }
}

Task<> GetAll(Queue<Item>& queue, Clock& clock, Ghost<int>& got) {
  co_await clock.Sleep(200ms);
  for (int i = 0; i < kItems; ++i) {
    const Item item = co_await queue.Get();
    if (item.front() != i || item.back() != i) throw std::runtime_error("not in order");
    ++got.value;
  }
}

Task<> SleepAndLeave(Clock& clock) { co_await clock.Sleep(200ms); }

Task<> SleepAndDie(Clock& clock) {
  co_await clock.Sleep(200ms);
  ::raise(SIGKILL);
}

Task<> SleepLong(Clock& clock) { co_await clock.Sleep(60s); }

std::string ViolationOf(const std::function<void(Scheduler&, Queue<Item>&, Clock&)>& spawn) {
  RunOptions options = On(RunOptions::On::kProcesses);
  options.pace = 1;
  const RealRun run = RunReal(ScenarioOf([&spawn](Scheduler& scheduler) {
                                auto& queue = scheduler.Make<Queue<Item>>("queue");
                                auto& clock = scheduler.Make<Clock>("clock", false);
                                scheduler.Spawn("putter", PutAll(queue));
                                spawn(scheduler, queue, clock);
                              }),
                              options);
  EXPECT_TRUE(ChildrenOf(::getpid()).empty());
  return run.violation();
}

TEST(FullPipe, HoldsItsPutterUpUntilTheGetterWakes) {
  EXPECT_EQ(ViolationOf([](Scheduler& scheduler, Queue<Item>& queue, Clock& clock) {
              auto& got = scheduler.Make<Ghost<int>>("got", 0);
              got.writer = scheduler.Spawn("getter", GetAll(queue, clock, got));
              scheduler.Finally("got", [&got]() -> Failure { return std::to_string(got.value); });
            }),
            "final: got: " + std::to_string(kItems));
}

TEST(FullPipe, HoldsItsPutterUpForEverWhereNobodyGets) {
  const std::string violation = ViolationOf([](Scheduler& scheduler, Queue<Item>&, Clock& clock) {
    scheduler.Spawn("getter", SleepAndLeave(clock));
  });
  // How much a pipe may hold is the system's to say.
  EXPECT_TRUE(
      violation.starts_with("unfinished: all others have ended; putter waits: put 'queue' ("))
      << violation;
  EXPECT_TRUE(violation.ends_with(" items, which fill its pipe)")) << violation;
}

TEST(FullPipe, DoesNotHideThatTheGetterIsKilled) {
  EXPECT_EQ(ViolationOf([](Scheduler& scheduler, Queue<Item>&, Clock& clock) {
              scheduler.Spawn("getter", SleepAndDie(clock));
            }),
            "crash: process 'getter' was killed by signal 9 (Killed)");
}

TEST(FullPipe, LetsARunEndWhereAnotherTaskOfItFails) {
  EXPECT_EQ(ViolationOf([](Scheduler& scheduler, Queue<Item>&, Clock& clock) {
              scheduler.Spawn("getter", SleepLong(clock));
              scheduler.Spawn("other", SleepAndDie(clock), {.in_parent = false});
            }),
            "crash: process 'other' was killed by signal 9 (Killed)");
}

}  // namespace
}  // namespace heddle::internal
