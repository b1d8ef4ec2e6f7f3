// What is true of the shared string in every execution, at any size: by model and by guard.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

constexpr const char* kName = "shared_string";
constexpr const char* kStrategies[] = {"states", "dpor", "all"};

Settings Sized(const char* model, int first, int second, const char* guard = "none") {
  return {{"model", model},
          {"guard", guard},
          {"first", std::to_string(first)},
          {"second", std::to_string(second)}};
}

std::string Letters(int count, char letter) { return std::string(count, letter); }

/// The numbers from `least` to `most`.
Texts Numbers(int least, int most) {
  Texts numbers;
  for (int i = least; i <= most; ++i) numbers.insert(std::to_string(i));
  return numbers;
}

/// Every merge of `first` o and `second` O: all strings that an append kept whole can give.
Texts Merges(int first, int second) {
  std::string letters = Letters(second, 'O') + Letters(first, 'o');
  Texts merges;
  do merges.insert(letters);
  while (std::next_permutation(letters.begin(), letters.end()));
  return merges;
}

/// The lengths that a load, then a store, can leave.
Texts UnguardedLengths(int first, int second) {
  if (first == 0 || second == 0) return Numbers(first + second, first + second);
  return Numbers(first == 1 || second == 1 ? 1 : 2, first + second);
}

RC_GTEST_PROP(UnguardedString, CanEndWithAnyLengthFromOneOrTwoToAllOfThem, ()) {
  const int first = Draw(0, 4);
  const int second = Draw(0, 4);
  const char* model = Draw(0, 1) == 0 ? "threads" : "manager";
  Settings settings = Sized(model, first, second);
  settings["letters"] = Draw(0, 1) == 0 ? "oO" : "oo";
  RC_ASSERT(OutcomesOf(kName, settings, "length") == UnguardedLengths(first, second));
}

RC_GTEST_PROP(UnguardedString, LosesLettersAndIsARaceOnThreadsAlone, ()) {
  const int first = Draw(1, 3);
  const int second = Draw(1, 3);
  const Exploration threads = ExploreWith(kName, Sized("threads", first, second));
  const Exploration manager = ExploreWith(kName, Sized("manager", first, second));
  RC_ASSERT(threads.verdict == Exploration::Verdict::kViolated);
  RC_ASSERT(KindOfViolation(threads) == "data-race");
  RC_ASSERT(manager.verdict == Exploration::Verdict::kViolated);
  RC_ASSERT(KindOfViolation(manager) == "final");
}

RC_GTEST_PROP(GuardedString, IsAnyMergeOfAllLettersAndNothingElse, ()) {
  const int first = Draw(0, 4);
  const int second = Draw(0, 4);
  const char* model = Draw(0, 1) == 0 ? "threads" : "manager";
  const Settings settings = Sized(model, first, second, "mutex");
  const Strategy strategy = kStrategies[Draw(0, 1)];
  RC_ASSERT(OutcomesOf(kName, settings, "string", strategy) == Merges(first, second));
  const Exploration explored = ExploreWith(kName, settings);
  RC_ASSERT(explored.verdict == Exploration::Verdict::kHolds);
  RC_ASSERT(explored.complete);
}

RC_GTEST_PROP(ForkedString, StaysEmptyInTheParentAndIsEachChildsOwn, ()) {
  const int first = Draw(0, 3);
  const int second = Draw(0, 3);
  const Settings settings = Sized("processes", first, second, Draw(0, 1) == 0 ? "none" : "mutex");
  const Strategy strategy = kStrategies[Draw(0, 1)];
  RC_ASSERT(OutcomesOf(kName, settings, "string", strategy) == Texts{""});
  const std::string copies =
      "parent \"\", first \"" + Letters(first, 'o') + "\", second \"" + Letters(second, 'O') + "\"";
  RC_ASSERT(OutcomesOf(kName, settings, "copies", strategy) == Texts{copies});
}

RC_GTEST_PROP(StringOfGenerators, IsWrittenInTurnsAndNoOtherWay, ()) {
  const int first = Draw(0, 5);
  const int second = Draw(0, 5);
  std::string turns;
  for (int i = 0; i < std::max(first, second); ++i) {
    if (i < first) turns += 'o';
    if (i < second) turns += 'O';
  }
  const Settings settings = Sized("coroutines", first, second);
  RC_ASSERT(OutcomesOf(kName, settings, "string", kStrategies[Draw(0, 2)]) == Texts{turns});
  const Exploration explored = ExploreWith(kName, settings);
  RC_ASSERT(explored.verdict == Exploration::Verdict::kHolds);
}

TEST(StringOfGenerators, IsTheNotebooksAndNeitherGeneratorHasReturned) {
  const Settings notebook{{"model", "coroutines"}};
  std::string expected;
  for (int i = 0; i < 20; ++i) expected += "oO";
  EXPECT_EQ(OutcomesOf(kName, notebook, "string"), Texts{expected});
  EXPECT_EQ(OutcomesOf(kName, notebook, "unfinished"), Texts{"first second"});
}

