// Whether an output is a behaviour: small programs, and every output of some against what exploring
// them lists.

#include "src/search/conform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/channel.h>
#include <heddle/console.h>
#include <heddle/join.h>
#include <heddle/queue.h>
#include <heddle/shared.h>

#include <set>
#include <stdexcept>

#include "src/search/trace_builder.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Console& MakeConsole(Scheduler& scheduler) {
  auto& console = scheduler.Make<Console>("console", Console::Keep::kAll);
  scheduler.ObserveGrowing("console", [&console](std::string& out) { out += console.text(); });
  return console;
}

Task<> Say(Console& console, std::string_view a, std::string_view b) {
  co_await console.Print(a, b);
}

/// One task prints "a" and "b", the other "x" and "y", piece by piece.
Scenario TwoTalkers() {
  return Program(
      [](Scheduler& scheduler) {
        Console& console = MakeConsole(scheduler);
        scheduler.Spawn("first", Say(console, "a", "b"));
        scheduler.Spawn("second", Say(console, "x", "y"));
      },
      {"console"});
}

Conformance Conform(const Scenario& scenario, std::string_view output,
                    ConformOptions options = {}) {
  return Conform(scenario, scenario.Configure({}), output, options);
}

std::set<std::string> OutcomesOf(const Scenario& scenario, const std::string& observer) {
  const Exploration result = ExploreAllOf(scenario, "states", observer);
  EXPECT_TRUE(result.complete);
  std::set<std::string> outcomes;
  for (const auto& outcome : result.outcomes.value()) outcomes.insert(outcome.value);
  return outcomes;
}

TEST(Conform, AcceptsExactlyTheOrdersThatPiecesCanComeIn) {
  const Scenario talkers = TwoTalkers();
  for (const std::string output : {"abxy", "axby", "axyb", "xaby", "xayb", "xyab"}) {
    EXPECT_TRUE(Conform(talkers, output).accepted) << output;
  }
  for (const std::string output : {"", "a", "abx", "abxyy", "baxy", "abyx", "z"}) {
    const Conformance result = Conform(talkers, output);
    EXPECT_FALSE(result.accepted) << output;
    EXPECT_TRUE(result.complete) << output;
    EXPECT_FALSE(result.trace) << output;
  }
}

TEST(Conform, SaysWhatCouldHaveComeAfterTheLongestPartThatItCanExplain) {
  const Conformance result = Conform(TwoTalkers(), "abz");
  ASSERT_TRUE(result.prefix);
  EXPECT_EQ(result.prefix->bytes, 2u);
  EXPECT_THAT(result.prefix->could_continue, ElementsAre("x"));
  EXPECT_FALSE(result.prefix->could_end);
  EXPECT_THAT(Conform(TwoTalkers(), "xz").prefix->could_continue, ElementsAre("a", "y"));
  EXPECT_EQ(Conform(TwoTalkers(), "z").prefix->bytes, 0u);
}

TEST(Conform, SaysThatTheOutputCouldHaveEnded) {
  const Conformance result = Conform(TwoTalkers(), "abxy!");
  EXPECT_EQ(result.prefix->bytes, 4u);
  EXPECT_THAT(result.prefix->could_continue, IsEmpty());
  EXPECT_TRUE(result.prefix->could_end);
}

TEST(Conform, SaysWhatIsMissingAtTheEndOfAnOutput) {
  const Conformance result = Conform(TwoTalkers(), "xya");
  EXPECT_EQ(result.prefix->bytes, 3u);
  EXPECT_THAT(result.prefix->could_continue, ElementsAre("b"));
  EXPECT_FALSE(result.prefix->could_end);
}

TEST(Conform, ShowsAnExecutionThatPrintsTheOutput) {
  const Scenario talkers = TwoTalkers();
  const Conformance result = Conform(talkers, "xayb");
  ASSERT_TRUE(result.trace);
  EXPECT_EQ(result.trace->outcome, "xayb");
  EXPECT_EQ(result.trace->steps.size(), 4u);
  EXPECT_EQ(result.prefix->bytes, 4u);
  EXPECT_TRUE(result.prefix->could_end);
}

