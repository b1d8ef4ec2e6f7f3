// The edges of what a scenario may do: what is within is explored alike by every strategy, with
// snapshots and without; what is beyond is refused in words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/explorer/explore.h"
#include "src/scheduler/choice.h"
#include "src/scheduler/clock.h"
#include "src/scheduler/ghost.h"
#include "src/scheduler/join.h"
#include "src/scheduler/managed.h"
#include "src/scheduler/mutex.h"
#include "src/scheduler/queue.h"
#include "src/scheduler/shared.h"
#include "tests/explorer/scenarios.h"

namespace heddle {
namespace {

using std::chrono_literals::operator""us;
using testing::HasSubstr;
using testing::StartsWith;

/// A strategy that visits everything, and where its worlds live.
struct Way {
  Strategy strategy;
  Memory memory;
};

class EveryWay : public testing::TestWithParam<Way> {
 protected:
  static Exploration Explored(const Scenario& scenario) {
    ExploreOptions options;
    options.strategy = GetParam().strategy;
    options.memory = GetParam().memory;
    options.keep_going = true;
    return Explore(scenario, options);
  }
  /// The kind of the violation and what is said of it, or "holds".
  static std::string Found(const Scenario& scenario) {
    const Exploration found = Explored(scenario);
    if (!found.violation) return found.complete ? "holds" : "holds, not complete";
    EXPECT_EQ(found.trace->violation, found.violation);
    return found.violation->kind + ": " + found.violation->message;
  }
  /// What exploring it throws.
  template <typename Error>
  static std::string Refused(const Scenario& scenario) {
    try {
      Explored(scenario);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }
};

INSTANTIATE_TEST_SUITE_P(
    Ways, EveryWay,
    testing::Values(Way{Strategy::kStates, Memory::kArena}, Way{Strategy::kCount, Memory::kArena},
                    Way{Strategy::kAll, Memory::kArena}, Way{Strategy::kAll, Memory::kHeap},
                    Way{Strategy::kDpor, Memory::kArena}, Way{Strategy::kDpor, Memory::kHeap}),
    [](const auto& info) {
      return std::string(NameOf(info.param.strategy)) +
             (info.param.memory == Memory::kArena ? "" : "_without_snapshots");
    });

// --- Exceptions.

Task<> Fail(Managed<int>& x, const char* what) {
  co_await x.Load();
  throw std::runtime_error(what);
}

/// As one does who cannot await while he handles it.
Task<> KeepException(Managed<int>& x, const char* what, std::string& seen) {
  std::exception_ptr kept;
  try {
    co_await Fail(x, what);
  } catch (...) {
    kept = std::current_exception();
  }
  co_await x.Store(1);
  try {
    std::rethrow_exception(kept);
  } catch (const std::exception& exception) {
    seen = exception.what();
  }
}

TEST_P(EveryWay, KeepsAnExceptionFromStepToStep) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& first = scheduler.Make<std::string>();
    auto& second = scheduler.Make<std::string>();
    scheduler.Spawn("first", KeepException(x, "what the first task throws", first));
    scheduler.Spawn("second", KeepException(x, "what the second task throws", second));
    scheduler.Finally("each sees its own", [&first, &second]() -> Failure {
      if (first == "what the first task throws" && second == "what the second task throws") {
        return {};
      }
      return first + ", " + second;
    });
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Found(scenario), "holds");  // the memory is fine after it
}

Task<> FailAndStay(Managed<int>& x, int& caught) {
  Task<> part = Fail(x, "what a part throws that lives on");
  try {
    co_await part;
  } catch (const std::runtime_error&) {
    ++caught;
  }
  co_await x.Store(1);
}

TEST_P(EveryWay, OutlivesAPartThatHasThrown) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    auto& caught = scheduler.Make<int>(0);
    scheduler.Spawn("first", FailAndStay(x, caught));
    scheduler.Spawn("second", FailAndStay(x, caught));
    scheduler.Finally("both are caught", [&caught]() -> Failure {
      if (caught == 2) return {};
      return std::to_string(caught);
    });
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Found(scenario), "holds");
}

// Made where they are thrown: a scenario owns nothing that lies outside of it, as a copy of a
// std::runtime_error would (its text).
constexpr auto kThrowText = [] { throw std::string("longer than what a string holds in place"); };
constexpr auto kThrowNumber = [] { throw 42; };
constexpr auto kThrowError = [] {
  throw std::runtime_error("longer than what a string holds in place");
};

