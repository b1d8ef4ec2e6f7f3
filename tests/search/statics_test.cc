// A scenario must not change what does not go back in time with it; what is made once and for all
// may be made in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/internal/world_memory.h>
#include <heddle/managed.h>
#include <heddle/shared.h>

#include <functional>
#include <locale>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/memory/data_segment.h"
#include "src/search/conform.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kStrategies[] = {"states", "dpor", "all", "count", "random"};

/// What an exploration says by throwing; empty if it does not.
std::string Refusal(const Scenario& scenario, const ExploreOptions& options) {
  try {
    Explore(scenario, options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

std::string Refusal(const Scenario& scenario, Strategy strategy, Memory memory = Memory::kArena) {
  ExploreOptions options;
  options.strategy = strategy;
  options.memory = memory;
  options.samples = 100;
  return Refusal(scenario, options);
}

volatile int counter = 0;
volatile int seen_by_property = 0;

Task<> Count(Managed<int>& x) {
  co_await x.Load();
  counter = counter + 1;
  co_await x.Load();
}

Task<> CountInside(Managed<int>& x) {
  static volatile int inside = 0;
  if (co_await x.Load() == 1) inside = inside + 1;
  co_await x.Store(1);
}

Scenario Two(Task<> (*task)(Managed<int>&)) {
  return Program([task](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    for (const char* name : {"a", "b"}) scheduler.Spawn(name, task(x));
  });
}

// Under a sanitizer nobody compares variables.
class Statics : public testing::Test {
 protected:
  void SetUp() override {
    if (kIsSanitized) GTEST_SKIP() << "a sanitizer has variables of its own";
  }
};

// Under a sanitizer as well, where there are none: or every exploration is run three times.
TEST(DataSegments, AreTheSameWhereNothingChanges) {
  const DataSegments statics;
  EXPECT_TRUE(statics.Same());
}

TEST_F(Statics, ChangedByATaskAreNamed) {
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(Two(Count), strategy),
                AllOf(HasSubstr("program: "), HasSubstr(", in its step 'get x' (statics_test.cc:"),
                      HasSubstr("changes the variable 'heddle::internal::(anonymous namespace)::counter'")))
        << NameOf(strategy);
  }
  for (const Strategy strategy : {"dpor", "all", "random"}) {
    EXPECT_THAT(Refusal(Two(Count), strategy, Memory::kHeap), HasSubstr("::counter'"));
  }
}

TEST_F(Statics, OfAFunctionAreNamedThoughFewExecutionsChangeThem) {
  for (const Strategy strategy : kStrategies) {
    // Without "::", for g++ gives it a name that nothing can take apart.
    EXPECT_THAT(Refusal(Two(CountInside), strategy), HasSubstr("inside'")) << NameOf(strategy);
  }
}

TEST_F(Statics, ChangedByASetUpAreNamed) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    counter = counter + 1;
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("t", [](Managed<int>& x) -> Task<> { co_await x.Load(); }(x));
  });
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(scenario, strategy), HasSubstr("program: setting up changes the variable"));
  }
}

TEST_F(Statics, ChangedByAPropertyAreNamed) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("t", [](Managed<int>& x) -> Task<> { co_await x.Load(); }(x));
    scheduler.Finally("all is well", []() -> Failure {
      seen_by_property = seen_by_property + 1;
      return {};
    });
  });
  EXPECT_THAT(Refusal(scenario, "dpor"),
              AllOf(HasSubstr("the property 'all is well' changes the variable"),
                    HasSubstr("::seen_by_property'")));
}

TEST_F(Statics, ChangedByACallbackAreNoneOfTheScenarios) {
  ExploreOptions options;
  options.strategy = "random";
  options.samples = 10'000;
  options.interrupted = [] {
    counter = counter + 1;
    return false;
  };
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("t", [](Managed<int>& x) -> Task<> { co_await x.Load(); }(x));
  });
  EXPECT_EQ(Explore(scenario, options).executions, 10'000);
}

// Raised by one task and lowered by the other, or by the same: at every end it is as it was.
volatile int inside = 0;

Task<> Enter(Managed<int>& x) {
  co_await x.Load();
  inside = inside + 1;
  co_await x.Load();
}

Task<> Exit(Managed<int>& x) {
  co_await x.Load();
  inside = inside - 1;
  co_await x.Load();
}

Task<> EnterAndExit(Managed<int>& x) {
  inside = 1;
  co_await x.Load();
  inside = 0;
}

TEST_F(Statics, AreNamedThoughOneTaskPutsBackWhatAnotherChanges) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("in", Enter(x));
    scheduler.Spawn("out", Exit(x));
  });
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(scenario, strategy), HasSubstr("::inside'")) << NameOf(strategy);
  }
}

