#include "src/program/world.h"

#include <gtest/gtest.h>
#include <heddle/choice.h>
#include <heddle/clock.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>

#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> AddLocked(Managed<int>& x, Mutex& mutex) {
  co_await mutex.Lock();
  co_await x.Update([](int& value) { ++value; });
  co_await mutex.Unlock();
}

/// Two tasks that each lock, add one to x, and unlock.
Scenario Adders() {
  return Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        auto& mutex = scheduler.Make<Mutex>("mutex");
        for (const char* name : {"a", "b"}) scheduler.Spawn(name, AddLocked(x, mutex));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        scheduler.Invariant("x is small", [&x]() -> Failure {
          if (x.value() < 2) return {};
          return "it is " + std::to_string(x.value());
        });
        scheduler.Finally("x is 1", [&x]() -> Failure {
          if (x.value() == 1) return {};
          return "it is not";
        });
      },
      {"x"});
}

class WorldIn : public testing::TestWithParam<Memory> {
 protected:
  WorldIn() : scenario_(Adders()), world_(scenario_, parameters_, "x", GetParam()) {}

  std::string Outcome() const {
    std::string text;
    world_.AppendOutcome(text);
    return text;
  }

  const Scenario scenario_;
  const Parameters parameters_;
  World world_;
};

TEST_P(WorldIn, StartsWithEachTaskAtItsFirstOperation) {
  EXPECT_EQ(world_.unfinished(), 0b11u);
  EXPECT_EQ(world_.enabled(), 0b11u);
  EXPECT_EQ(world_.pending(0).code, Mutex::kLock);
  EXPECT_STREQ(world_.pending(1).object->name(), "mutex");
  EXPECT_EQ(Outcome(), "0");
}

TEST_P(WorldIn, TakesAStepOfOneTask) {
  world_.Step(1, 0);
  EXPECT_EQ(world_.enabled(), 0b10u);  // the other one waits for the mutex
  EXPECT_EQ(world_.unfinished(), 0b11u);
  EXPECT_STREQ(world_.pending(1).object->name(), "x");
  EXPECT_EQ(world_.footprint(1).first.mode, Mode::kRead);
  world_.Step(1, 0);
  EXPECT_EQ(world_.footprint(1).first.mode, Mode::kWrite);  // an update is two steps
  EXPECT_EQ(Outcome(), "0");
  world_.Step(1, 0);
  EXPECT_EQ(Outcome(), "1");
  world_.Step(1, 0);
  EXPECT_EQ(world_.enabled(), 0b01u);
  EXPECT_EQ(world_.unfinished(), 0b01u);
  EXPECT_EQ(world_.footprint(1), Footprint());
}

TEST_P(WorldIn, ChecksInvariantsNowAndPropertiesAtTheEnd) {
  for (int i = 0; i < 6; ++i) world_.Step(i < 4 ? 0 : 1, 0);
  EXPECT_FALSE(world_.CheckInvariants().has_value());
  world_.Step(1, 0);
  EXPECT_EQ(world_.CheckInvariants(), (Violation{"invariant", "x is small: it is 2"}));
  world_.Step(1, 0);
  EXPECT_EQ(world_.CheckEnd(), (Violation{"final", "x is 1: it is not"}));
}

TEST_P(WorldIn, StartsAgain) {
  for (int i = 0; i < 3; ++i) world_.Step(0, 0);
  EXPECT_EQ(Outcome(), "1");
  world_.Start();
  EXPECT_EQ(Outcome(), "0");
  EXPECT_EQ(world_.enabled(), 0b11u);
  EXPECT_EQ(world_.program().tasks().size(), 2u);
  EXPECT_EQ(world_.program().objects().size(), 2u);
}

INSTANTIATE_TEST_SUITE_P(EitherMemory, WorldIn, testing::Values(Memory::kArena, Memory::kHeap));

std::vector<std::byte> Bytes(const World& world) {
  return {world.bytes().begin(), world.bytes().end()};
}

TEST(World, IsTheSameBytesWhereItIsInTheSameState) {
  const Scenario scenario = Adders();
  const Parameters parameters;
  World world(scenario, parameters, "", Memory::kArena);
  const auto start = Bytes(world);
  for (int i = 0; i < 4; ++i) world.Step(0, 0);
  world.Step(1, 0);
  const auto there = Bytes(world);
  EXPECT_NE(there, start);
  world.Start();
  EXPECT_EQ(Bytes(world), start);
  for (int i = 0; i < 4; ++i) world.Step(0, 0);
  world.Step(1, 0);
  EXPECT_EQ(Bytes(world), there);
}