TEST_P(EveryWay, TakesWhateverIsThrown) {
  const auto scenario = [](auto fail) {
    return Program([fail](Scheduler& scheduler) {
      auto& x = scheduler.Make<Managed<int>>("x");
      scheduler.Spawn("task", [](Managed<int>& x, auto fail) -> Task<> {
        co_await x.Update([&fail](int&) { fail(); });
      }(x, fail));
    });
  };
  const std::string anything = "exception: task: something that is not a std::exception was thrown";
  EXPECT_EQ(Found(scenario(kThrowText)), anything);
  EXPECT_EQ(Found(scenario(kThrowNumber)), anything);
  EXPECT_EQ(Found(scenario(kThrowError)),
            "exception: task: longer than what a string holds in place");
}

TEST_P(EveryWay, SaysWhySettingUpFails) {
  const auto scenario = [](auto fail) { return Program([fail](Scheduler&) { fail(); }); };
  EXPECT_EQ(Refused<UsageError>(scenario(kThrowError)),
            "program: setting up failed: longer than what a string holds in place");
  EXPECT_EQ(Refused<UsageError>(scenario(kThrowText)),
            "program: setting up failed: something that is not a std::exception was thrown");
}

// --- What is made, spawned and awaited, and when.

/// A task that does `what` after its first operation.
Scenario Later(std::function<Task<>(Scheduler&)> what) {
  return Program([what](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Scheduler& scheduler, Managed<int>& x, auto what) -> Task<> {
      co_await x.Store(1);
      co_await what(scheduler);
    }(scheduler, x, what));
  });
}

TEST_P(EveryWay, LetsNoTaskMakeObjectsOrSpawn) {
  EXPECT_EQ(Found(Later([](Scheduler& scheduler) -> Task<> {
              Mutex mutex(scheduler, "mutex");
              co_await mutex.Lock();
            })),
            "exception: task: a task makes an object that tasks share: all are made while setting "
            "up");
  EXPECT_EQ(Found(Later([](Scheduler& scheduler) -> Task<> {
              scheduler.Spawn("other", []() -> Task<> { co_return; }());
              co_return;
            })),
            "exception: task: a task spawns another: all are spawned while setting up");
}

TEST_P(EveryWay, JoinsOnlyTasksThatThereAre) {
  for (const int task : {-1, 1, 200}) {
    const Scenario scenario = Program([task](Scheduler& scheduler) {
      auto& ends = scheduler.Make<Ends>();
      scheduler.Spawn("task",
                      [](Ends& ends, int task) -> Task<> { co_await ends.Join(task); }(ends, task));
    });
    EXPECT_EQ(Found(scenario),
              "misuse: task: joins task " + std::to_string(task) + ", which there is not");
  }
}

TEST_P(EveryWay, AwaitsATaskOnce) {
  EXPECT_EQ(Found(Later([](Scheduler&) -> Task<> {
              Task<> part = []() -> Task<> { co_return; }();
              co_await part;
              co_await part;
            })),
            "exception: task: a Task is awaited a second time");
}

TEST_P(EveryWay, NumbersNoMoreObjectsThanItCanTellApart) {
  const auto scenario = [](int objects) {
    return Program([objects](Scheduler& scheduler) {
      for (int i = 0; i < objects; ++i) scheduler.Make<Ghost<char>>("ghost", 'x');
    });
  };
  EXPECT_EQ(Refused<UsageError>(scenario(65'537)),
            "program: setting up failed: a scenario can have at most 65536 objects");
}

// --- Memory.

TEST_P(EveryWay, NeedsNoMoreMemoryThanThereIs) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Managed<int>& x) -> Task<> {
      co_await x.Load();
      const std::vector<char> much(std::size_t{80} << 20);
      co_await x.Store(1);
      co_await x.Store(much[much.size() / 2]);
    }(x));
  });
  if (GetParam().memory == Memory::kHeap) {
    EXPECT_EQ(Found(scenario), "holds");
  } else {
    EXPECT_THAT(Refused<UsageError>(scenario),
                HasSubstr("it needs more memory than the 64 MiB of an arena"));
  }
}

// --- Variables of processes.

Task<> StoreIn(Shared<int>& x, int value) { co_await x.Store(value); }

TEST_P(EveryWay, SeesARaceOfTheParentsThreads) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0, Sharing::kPerProcess);
    scheduler.Spawn("first", StoreIn(x, 1), {.in_parent = true});
    scheduler.Spawn("second", StoreIn(x, 2), {.in_parent = true});
    scheduler.Spawn("child", StoreIn(x, 3));
  });
  EXPECT_THAT(Found(scenario), StartsWith("data-race: nothing orders first: store x"));
}

// --- Time.

