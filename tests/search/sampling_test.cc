// How the strategies that draw executions are distributed, and what that finds.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/atomic.h>
#include <heddle/explore.h>
#include <heddle/fixed_string.h>
#include <heddle/object.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/search/event_count.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

/// Three producers and a consumer that waits for their first item. They notify as often as the
/// event count has epochs.
Scenario Meeting() {
  return Program([](Scheduler& scheduler) {
    auto& word = scheduler.Make<Atomic<EventWord>>("word", EventWord{0});
    auto& futex = scheduler.Make<Futex>("futex", word);
    auto& events = scheduler.Make<EventCount>(EventCount{word, futex});
    auto& mutex = scheduler.Make<Mutex>("mutex");
    auto& items = scheduler.Make<Shared<int>>("items", 0);
    scheduler.Spawn("consumer", AwaitItem(events, mutex, items));
    static_assert(kEpochs == 5 + 5 + 6);
    scheduler.Spawn("first", Produce(events, mutex, items, 5));
    scheduler.Spawn("second", Produce(events, mutex, items, 5));
    scheduler.Spawn("third", Produce(events, mutex, items, 6));
  });
}

Exploration Drawn(const Scenario& scenario, Strategy strategy, std::uint64_t executions,
                  std::uint64_t seed = 1) {
  ExploreOptions options;
  options.strategy = strategy;
  options.samples = executions;
  options.seed = seed;
  return Explore(scenario, options);
}

// The consumer has to be passed over a hundred times in a row. To a uniform walk that is (3/4)^96
// at the most where nobody waits for the mutex; PCT needs one change of priority at the right step.
TEST(Pct, FindsALostWakeupThatNeedsALongPause) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Exploration found = Drawn(Meeting(), "pct", 5000, seed);
    ASSERT_EQ(NameOf(found.verdict), "violated") << "seed " << seed;
    EXPECT_EQ(found.violation->kind, "unfinished");
    EXPECT_THAT(found.violation->message, HasSubstr("consumer waits: "));
    EXPECT_GT(found.trace->steps.size(), 100u);
  }
}