TEST_F(Statics, AreNamedThoughTheTaskItselfPutsThemBack) {
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(Two(EnterAndExit), strategy), HasSubstr("::inside'")) << NameOf(strategy);
    inside = 0;
  }
}

TEST_F(Statics, ChangedByAnObserverAreNamed) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        auto& x = scheduler.Make<Managed<int>>("x");
        scheduler.Spawn("t", [](Managed<int>& x) -> Task<> { co_await x.Load(); }(x));
        scheduler.Observe("seen", [](std::string& out) {
          counter = counter + 1;
          out += "x";
        });
      },
      {"seen"});
  for (const Strategy strategy : kStrategies) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "seen";
    options.samples = 10;
    EXPECT_THAT(Refusal(scenario, options),
                AllOf(HasSubstr("the observer 'seen' changes"), HasSubstr("::counter'")))
        << NameOf(strategy);
  }
}

/// Neither a step, nor a property, nor an observer: an await's predicate.
TEST_F(Statics, ChangedByAPredicateAreNamed) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Atomic<int>>("x", 0);
    scheduler.Spawn("waits", [](Atomic<int>& x) -> Task<> {
      co_await x.Await([](int value) {
        counter = counter + 1;
        return value == 1;
      });
    }(x));
    scheduler.Spawn("stores", [](Atomic<int>& x) -> Task<> { co_await x.Store(1); }(x));
  });
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(scenario, strategy), HasSubstr("::counter'")) << NameOf(strategy);
  }
}

/// An object that changes a static variable where it is only asked.
class Nosy final : public Object {
 public:
  explicit Nosy(Scheduler& scheduler, std::string_view name) : Object(scheduler, name) {}
  Operation Use(std::source_location where = std::source_location::current()) {
    return {*this, 0, /*may_block=*/true, where};
  }
  bool Enabled(const Operation&, TaskId) const override {
    counter = counter + 1;
    return true;
  }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "use"; }
  std::string Describe() const override { return ""; }
};

TEST_F(Statics, ChangedByAnObjectThatIsAskedAreNamed) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& nosy = scheduler.Make<Nosy>("nosy");
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [](Nosy& nosy) -> Task<> { co_await nosy.Use(); }(nosy));
    }
  });
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(scenario, strategy),
                AllOf(HasSubstr("::counter' changes"), HasSubstr("by what is asked between steps")))
        << NameOf(strategy);
  }
}

TEST_F(Statics, ChangedInAConformanceAreNamed) {
  const auto prints = [](Task<> (*task)(Managed<int>&)) {
    return Program(
        [task](Scheduler& scheduler) {
          auto& x = scheduler.Make<Managed<int>>("x", 0);
          for (const char* name : {"a", "b"}) scheduler.Spawn(name, task(x));
          scheduler.Observe("x", [&x](std::string& out) { out += std::to_string(x.value()); });
        },
        {"x"});
  };
  for (auto* const task : {Count, CountInside, EnterAndExit}) {
    const Scenario scenario = prints(task);
    ConformOptions options;
    options.observe = "x";
    for (const char* output : {"0", "1", "2"}) {
      try {
        Conform(scenario, scenario.Configure({}), output, options);
        ADD_FAILURE() << "nothing is said";
      } catch (const UsageError& error) {
        EXPECT_THAT(error.what(), HasSubstr("changes the variable"));
      }
    }
    inside = 0;
  }
}

std::vector<int>& Elsewhere() {
  static std::vector<int> elsewhere(10);
  return elsewhere;
}

/// Of `seen`, which lies on the ordinary heap, a task makes use.
Scenario Uses(std::function<int(int x)> use) {
  return Program([use](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [&x, use]() -> Task<> {
        const int value = co_await x.Load();
        co_await x.Store(use(value));
      });
    }
  });
}

// Here nobody compares variables, and so it is found under sanitizers, too.
TEST(Elsewhere, IsFoundByWhatIsDoneDifferently) {
  int* const counts = &Elsewhere()[3];
  const Scenario scenario = Uses([counts](int) { return ++*counts; });
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(scenario, strategy),
                AllOf(HasSubstr("run again by the same steps, it does something else: step "),
                      HasSubstr(": set x → ")))
        << NameOf(strategy);
  }
}

TEST(Elsewhere, IsFoundThoughItIsPutBackInTheEnd) {
  int* const depth = &Elsewhere()[4];
  const Scenario scenario = Program([depth](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [&x, depth]() -> Task<> {
        *depth += 1;
        co_await x.Load();
        co_await x.Store(*depth);
        co_await x.Load();
        *depth -= 1;
      });
    }
  });
  for (const Strategy strategy : kStrategies) {
    *depth = 0;
    EXPECT_THAT(Refusal(scenario, strategy), HasSubstr("it does something else: "))
        << NameOf(strategy);
  }
}

