// What a scenario changes and no execution puts back, found in Relacy's executions as in the
// explorer's.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/managed.h>

#include <string>
#include <vector>

#include "tests/engines/relacy/of_relacy.h"
#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::AllOf;
using testing::HasSubstr;

volatile int counter = 0;
volatile int inside = 0;

/// What an exploration by Relacy says by throwing; empty if it does not.
std::string Refusal(const Scenario& scenario, const char* search, const std::string& observe = "") {
  ExploreOptions options = OfRelacy();
  options.strategy = {search, "relacy"};
  options.observe = observe;
  options.samples = 100;
  try {
    Explore(scenario, scenario.Configure({}), options);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

constexpr const char* kSearches[] = {"full", "bound", "random"};

Task<> Read(Managed<int>& x) {
  co_await x.Load();
  co_await x.Load();
}

Scenario Two(Task<> (*task)(Managed<int>&)) {
  return Program([task](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    for (const char* name : {"a", "b"}) scheduler.Spawn(name, task(x));
  });
}

// Under a sanitizer nobody compares variables.
class StaticsByRelacy : public testing::Test {
 protected:
  void SetUp() override {
    if (kIsSanitized) GTEST_SKIP() << "a sanitizer has variables of its own";
  }
};

TEST_F(StaticsByRelacy, ChangedByATaskAreNamed) {
  const Scenario scenario = Two([](Managed<int>& x) -> Task<> {
    co_await x.Load();
    counter = counter + 1;
    co_await x.Load();
  });
  for (const char* search : kSearches) {
    EXPECT_THAT(Refusal(scenario, search),
                AllOf(HasSubstr(", in its step 'get x' (statics_test.cc:"),
                      HasSubstr("changes the variable 'heddle::internal::(anonymous namespace)::counter'")));
  }
}

TEST_F(StaticsByRelacy, AreNamedThoughTheyArePutBack) {
  const Scenario scenario = Two([](Managed<int>& x) -> Task<> {
    co_await x.Load();
    inside = inside + 1;
    co_await x.Load();
    inside = inside - 1;
  });
  for (const char* search : kSearches) {
    EXPECT_THAT(Refusal(scenario, search), HasSubstr("::inside'"));
  }
}

TEST_F(StaticsByRelacy, ChangedByAllButTheTasksAreNamed) {
  const auto with = [](auto state) {
    return Program(
        [state](Scheduler& scheduler) {
          auto& x = scheduler.Make<Managed<int>>("x", 0);
          scheduler.Spawn("t", Read(x));
          scheduler.Observe("x", [](std::string& out) { out += "x"; });
          state(scheduler);
        },
        {"x"});
  };
  const auto counts = [] {
    counter = counter + 1;
    return true;
  };
  const Scenario set_up = with([counts](Scheduler&) { counts(); });
  const Scenario invariant = with([counts](Scheduler& s) { s.Invariant("all is well", counts); });
  const Scenario final = with([counts](Scheduler& s) { s.Finally("all is well", counts); });
  for (const char* search : kSearches) {
    EXPECT_THAT(Refusal(set_up, search), HasSubstr("setting up changes the variable"));
    EXPECT_THAT(Refusal(invariant, search), HasSubstr("the property 'all is well' changes"));
    EXPECT_THAT(Refusal(final, search), HasSubstr("the property 'all is well' changes"));
  }
}

TEST_F(StaticsByRelacy, ChangedByAnObserverAreNamed) {
  const Scenario scenario = Program(
      [](Scheduler& scheduler) {
        scheduler.Spawn("t", Read(scheduler.Make<Managed<int>>("x", 0)));
        scheduler.Observe("seen", [](std::string& out) {
          counter = counter + 1;
          out += "x";
        });
      },
      {"seen"});
  for (const char* search : kSearches) {
    EXPECT_THAT(Refusal(scenario, search, "seen"), HasSubstr("the observer 'seen' changes"));
  }
}

TEST(StaticByRelacy, CanBeMadeOnceAndForAll) {
  const Scenario scenario = Two([](Managed<int>& x) -> Task<> {
    co_await x.Load();
    static const std::string text(100, 'x');
    static volatile bool known = false;
    if (!known) known = true;
    co_await x.Store(static_cast<int>(text.size()));
  });
  for (const char* search : kSearches) EXPECT_EQ(Refusal(scenario, search), "");
}

TEST(ElsewhereByRelacy, IsFoundByWhatIsDoneDifferently) {
  std::vector<int> elsewhere(1);
  const Scenario scenario = Program([seen = elsewhere.data()](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    for (const char* name : {"a", "b"}) {
      scheduler.Spawn(name, [&x, seen]() -> Task<> {
        co_await x.Load();
        co_await x.Store(++*seen);
      });
    }
  });
  for (const char* search : kSearches) {
    EXPECT_THAT(Refusal(scenario, search), HasSubstr("run again by the same steps"));
  }
}

}  // namespace
}  // namespace heddle::internal
