// A scenario must not change what does not go back in time with it; what is made once and for all
// may be made in it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <locale>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/scheduler/managed.h"
#include "src/scheduler/shared.h"
#include "tests/explorer/scenarios.h"
#include "tests/sanitizer.h"

namespace heddle {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr Strategy kStrategies[] = {Strategy::kStates, Strategy::kDpor, Strategy::kAll,
                                    Strategy::kCount, Strategy::kRandom};

/// What an exploration says by throwing; empty if it does not.
std::string Refusal(const Scenario& scenario, Strategy strategy, Memory memory = Memory::kArena) {
  ExploreOptions options;
  options.strategy = strategy;
  options.memory = memory;
  options.samples = 100;
  try {
    Explore(scenario, options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
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

TEST_F(Statics, ChangedByATaskAreNamed) {
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(Two(Count), strategy),
                AllOf(HasSubstr("program: "), HasSubstr(", in its step 'get x' (statics_test.cc:"),
                      HasSubstr("changes the variable 'heddle::(anonymous namespace)::counter'")))
        << NameOf(strategy);
  }
  for (const Strategy strategy : {Strategy::kDpor, Strategy::kAll, Strategy::kRandom}) {
    EXPECT_THAT(Refusal(Two(Count), strategy, Memory::kHeap), HasSubstr("::counter'"));
  }
}

TEST_F(Statics, OfAFunctionAreNamedThoughFewExecutionsChangeThem) {
  for (const Strategy strategy : kStrategies) {
    EXPECT_THAT(Refusal(Two(CountInside), strategy), HasSubstr("::inside'")) << NameOf(strategy);
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
  EXPECT_THAT(Refusal(scenario, Strategy::kDpor),
              AllOf(HasSubstr("the property 'all is well' changes the variable"),
                    HasSubstr("::seen_by_property'")));
}

TEST_F(Statics, ChangedByACallbackAreNoneOfTheScenarios) {
  ExploreOptions options;
  options.strategy = Strategy::kRandom;
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
  EXPECT_THAT(Refusal(scenario, Strategy::kStates),
              HasSubstr("program: it makes a thread_local variable"));
}

}  // namespace
}  // namespace heddle