TEST(Conform, AcceptsAnExecutionThatLeavesATaskWaiting) {
  const Scenario waits = Program(
      [](Scheduler& scheduler) {
        Console& console = MakeConsole(scheduler);
        auto& queue = scheduler.Make<Queue<int>>("queue", 0);
        scheduler.Spawn("waiter", [](Console& out, Queue<int>& from) -> Task<> {
          co_await out.Print("waiting");
          co_await from.Get();
          co_await out.Print("done");
        }(console, queue));
      },
      {"console"});
  EXPECT_TRUE(Conform(waits, "waiting").accepted);
  EXPECT_FALSE(Conform(waits, "waitingdone").accepted);
}

TEST(Conform, AcceptsAnExecutionThatViolatesAProperty) {
  const Scenario wrong = Program(
      [](Scheduler& scheduler) {
        Console& console = MakeConsole(scheduler);
        scheduler.Spawn("first", Say(console, "a", "b"));
        scheduler.Invariant("never", []() -> Failure { return "always"; });
        scheduler.Finally("never", []() -> Failure { return "always"; });
      },
      {"console"});
  EXPECT_TRUE(Conform(wrong, "ab").accepted);
}

TEST(Conform, AcceptsNothingOfAnExecutionInWhichATaskFails) {
  const Scenario fails = Program(
      [](Scheduler& scheduler) {
        Console& console = MakeConsole(scheduler);
        auto& flag = scheduler.Make<Shared<int>>("flag", 0);
        scheduler.Spawn("first", [](Console& out, Shared<int>& seen) -> Task<> {
          co_await out.Print("a");
          if (co_await seen.Load() == 0) throw std::runtime_error("too early");
          co_await out.Print("b");
        }(console, flag));
        scheduler.Spawn("second", [](Shared<int>& set) -> Task<> { co_await set.Store(1); }(flag));
      },
      {"console"});
  EXPECT_TRUE(Conform(fails, "ab").accepted);
  const Conformance early = Conform(fails, "a");
  EXPECT_FALSE(early.accepted);
  EXPECT_THAT(early.prefix->could_continue, ElementsAre("b"));
  EXPECT_FALSE(early.prefix->could_end);
}

TEST(Conform, StopsAtALimitWithoutAnAnswer) {
  ConformOptions options;
  options.limit_states = 3;
  const Conformance result = Conform(TwoTalkers(), "abxz", options);
  EXPECT_FALSE(result.accepted);
  EXPECT_FALSE(result.complete);
  EXPECT_THAT(result.remark, HasSubstr("the limit of 3 states"));
}

TEST(Conform, RefusesAnObserverThatIsSaidToGrowAndDoesNot) {
  const Scenario shrinks = Program(
      [](Scheduler& scheduler) {
        auto& number = scheduler.Make<Shared<int>>("number", 11);
        scheduler.Spawn("first", [](Shared<int>& n) -> Task<> { co_await n.Store(2); }(number));
        scheduler.ObserveGrowing(
            "number", [&number](std::string& out) { out += std::to_string(number.value()); });
      },
      {"number"});
  ConformOptions options;
  options.observe = "number";
  EXPECT_THROW(Conform(shrinks, "11", options), UsageError);
}

TEST(Conform, RefusesAnObserverThatThereIsNot) {
  ConformOptions options;
  options.observe = "consol";
  EXPECT_THROW(Conform(TwoTalkers(), "ab", options), UsageError);
}

Task<> Append(Shared<std::string>& text, char letter, int times) {
  for (int i = 0; i < times; ++i) {
    co_await text.Update([letter](std::string& value) { value += letter; });
  }
}

/// Two tasks append to a string, unguarded; `told` offers what the string can still become.
Scenario Appenders(bool told) {
  return Program(
      [told](Scheduler& scheduler) {
        auto& text = scheduler.Make<Shared<std::string>>("text");
        scheduler.Spawn("first", Append(text, 'o', 2));
        scheduler.Spawn("second", Append(text, 'O', 2));
        const auto append = [&text](std::string& out) { out += text.value(); };
        if (!told) return scheduler.Observe("text", append);
        scheduler.Observe("text", append, [&text](std::string_view wanted) {
          return text.AnyCopy([wanted](std::string_view copy) { return wanted.starts_with(copy); });
        });
      },
      {"text"});
}