TEST_P(EveryWay, JudgesTheMomentBeforeTimePassesAndTheOneAfter) {
  const auto scenario = [](const std::function<bool(std::int64_t, int)>& bad) {
    return Program([bad](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      scheduler.Spawn("sleeper", [](Clock& clock, Managed<int>& x) -> Task<> {
        co_await clock.Sleep(5us);
        co_await x.Store(3);
      }(clock, x));
      scheduler.Spawn("worker", [](Managed<int>& x) -> Task<> {
        co_await x.Store(1);
        co_await x.Store(2);
      }(x));
      scheduler.Invariant("all is well", [&scheduler, &x, bad]() -> Failure {
        if (!bad(scheduler.NowMicroseconds(), x.value())) return {};
        return "it is not";
      });
    });
  };
  const std::string violated = "invariant: all is well: it is not";
  const std::string holds =
      GetParam().strategy == Strategy::kDpor ? "holds, not complete" : "holds";
  // All that there is: 0 and 1 and 2 at 0, 2 and 3 at 5.
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 0 && x == 2; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 2; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 3; })), violated);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 5 && x == 1; })), holds);
  EXPECT_EQ(Found(scenario([](auto now, int x) { return now == 0 && x == 3; })), holds);
}

// A sleeper's first step after time has passed is to wake, and what it does with it is done by
// then.
TEST_P(EveryWay, JudgesTheMomentAtWhichNobodyIsAwakeYet) {
  for (const bool alone : {false, true}) {
    const Scenario scenario = Program([alone](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      auto& awake = scheduler.Make<Ghost<bool>>("awake", false);
      scheduler.Spawn("sleeper", [](Clock& clock, Managed<int>& x, Ghost<bool>& awake) -> Task<> {
        co_await x.Store(1);
        co_await clock.Sleep(5us);
        awake.value = true;
      }(clock, x, awake));
      if (!alone) {
        scheduler.Spawn("worker", [](Managed<int>& x) -> Task<> { co_await x.Store(2); }(x));
      }
      // Where the sleeper has stored last, so that it was the only one left.
      scheduler.Invariant("it is awake at 5", [&scheduler, &x, &awake]() -> Failure {
        if (scheduler.NowMicroseconds() < 5 || awake.value || x.value() != 1) return {};
        return "it is not";
      });
    });
    EXPECT_EQ(Found(scenario), "invariant: it is awake at 5: it is not") << alone;
  }
}

Task<> Nap(Clock& clock, Choice& choice) {
  co_await clock.Sleep(2us + (co_await choice.Choose(2)) * 1us);
}

// Once time has passed to the same moment, nothing tells from when.
TEST_P(EveryWay, JudgesEveryMomentFromWhichTimePasses) {
  for (const int bad : {2, 3}) {
    const Scenario scenario = Program([bad](Scheduler& scheduler) {
      auto& clock = scheduler.Make<Clock>("clock", true);
      auto& choice = scheduler.Make<Choice>("choice");
      auto& x = scheduler.Make<Managed<int>>("x", 0);
      scheduler.Spawn("sleeper", [](Clock& clock) -> Task<> { co_await clock.Sleep(5us); }(clock));
      scheduler.Spawn("napper", [](Clock& clock, Choice& choice, Managed<int>& x) -> Task<> {
        co_await Nap(clock, choice);
        co_await x.Store(1);
      }(clock, choice, x));
      scheduler.Invariant("all is well", [&scheduler, &x, bad]() -> Failure {
        if (scheduler.NowMicroseconds() != bad || x.value() != 1) return {};
        return "it is not";
      });
    });
    EXPECT_EQ(Found(scenario), "invariant: all is well: it is not") << bad;
  }
}

// --- Objects of one's own.

/// What an own object is to be like.
struct Kind {
  Access access;
  bool may_block = false;
  int choices = 0;            // 0: it has one way only
  bool touches_next = false;  // the access is to the object after it, and this one is read
};

/// A set of small numbers: each operation adds its code, or the way that was chosen.
class Own final : public Object {
 public:
  Own(Scheduler& scheduler, const char* name, Kind kind)
      : Object(scheduler, name), kind_(std::move(kind)) {}

  Operation Add(int code, std::source_location where = std::source_location::current()) {
    Operation operation(*this, code, kind_.may_block, where);
    operation.several_ways = kind_.choices != 0;
    return operation;
  }
  unsigned value() const { return value_; }

