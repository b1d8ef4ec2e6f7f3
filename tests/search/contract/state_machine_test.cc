// Tasks whose bodies are no coroutines.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/clock.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/state_machine.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "tests/search/contract/as_every_way.h"
#include "tests/search/contract/every_way.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

HEDDLE_IN_EVERY_WAY();

/// Locks the mutex if there is one, doubles a number and adds 1, and unlocks the mutex.
class DoubleAndAdd final : public StateMachine {
 public:
  DoubleAndAdd(Managed<int>& number, Mutex* mutex) : number_(number), mutex_(mutex) {}

 private:
  void Resume() override {
    switch (at_++) {
      case 0:
        if (mutex_ != nullptr) {
          Await(mutex_->Lock());
          return;
        }
        ++at_;
        [[fallthrough]];
      case 1:
        load_ = &Await(number_.Load());
        return;
      case 2:
        Await(number_.Store(2 * load_->await_resume() + 1));
        load_ = nullptr;
        return;
      case 3:
        if (mutex_ != nullptr) Await(mutex_->Unlock());
    }
  }

  Managed<int>& number_;
  Mutex* const mutex_;
  int at_ = 0;
  decltype(std::declval<Managed<int>&>().Load())* load_ = nullptr;
};

/// The same as a coroutine.
Task<> DoubledAndAdded(Managed<int>& number, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  const int value = co_await number.Load();
  co_await number.Store(2 * value + 1);
  if (mutex != nullptr) co_await mutex->Unlock();
}

Task<> Negate(Managed<int>& number) {
  co_await number.Update([](int& value) { value = -value; });
}

Scenario Both(bool machines, bool locked) {
  return Ending([=](Scheduler& scheduler) {
    auto& number = scheduler.Make<Managed<int>>("number", 3);
    Mutex* mutex = locked ? &scheduler.Make<Mutex>("mutex") : nullptr;
    for (const char* name : {"one", "other"}) {
      if (machines) {
        scheduler.Spawn(name, std::make_unique<DoubleAndAdd>(number, mutex));
      } else {
        scheduler.Spawn(name, DoubledAndAdded(number, mutex));
      }
    }
    scheduler.Spawn("negate", Negate(number));
  });
}

TEST_P(EveryWay, ExploresAMachineAsRunningItEveryWayDoes) {
  for (const bool locked : {false, true}) ExpectAsEveryWay(Both(true, locked), GetParam());
}

TEST(StateMachine, HasTheNumbersOfTheSameCoroutine) {
  for (const bool locked : {false, true}) {
    for (const Strategy strategy : {"all", "dpor", "states", "count"}) {
      const Exploration machines = ExploreAllOf(Both(true, locked), strategy, kEnd);
      const Exploration coroutines = ExploreAllOf(Both(false, locked), strategy, kEnd);
      EXPECT_EQ(machines.executions, coroutines.executions) << NameOf(strategy);
      EXPECT_EQ(machines.states, coroutines.states) << NameOf(strategy);
      EXPECT_EQ(machines.steps, coroutines.steps) << NameOf(strategy);
      EXPECT_EQ(machines.outcome_count, coroutines.outcome_count) << NameOf(strategy);
    }
  }
}

TEST(StateMachine, IsSampledAsWell) {
  for (const Strategy strategy : {"random", "pct", "pos"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = kEnd;
    options.keep_going = true;
    options.limit_executions = 2000;
    EXPECT_EQ(Explore(Both(true, false), options).outcome_count,
              ExploreAllOf(Both(true, false), "all", kEnd).outcome_count)
        << NameOf(strategy);
  }
}

/// Locks one mutex and then another one.
class LockTwo final : public StateMachine {
 public:
  LockTwo(Mutex& first, Mutex& second) : mutexes_{&first, &second} {}

 private:
  void Resume() override {
    if (at_ < 2) {
      Await(mutexes_[at_]->Lock());
    } else if (at_ < 4) {
      Await(mutexes_[at_ - 2]->Unlock());
    }
    ++at_;
  }
  Mutex* mutexes_[2];
  int at_ = 0;
};

TEST_P(EveryWay, FindsADeadlockOfMachines) {
  EXPECT_THAT(Found(Program([](Scheduler& scheduler) {
                auto& a = scheduler.Make<Mutex>("a");
                auto& b = scheduler.Make<Mutex>("b");
                scheduler.Spawn("one", std::make_unique<LockTwo>(a, b));
                scheduler.Spawn("other", std::make_unique<LockTwo>(b, a));
              })),
              StartsWith("deadlock: "));
}

/// After its first operation it does what it is told.
class Misbehave final : public StateMachine {
 public:
  Misbehave(Managed<int>& x, void (*how)(Misbehave&)) : x_(x), how_(how) {}
  void StoreNow() { Await(x_.Store(2)); }

 private:
  void Resume() override {
    if (at_++ == 0) {
      Await(x_.Store(1));
    } else if (at_ == 2) {
      how_(*this);
    }
  }
  Managed<int>& x_;
  void (*const how_)(Misbehave&);
  int at_ = 0;
};

Scenario Misbehaving(void (*how)(Misbehave&)) {
  return Program([how](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("machine", std::make_unique<Misbehave>(x, how));
  });
}

TEST_P(EveryWay, ReportsAnExceptionThatLeavesAMachine) {
  EXPECT_EQ(Found(Misbehaving([](Misbehave&) { throw std::runtime_error("no more"); })),
            "exception: machine: no more");
}

TEST_P(EveryWay, RefusesAMachineThatAwaitsTwice) {
  EXPECT_EQ(Found(Misbehaving([](Misbehave& machine) {
              machine.StoreNow();
              machine.StoreNow();
            })),
            "exception: machine: a StateMachine awaits two operations at once");
}

TEST_P(EveryWay, EndsAMachineThatAwaitsNothing) {
  EXPECT_EQ(Found(Misbehaving([](Misbehave&) {})), "holds");
}

/// Sleeps between two stores.
class SleepBetween final : public StateMachine {
 public:
  SleepBetween(Managed<int>& x, Clock& clock) : x_(x), clock_(clock) {}

 private:
  void Resume() override {
    const int at = at_++;
    if (at == 1) Await(clock_.Sleep(std::chrono::seconds(1)));
    if (at == 0 || at == 2) Await(x_.Store(at));
  }
  Managed<int>& x_;
  Clock& clock_;
  int at_ = 0;
};

TEST(StateMachine, SleepsAsCoroutinesDo) {
  const auto steps = [](bool virtual_time) {
    const Scenario scenario = Program([virtual_time](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x");
      auto& clock = scheduler.Make<Clock>("clock", virtual_time);
      scheduler.Spawn("machine", std::make_unique<SleepBetween>(x, clock));
    });
    return ExploreAllOf(scenario, "dpor").steps;
  };
  EXPECT_EQ(steps(true), 3u);
  EXPECT_EQ(steps(false), 2u);  // a sleep of any time is no step
}

TEST(StateMachine, MustBeThereWhenItIsSpawned) {
  try {
    ExploreAllOf(Program([](Scheduler& scheduler) {
                   scheduler.Spawn("machine", std::unique_ptr<StateMachine>());
                 }),
                 "states");
    FAIL() << "it explores";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'machine' is spawned with no StateMachine: it is null"));
  }
}

}  // namespace
}  // namespace heddle::internal