// Nor do they in 2.7 million, which takes a minute each.
TEST(Pct, IsTheOnlyOneThatFindsThatLostWakeup) {
  for (const Strategy strategy : {"random", "pos"}) {
    EXPECT_EQ(NameOf(Drawn(Meeting(), strategy, 20'000).verdict), "holds") << NameOf(strategy);
  }
}

/// A text to which tasks append a letter in a step of its own.
class Log final : public Object {
 public:
  struct AppendOperation : Operation {
    using Operation::Operation;
    char letter = 0;
  };
  Log(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}
  AppendOperation Append(char letter,
                         std::source_location where = std::source_location::current()) {
    AppendOperation operation(*this, 0, false, where);
    operation.letter = letter;
    return operation;
  }
  Progress Perform(Operation& operation, TaskId, int) override {
    text_ += static_cast<AppendOperation&>(operation).letter;
    return Progress::kDone;
  }
  Footprint FootprintOf(const Operation&, TaskId) const override {
    return {AccessIn(Mode::kWrite), {}};
  }
  std::string_view OperationName(const Operation&) const override { return "append"; }
  std::string Describe() const override { return std::string(text_.view()); }

 private:
  FixedString<32> text_;
};

/// Steps in a row: to which log, and which letter.
using Steps = std::vector<std::pair<int, char>>;

Task<> TakeSteps(std::vector<Log*> logs, Steps steps) {
  for (const auto& [log, letter] : steps) co_await logs[log]->Append(letter);
}

/// Tasks that take these steps. The observer "orders" shows the logs: one value for each trace.
Scenario Steppers(int logs, const std::vector<Steps>& tasks) {
  return Program(
      [=](Scheduler& scheduler) {
        std::vector<Log*> made;
        for (int i = 0; i < logs; ++i) made.push_back(&scheduler.Make<Log>("log"));
        for (const Steps& steps : tasks) scheduler.Spawn("task", TakeSteps(made, steps));
        scheduler.Observe("orders", [made](std::string& out) {
          for (const Log* log : made) out += log->Describe() + ".";
        });
      },
      {"orders"});
}

/// How often each order came up.
std::map<std::string, double> Frequencies(const Scenario& scenario, Strategy strategy,
                                          int executions, int pct_depth = 3) {
  ExploreOptions options;
  options.strategy = strategy;
  options.samples = executions;
  options.pct_depth = pct_depth;
  options.observe = "orders";
  options.list_outcomes = 100'000;
  const Exploration found = Explore(scenario, options);
  EXPECT_THAT(found.remark, testing::Not(testing::HasSubstr("time limit")));  // too few are drawn
  std::map<std::string, double> frequencies;
  for (const Outcome& outcome : *found.outcomes) {
    frequencies[outcome.value] = static_cast<double>(outcome.executions) / executions;
  }
  return frequencies;
}

/// One letter comes before another.
using Before = std::pair<char, char>;

/// Calls `check` with each set of `size` of `all` that has none before the `from`-th.
template <typename Check>
void ForEachSet(const std::vector<Before>& all, std::size_t size, Check check,
                std::vector<Before> chosen = {}, std::size_t from = 0) {
  if (chosen.size() == size) return check(chosen);
  for (; from < all.size(); ++from) {
    chosen.push_back(all[from]);
    ForEachSet(all, size, check, chosen, from + 1);
    chosen.pop_back();
  }
}

// Burckhardt et al.: whatever d orders between two steps a fault takes, it shows in one execution
// of n k^(d-1) or more. Here each set of d orders is such a fault, if it can come about at all. (By
// counting all that can be drawn, the rarest of them with two tasks comes up just so often.)
class PctOf : public testing::TestWithParam<int> {};
INSTANTIATE_TEST_SUITE_P(Tasks, PctOf, testing::Values(2, 3));

TEST_P(PctOf, MeetsAnySetOfOrdersAsOftenAsItPromises) {
  const int tasks = GetParam();
  const std::string letters = "abcdef";
  const double n = tasks, k = 6;
  const int of_each = 6 / tasks;
  std::vector<Steps> steps(tasks);
  std::vector<Before> orders;
  for (const char x : letters) {
    steps[(x - 'a') / of_each].push_back({0, x});
    for (const char y : letters) {
      if ((x - 'a') / of_each != (y - 'a') / of_each) orders.push_back({x, y});
    }
  }
  const Scenario scenario = Steppers(1, steps);
  const auto all = Frequencies(scenario, "dpor", 1);
  ASSERT_EQ(all.size(), tasks == 2 ? 20u : 90u);  // 6! / 3!^2 and 6! / 2!^3
  const auto has = [](const std::string& order, const std::vector<Before>& wanted) {
    return std::all_of(wanted.begin(), wanted.end(), [&](const Before& before) {
      return order.find(before.first) < order.find(before.second);
    });
  };
  constexpr int kExecutions = 200'000;
  for (const int depth : {1, 2, 3}) {
    const auto drawn = Frequencies(scenario, "pct", kExecutions, depth);
    const double promised = 1 / (n * std::pow(k, depth - 1));
    // Five standard deviations: one such test in three million would fail by chance.
    const double margin = 5 * std::sqrt(promised * (1 - promised) / kExecutions);
    int sets = 0;
    ForEachSet(orders, depth, [&](const std::vector<Before>& wanted) {
      const auto meets = [&](const auto& entry) { return has(entry.first, wanted); };
      if (std::none_of(all.begin(), all.end(), meets)) return;
      ++sets;
      double met = 0;
      for (const auto& entry : drawn) met += meets(entry) ? entry.second : 0;
      EXPECT_GE(met, promised - margin) << "depth " << depth << ": " << wanted[0].first << " < "
                                        << wanted[0].second << " and " << depth - 1 << " more";
    });
    EXPECT_GE(sets, depth == 1 ? 18 : 117);
  }
}

// With no change of priority, tasks run one after the other, in each order as often as in any
// other.
TEST(Pct, OfDepth1RunsTasksOneAfterTheOther) {
  const Scenario scenario =
      Steppers(1, {{{0, 'a'}, {0, 'b'}}, {{0, 'c'}, {0, 'd'}}, {{0, 'e'}, {0, 'f'}}});
  const auto drawn = Frequencies(scenario, "pct", 60'000, 1);
  ASSERT_EQ(drawn.size(), 6u);
  // Five standard deviations of 60,000 draws with a chance of 1 in 6.
  for (const auto& [order, frequency] : drawn) EXPECT_NEAR(frequency, 1. / 6, 0.0077) << order;
}

TEST(Pos, MeetsEveryTraceOfSmallPrograms) {
  const std::vector<std::vector<Steps>> programs = {
      {{{0, 'a'}, {1, 'b'}}, {{1, 'c'}, {0, 'd'}}},
      {{{0, 'a'}, {1, 'b'}, {0, 'c'}}, {{1, 'd'}, {0, 'e'}}, {{0, 'f'}}},
      {{{0, 'a'}, {2, 'b'}}, {{1, 'c'}, {0, 'd'}}, {{2, 'e'}, {1, 'f'}}},
      {{{0, 'a'}}, {{0, 'b'}}, {{0, 'c'}}, {{0, 'd'}}, {{1, 'e'}}},
  };
  for (const auto& program : programs) {
    const Scenario scenario = Steppers(3, program);
    const auto all = Frequencies(scenario, "dpor", 1);
    const auto drawn = Frequencies(scenario, "pos", 20'000);
    ASSERT_GE(all.size(), 3u);
    for (const auto& entry : all) {
      EXPECT_GT(drawn.count(entry.first), 0u) << "never met: " << entry.first;
    }
    EXPECT_EQ(drawn.size(), all.size());
  }
}

/// A task appends to one log after many steps at another; the second appends to the one at once.
Scenario LateStep() {
  Steps late(20, {1, 'x'});
  late.push_back({0, 'a'});
  return Steppers(2, {late, {{0, 'b'}}});
}

// Until they race, the second task's one priority has to be below twenty-one others: the chance of
// that is 1/22. A uniform walk has to pass it over twenty-one times: 1/2^21.
TEST(Pos, MeetsTheOrderThatAUniformWalkHardlyMeets) {
  const std::string late = "ab.xxxxxxxxxxxxxxxxxxxx.";
  const auto by_pos = Frequencies(LateStep(), "pos", 20'000);
  ASSERT_EQ(by_pos.count(late), 1u);
  // Five standard deviations.
  EXPECT_NEAR(by_pos.at(late), 1. / 22, 5 * std::sqrt(1. / 22 / 20'000));
  EXPECT_EQ(Frequencies(LateStep(), "random", 20'000).count(late), 0u);
}

TEST(Sampling, DrawsTheSameFromTheSameSeed) {
  for (const Strategy strategy : {"random", "pct", "pos"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.samples = 300;
    options.observe = "orders";
    const Scenario scenario =
        Steppers(1, {{{0, 'a'}, {0, 'b'}}, {{0, 'c'}, {0, 'd'}}, {{0, 'e'}, {0, 'f'}}});
    const auto listed = [&](std::uint64_t seed) {
      options.seed = seed;
      const Exploration found = Explore(scenario, options);
      std::string text;
      for (const auto& outcome : *found.outcomes) {
        text += outcome.value + std::to_string(static_cast<int>(outcome.executions)) + " ";
      }
      return text;
    };
    EXPECT_EQ(listed(7), listed(7)) << NameOf(strategy);
    EXPECT_NE(listed(7), listed(8)) << NameOf(strategy);
  }
}

TEST(Sampling, DrawsInPartsWhatItDrawsAsAWhole) {
  for (const Strategy strategy : {"random", "pct", "pos"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "orders";
    const Scenario scenario =
        Steppers(1, {{{0, 'a'}, {0, 'b'}}, {{0, 'c'}, {0, 'd'}}, {{0, 'e'}, {0, 'f'}}});
    const auto drawn = [&](std::uint64_t first, std::uint64_t samples) {
      options.first_sample = first;
      options.samples = samples;
      std::map<std::string, int> counts;
      const Exploration found = Explore(scenario, options);
      for (const auto& outcome : *found.outcomes) {
        counts[outcome.value] = static_cast<int>(outcome.executions);
      }
      return counts;
    };
    auto parts = drawn(0, 70);
    EXPECT_NE(drawn(70, 70), parts) << NameOf(strategy);
    for (const auto& [value, count] : drawn(70, 130)) parts[value] += count;
    EXPECT_EQ(parts, drawn(0, 200)) << NameOf(strategy);
  }
}

}  // namespace
}  // namespace heddle::internal