  int Choices(const Operation&) const override { return kind_.choices; }
  Progress Perform(Operation& operation, TaskId, int choice) override {
    value_ |= 1U << (operation.several_ways ? choice % 32 : operation.code);
    return Progress::kDone;
  }
  Footprint Touches(const Operation&, TaskId) const override {
    Access access = kind_.access;
    if (!kind_.touches_next) {
      access.object = static_cast<std::uint16_t>(id());
      return {access, {}};
    }
    access.object = static_cast<std::uint16_t>(id() + 1);
    return {Touch(Mode::kRead), access};
  }
  std::string_view OperationName(const Operation&) const override { return "add"; }
  std::string Describe() const override { return std::to_string(value_); }

 private:
  Kind kind_;
  unsigned value_ = 0;
};

Task<> AddTo(Own& own, int code) { co_await own.Add(code); }

/// Two tasks that add a number each. If they are to be `in_order`, bad is that 1 is there and 0 is
/// not.
Scenario TwoAdd(const Kind& kind, bool in_order = false) {
  return Program([kind, in_order](Scheduler& scheduler) {
    auto& own = scheduler.Make<Own>("own", kind);
    scheduler.Make<Managed<int>>("next", 0);
    scheduler.Spawn("first", AddTo(own, 0));
    scheduler.Spawn("second", AddTo(own, 1));
    if (!in_order) return;
    scheduler.Invariant("0 comes first", own, [&own]() -> Failure {
      if (own.value() != 2) return {};
      return "1 does";
    });
  });
}

TEST_P(EveryWay, IsNotCompleteWhereStepsThatCommuteChangeAnOwnObject) {
  const std::string found = Found(TwoAdd({.access = {.mode = Mode::kRead}}, true));
  if (GetParam().strategy == Strategy::kDpor) {
    EXPECT_EQ(found, "holds, not complete");
  } else {
    EXPECT_EQ(found, "invariant: 0 comes first: 1 does");
  }
}

TEST_P(EveryWay, SeesARaceOfOwnObjects) {
  Access plain{.mode = Mode::kWrite};
  plain.plain = true;
  for (const bool next : {false, true}) {
    EXPECT_THAT(Found(TwoAdd({.access = plain, .touches_next = next})),
                StartsWith("data-race: nothing orders first: add own"));
  }
}

TEST_P(EveryWay, RefusesAnOwnOperationThatWaitsAndIsPlainOrPushes) {
  Access plain{.mode = Mode::kRead};
  plain.plain = true;
  EXPECT_EQ(Refused<std::logic_error>(TwoAdd({.access = plain, .may_block = true})),
            "own: add may block and has a plain access: it must not");
  EXPECT_EQ(Refused<std::logic_error>(TwoAdd({.access = {.mode = Mode::kPush}, .may_block = true})),
            "own: add may block and pushes (Mode::kPush): it must not");
}

TEST_P(EveryWay, HasAsManyWaysOnAsAPickCanTell) {
  const auto scenario = [](int choices) {
    return Program([choices](Scheduler& scheduler) {
      auto& own = scheduler.Make<Own>("own", Kind{{.mode = Mode::kWrite}, false, choices});
      scheduler.Spawn("task", AddTo(own, 0));
      scheduler.Finally("not the last way", [&own, choices]() -> Failure {
        if (own.value() != 1U << (choices - 1) % 32) return {};
        return "the last way";
      });
    });
  };
  EXPECT_EQ(Found(scenario(1)), "final: not the last way: the last way");
  const Exploration most = Explored(scenario(255));
  EXPECT_TRUE(most.complete);
  EXPECT_TRUE(most.violation.has_value());
  for (const int choices : {-1, 256, 257}) {
    EXPECT_EQ(Refused<std::logic_error>(scenario(choices)), "own: add can be performed in " +
                                                                std::to_string(choices) +
                                                                " ways: there must be 1 to 255");
  }
}

// --- Options.

TEST_P(EveryWay, TakesAtLeastOneStepAtTheMost) {
  const Scenario scenario = Later([](Scheduler&) -> Task<> { co_return; });
  for (const int most : {0, -1}) {
    ExploreOptions options;
    options.strategy = GetParam().strategy;
    options.memory = GetParam().memory;
    options.most_steps = most;
    EXPECT_THROW(Explore(scenario, options), UsageError);
  }
}

TEST(States, GoAsFarAsTheyGo) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& queue = scheduler.Make<Queue<int>>("queue");
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Queue<int>& queue, Managed<int>& x) -> Task<> {
      for (int i = 0; i < 6; ++i) co_await x.Store(i);
      co_await queue.Get();
    }(queue, x));
  });
  ExploreOptions options;
  options.most_steps = 3;
  const Exploration found = Explore(scenario, options);
  ASSERT_TRUE(found.violation.has_value());
  EXPECT_EQ(found.violation->kind, "unfinished");
  EXPECT_EQ(found.trace->violation, found.violation);
}

}  // namespace
}  // namespace heddle