TEST(Elsewhere, CanBeMadeOnceAndForAll) {
  std::map<int, int> known;  // what it says is the same, made or remembered
  const Scenario scenario = Uses([&known](int x) {
    const AllocateFrom heap(nullptr);
    return known.try_emplace(x, 10 * x + 1).first->second;
  });
  for (const Strategy strategy : kStrategies) EXPECT_EQ(Refusal(scenario, strategy), "");
}

const std::vector<int>& Primes() {
  static const std::vector<int> primes = {2, 3, 5, 7};
  return primes;
}

const std::string& Name(int i) {
  static const std::string other = std::string(100, 'x');  // one within the other
  static const std::vector<std::string> names = {other + "a", other + "b",
                                                 other + std::to_string(Primes().size())};
  return names[i];
}

template <int>
Scenario MadeIn(bool in_set_up) {
  return Program([in_set_up](Scheduler& scheduler) {
    static const auto use = [] {
      static const std::string text(200, 'y');  // anew for each instance
      return Name(2).back() == '4' && text.size() == 200;
    };
    if (in_set_up && !use()) throw std::logic_error("not made");
    auto& x = scheduler.Make<Managed<int>>("x");
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [](Managed<int>& x) -> Task<> {
        co_await x.Load();
        if (!use()) throw std::logic_error("not made");
        co_await x.Load();
      }(x));
    }
  });
}

class Static : public testing::Test {
 protected:
  void SetUp() override {
    if (kWatchesThreads) GTEST_SKIP() << "ThreadSanitizer makes such variables in a way of its own";
  }
};

TEST_F(Static, CanBeMadeFirstInATask) {
  for (int i = 0; i < 3; ++i) {
    for (const Strategy strategy : kStrategies) {
      EXPECT_EQ(ExploreAllOf(MadeIn<1>(false), strategy).verdict, Exploration::Verdict::kHolds);
    }
  }
}

TEST_F(Static, CanBeMadeFirstInASetUp) {
  for (int i = 0; i < 3; ++i) {
    for (const Strategy strategy : kStrategies) {
      EXPECT_EQ(ExploreAllOf(MadeIn<2>(true), strategy).verdict, Exploration::Verdict::kHolds);
    }
  }
}

struct ThrowsFirst {
  explicit ThrowsFirst(int tries) : text(100, 'z') {
    if (tries == 1) throw std::runtime_error("not yet");
  }
  std::string text;
};

TEST_F(Static, CanFailToBeMade) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [](Managed<int>& x) -> Task<> {
        const int tries = co_await x.Load() + 1;
        try {
          static const ThrowsFirst once(tries);
          if (once.text.size() != 100) throw std::logic_error("broken");
        } catch (const std::runtime_error&) {
        }
        co_await x.Store(2);
      }(x));
    }
  });
  for (const Strategy strategy : kStrategies) {
    EXPECT_EQ(ExploreAllOf(scenario, strategy).verdict, Exploration::Verdict::kHolds);
  }
}

struct Aborts {
  Aborts() { std::abort(); }
  std::string text;
};

TEST_F(Static, WhoseMakingCrashesCrashesEveryTime) {
  const Scenario scenario = Two([](Managed<int>& x) -> Task<> {
    co_await x.Load();
    static const Aborts never;
    co_await x.Load();
  });
  for (const Strategy strategy : kStrategies) {
    const Exploration result = ExploreAllOf(scenario, strategy);
    EXPECT_EQ(result.violation->kind, "crash");
    EXPECT_THAT(result.violation->message, HasSubstr(": aborted"));
  }
}

Task<> UseTheLibrary(Managed<int>& x) {
  co_await x.Load();
  std::ostringstream text;
  text << 1.5 << ' ' << 42 << std::boolalpha << true;
  if (!std::regex_match(text.str(), std::regex("1.5 42true"))) throw std::logic_error("no match");
  std::wostringstream wide;
  wide << 1.5;
  if (std::isalpha('a', std::locale("C")) == 0) throw std::logic_error("no letter");
  co_await x.Load();
}

TEST_F(Static, OfTheLibraryCanBeMadeInATask) {
  for (int i = 0; i < 2; ++i) {
    for (const Strategy strategy : kStrategies) {
      EXPECT_EQ(ExploreAllOf(Two(UseTheLibrary), strategy).verdict, Exploration::Verdict::kHolds);
    }
  }
}

TEST(StaticOfAThread, IsRefused) {
  const Scenario scenario = Two([](Managed<int>& x) -> Task<> {
    co_await x.Load();
    thread_local std::vector<int> of_thread(100);
    of_thread[0] = 1;
    co_await x.Load();
  });
  EXPECT_THAT(Refusal(scenario, "states"), HasSubstr("program: it makes a thread_local variable"));
}

}  // namespace
}  // namespace heddle::internal