/// The same two; at the end a third task prints the string. `told` offers what it can still become.
Scenario AppendersThatPrint(bool told) {
  return Program(
      [told](Scheduler& scheduler) {
        auto& text = scheduler.Make<Shared<std::string>>("text");
        auto& console = scheduler.Make<Console>("console", Console::Keep::kAll);
        auto& ends = scheduler.Make<Ends>();
        scheduler.Spawn("first", Append(text, 'o', 2));
        scheduler.Spawn("second", Append(text, 'O', 2));
        scheduler.Spawn("main", [](Shared<std::string>& a, Console& out, Ends& tasks) -> Task<> {
          co_await out.Print("begins ");
          co_await tasks.Join(0);
          co_await tasks.Join(1);
          const std::string now = co_await a.Load();
          co_await out.Print("ends with ", now);
        }(text, console, ends));
        const auto append = [&console](std::string& out) { out += console.text(); };
        if (!told) return scheduler.ObserveGrowing("console", append);
        scheduler.ObserveGrowing("console", append, [&text](std::string_view wanted) {
          const std::string_view last = wanted.substr(wanted.rfind(' ') + 1);
          return text.AnyCopy([last](std::string_view copy) { return last.starts_with(copy); });
        });
      },
      {"console"});
}

TEST(Conform, ExplainsAsMuchWhereStatesAreLeftOut) {
  int accepted = 0;
  for (const std::string wanted :
       {"begins ends with oOoO", "begins ends with OO", "begins ends with o", "begins ends with ",
        "begins ends with oOx", "begins begins", "begins ends with oOoOo", "x", ""}) {
    const Conformance told = Conform(AppendersThatPrint(true), wanted);
    const Conformance untold = Conform(AppendersThatPrint(false), wanted);
    EXPECT_EQ(told.accepted, untold.accepted) << wanted;
    EXPECT_EQ(told.prefix->bytes, untold.prefix->bytes) << wanted;
    EXPECT_EQ(told.prefix->could_continue, untold.prefix->could_continue) << wanted;
    EXPECT_EQ(told.prefix->could_end, untold.prefix->could_end) << wanted;
    EXPECT_TRUE(told.accepted || told.complete) << wanted;
    EXPECT_LE(told.states, untold.states) << wanted;
    accepted += told.accepted;
  }
  EXPECT_EQ(accepted, 2);
  EXPECT_LT(Conform(AppendersThatPrint(true), "begins ends with OO").states,
            Conform(AppendersThatPrint(false), "begins ends with OO").states);
}

TEST(Conform, FindsTheSameFinalValuesWhetherOrNotItIsToldWhatTheyCanBecome) {
  ConformOptions options;
  options.observe = "text";
  const std::set<std::string> outcomes = OutcomesOf(Appenders(true), "text");
  EXPECT_EQ(outcomes.size(), 16u);  // the number of final strings at (2, 2), worked out elsewhere
  // All strings of up to five of the two letters, each as the digits of a number.
  for (int length = 0; length <= 5; ++length) {
    for (int digits = 0; digits < 1 << length; ++digits) {
      std::string wanted;
      for (int i = 0; i < length; ++i) wanted += (digits >> i & 1) != 0 ? 'O' : 'o';
      const Conformance told = Conform(Appenders(true), wanted, options);
      const Conformance untold = Conform(Appenders(false), wanted, options);
      EXPECT_EQ(told.accepted, outcomes.contains(wanted)) << wanted;
      EXPECT_EQ(untold.accepted, outcomes.contains(wanted)) << wanted;
      EXPECT_LE(told.states, untold.states) << wanted;
      EXPECT_FALSE(told.prefix) << wanted;
    }
  }
}

}  // namespace
}  // namespace heddle::internal