TEST(World, GoesBackToItsBytes) {
  const Scenario scenario = Adders();
  const Parameters parameters;
  World world(scenario, parameters, "x", Memory::kArena);
  world.Step(0, 0);
  const auto there = Bytes(world);
  const World::View view = world.view();
  const std::vector<Footprint> footprints(world.footprints(), world.footprints() + 2);
  const auto to_the_end = [&world] {
    while (world.enabled() != 0) world.Step((world.enabled() & 1) != 0 ? 0 : 1, 0);
  };
  to_the_end();
  world.Restore(there);  // looks anew
  EXPECT_EQ(Bytes(world), there);
  EXPECT_EQ(world.enabled(), 0b01u);
  EXPECT_EQ(world.footprint(0), footprints[0]);
  to_the_end();
  world.Restore(there, view, footprints.data());  // is told
  EXPECT_EQ(world.enabled(), 0b01u);
  EXPECT_EQ(world.footprint(0), footprints[0]);
  EXPECT_EQ(world.pending(0).object->name(), std::string("x"));
  to_the_end();
  std::string outcome;
  world.AppendOutcome(outcome);
  EXPECT_EQ(outcome, "2");
}

/// Counts how many of it there are.
struct Counted {
  explicit Counted(int* count) : count(count) { ++*count; }
  ~Counted() { --*count; }
  Counted(const Counted&) = delete;
  int* count;
};

Task<> HoldOne(Mutex& mutex, int* count) {
  const Counted held(count);
  co_await mutex.Lock();
  co_await mutex.Lock();  // never ends well
}

TEST(World, OnTheHeapDestroysAllThatItMade) {
  int count = 0;
  const Scenario scenario = Program([&count](Scheduler& scheduler) {
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Make<Counted>(&count);
    for (int i = 0; i < 2; ++i) scheduler.Spawn("task", HoldOne(mutex, &count));
  });
  const Parameters parameters;
  {
    World world(scenario, parameters, "", Memory::kHeap);
    EXPECT_EQ(count, 3);
    world.Step(0, 0);
    world.Start();
    EXPECT_EQ(count, 3);
  }
  EXPECT_EQ(count, 0);
}

Task<> Fail(Managed<int>& x) {
  co_await x.Load();
  throw std::runtime_error("no more");
}

TEST(World, KeepsTheFirstFailureAndTakesTheTaskOut) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    scheduler.Spawn("fails", Fail(x));
    scheduler.Spawn("misuses", HoldOne(mutex, &scheduler.Make<int>(0)));
  });
  const Parameters parameters;
  World world(scenario, parameters, "", Memory::kArena);
  EXPECT_FALSE(world.failure().has_value());
  world.Step(0, 0);
  EXPECT_EQ(world.failure(), (Violation{"exception", "fails: no more"}));
  EXPECT_EQ(world.unfinished(), 0b10u);
  world.Step(1, 0);
  EXPECT_EQ(world.enabled(), 0b10u);  // misuse is let through
  world.Step(1, 0);
  EXPECT_EQ(world.unfinished(), 0u);
  EXPECT_EQ(world.failure()->kind, "exception");
}

Task<> ChooseTwice(Choice& choice, Managed<int>& x) {
  const int first = co_await choice.Choose(3);
  const int second = co_await choice.Choose(2);
  co_await x.Store(10 * first + second);
}

TEST(World, PerformsAStepInTheWayThatIsAskedFor) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& choice = scheduler.Make<Choice>("choice");
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("task", ChooseTwice(choice, x));
        scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
      },
      {"x"});
  const Parameters parameters;
  World world(scenario, parameters, "x", Memory::kArena);
  EXPECT_EQ(world.Choices(0), 3);
  world.Step(0, 2);
  EXPECT_EQ(world.Choices(0), 2);
  world.Step(0, 1);
  EXPECT_EQ(world.Choices(0), 1);
  world.Step(0, 0);
  std::string outcome;
  world.AppendOutcome(outcome);
  EXPECT_EQ(outcome, "21");
}

Task<> SleepFor(Clock& clock, std::chrono::microseconds pause) { co_await clock.Sleep(pause); }

TEST(World, PassesTimeWhereNobodyCanGoOn) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& clock = scheduler.Make<Clock>("clock", /*virtual_time=*/true);
    for (const int pause : {30, 10, 30}) {
      scheduler.Spawn("sleeper", SleepFor(clock, std::chrono::microseconds(pause)));
    }
  });
  const Parameters parameters;
  World world(scenario, parameters, "", Memory::kArena);
  EXPECT_EQ(world.NowMicroseconds(), 10);
  EXPECT_EQ(world.enabled(), 0b010u);
  world.Step(1, 0);
  EXPECT_EQ(world.NowMicroseconds(), 30);
  EXPECT_EQ(world.enabled(), 0b101u);
  EXPECT_EQ(world.time_passings(), 2);
}

TEST(World, TellsOfASetUpThatFails) {
  const Scenario scenario = Program([](Scheduler&) { throw std::runtime_error("no luck"); });
  const Parameters parameters;
  for (const Memory memory : {Memory::kArena, Memory::kHeap}) {
    try {
      World world(scenario, parameters, "", memory);
      ADD_FAILURE() << "it was set up";
    } catch (const UsageError& error) {
      EXPECT_STREQ(error.what(), "program: setting up failed: no luck");
    }
  }
}

TEST(World, RefusesAnObserverThatTheParametersDoNotOffer) {
  const Scenario scenario = Program([](Scheduler&) {}, {"x"});
  const Parameters parameters;
  EXPECT_THROW(World(scenario, parameters, "x", Memory::kArena), UsageError);
}

}  // namespace
}  // namespace heddle::internal