RC_GTEST_PROP(EveryTask, OfAStringThatIsNotOfGeneratorsReturns, ()) {
  static constexpr const char* kModels[] = {"threads", "processes", "manager"};
  const Settings settings =
      Sized(kModels[Draw(0, 2)], Draw(0, 3), Draw(0, 3), Draw(0, 1) == 0 ? "none" : "mutex");
  RC_ASSERT(OutcomesOf(kName, settings, "unfinished") == Texts{""});
}

RC_GTEST_PROP(StringOutcomes, AreTheSameByEveryStrategyAndWithoutSnapshots, ()) {
  static constexpr const char* kModels[] = {"threads", "processes", "manager", "coroutines"};
  static constexpr const char* kObservers[] = {"string", "length", "unfinished"};
  const Settings settings =
      Sized(kModels[Draw(0, 3)], Draw(0, 2), Draw(0, 2), Draw(0, 1) == 0 ? "none" : "mutex");
  const char* observer = kObservers[Draw(0, 2)];
  const Texts states = OutcomesOf(kName, settings, observer);
  for (const Strategy strategy : {"dpor", "all"}) {
    RC_ASSERT(OutcomesOf(kName, settings, observer, strategy) == states);
    RC_ASSERT(OutcomesOf(kName, settings, observer, strategy, Memory::kHeap) == states);
  }
}

RC_GTEST_PROP(RandomExecutions, OfTheStringGiveNothingThatExhaustionDoesNot, ()) {
  const char* guard = Draw(0, 1) == 0 ? "none" : "mutex";
  const Settings settings =
      Sized(Draw(0, 1) == 0 ? "threads" : "manager", Draw(0, 4), Draw(0, 4), guard);
  ExploreOptions options;
  options.strategy = "random";
  options.observe = "string";
  options.samples = 50;
  options.seed = static_cast<std::uint64_t>(Draw(0, 1'000'000));
  const Exploration drawn = ExploreWith(kName, settings, options);
  RC_ASSERT(!drawn.complete);
  const Texts all = OutcomesOf(kName, settings, "string");
  RC_ASSERT(!drawn.outcomes->empty());
  for (const Outcome& outcome : *drawn.outcomes) RC_ASSERT(all.contains(outcome.value));
}

/// What is printed before main says that both have finished, but for that they have started.
std::string PrintedByTasks(std::string console, const std::string& kind) {
  const std::string started = "(Both " + kind + " have started)";
  console.erase(console.find(started), started.size());
  return console.substr(0, console.find("\nBoth " + kind + " have finished"));
}

RC_GTEST_PROP(StringConsole, HasTheStringAfterEachLetterOfThreadsAndProcessesAlone, ()) {
  static constexpr const char* kModels[] = {"threads", "processes", "manager"};
  const std::string model = kModels[Draw(0, 2)];
  const int first = Draw(0, 2);
  const int second = Draw(0, 2 - first);
  const bool prints_strings = model != "manager";
  const int letters = first + second;
  for (const std::string& text :
       OutcomesOf(kName, Sized(model.c_str(), first, second, "mutex"), "console")) {
    const std::string printed = PrintedByTasks(text, model == "threads" ? "threads" : "processes");
    // One end of a line is that of main's first.
    RC_ASSERT(std::count(printed.begin(), printed.end(), '\n') ==
              1 + (prints_strings ? letters : 0));
    const auto others = std::count(printed.begin(), printed.end(), '\n');
    if (!prints_strings) RC_ASSERT(static_cast<int>(printed.size() - others) == letters);
    if (model == "threads") {
      RC_ASSERT(static_cast<int>(printed.size() - others) == letters + letters * (letters + 1) / 2);
    }
  }
}

TEST(ConsoleOfGenerators, IsTheLettersAndTheDriversLastLine) {
  EXPECT_EQ(OutcomesOf(kName, Sized("coroutines", 2, 2), "console"), Texts{"oOoO\na = oOoO\n"});
  EXPECT_EQ(OutcomesOf(kName, Sized("coroutines", 0, 1), "console"), Texts{"O\na = O\n"});
}

// Main joins both tasks before it prints the string, so whatever came before, that is how it ends.
RC_GTEST_PROP(StringConsole, BeginsAndEndsAsMainSays, ()) {
  const int first = Draw(0, 1);
  const int second = Draw(0, 1);
  const bool threads = Draw(0, 1) == 0;
  const Settings settings = Sized(threads ? "threads" : "manager", first, second, "mutex");
  const std::string kind = threads ? "threads" : "processes";
  Texts ends;
  for (const std::string& text : OutcomesOf(kName, settings, "console")) {
    RC_ASSERT(text.find("(Both " + kind + " have started)") != std::string::npos);
    const std::string finished = "\nBoth " + kind + " have finished\n";
    const std::size_t end = text.find(finished);
    RC_ASSERT(end != std::string::npos);
    ends.insert(text.substr(end + finished.size()));
  }
  Texts expected;
  for (const std::string& merge : Merges(first, second)) expected.insert(merge + "\n");
  RC_ASSERT(ends == expected);
}

}  // namespace
}  // namespace heddle::internal
