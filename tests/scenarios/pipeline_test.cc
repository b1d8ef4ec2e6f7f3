// What is true of the pipeline in every execution, at any size: by model, queue and capacity.

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "tests/scenarios/runs.h"

namespace heddle::internal {
namespace {

constexpr const char* kName = "pipeline";

std::string OneTo(int items) {
  std::string text = "1";
  for (int i = 2; i <= items; ++i) text += " " + std::to_string(i);
  return text;
}

/// Any way to join three stages that all end.
Settings DrawJoined(int max_items) {
  Settings settings{{"items", std::to_string(Draw(1, max_items))}, {"print", "off"}};
  switch (Draw(0, 4)) {
    case 0:
      settings["model"] = "coroutines";
      settings["close"] = "complete";
      return settings;
    case 1:
      settings["queue"] = "monitor";
      break;
    case 2:
      settings["model"] = "processes";
      break;
    case 3:
      settings["queue"] = "spsc";
      settings["order"] = Draw(0, 1) == 0 ? "acquire-release" : "relaxed";
      break;
    default:
      break;
  }
  settings["capacity"] = std::to_string(Draw(0, 2));
  return settings;
}

/// Relaxed, the counts of a ring do not order what is done to its cells.
Exploration::Verdict VerdictOn(const Settings& settings) {
  const auto queue = settings.find("queue");
  if (queue == settings.end() || queue->second != "spsc") return Exploration::Verdict::kHolds;
  return settings.at("order") == "relaxed" ? Exploration::Verdict::kViolated
                                           : Exploration::Verdict::kHoldsSc;
}

RC_GTEST_PROP(Pipeline, ConsumesEveryNumberOnceAndInOrderAndEnds, ()) {
  const Settings settings = DrawJoined(3);
  const int items = std::stoi(settings.at("items"));
  ExploreOptions options;
  options.strategy = Draw(0, 1) == 0 ? "states" : "dpor";
  options.observe = "consumed";
  const Exploration explored = ExploreWith(kName, settings, options);
  RC_ASSERT(explored.verdict == VerdictOn(settings));
  RC_ASSERT(explored.complete_sc || !explored.half_checked.empty());
  RC_ASSERT(explored.outcomes->size() == 1u);
  RC_ASSERT(explored.outcomes->front().value == OneTo(items));
}

RC_GTEST_PROP(Pipeline, ConsumesTheSameInRandomExecutionsOfAnySize, ()) {
  const Settings settings = DrawJoined(40);
  ExploreOptions options;
  options.strategy = "random";
  options.samples = 20;
  options.seed = static_cast<std::uint64_t>(Draw(0, 1'000'000));
  options.observe = "consumed";
  const Exploration drawn = ExploreWith(kName, settings, options);
  const bool racy = VerdictOn(settings) == Exploration::Verdict::kViolated;
  RC_ASSERT(KindOfViolation(drawn) == (racy ? "data-race" : ""));
  RC_ASSERT(drawn.outcomes->size() == 1u);
  RC_ASSERT(drawn.outcomes->front().value == OneTo(std::stoi(settings.at("items"))));
}

// It is a Kahn network: what it does depends on no schedule.
RC_GTEST_PROP(PipelineOfQueues, IsOneTraceIfNobodyPrints, ()) {
  const Settings settings{{"items", std::to_string(Draw(1, 12))},
                          {"capacity", std::to_string(Draw(0, 3))},
                          {"print", "off"}};
  for (const Strategy strategy : {"dpor", "count"}) {
    ExploreOptions options;
    options.strategy = strategy;
    RC_ASSERT(ExploreWith(kName, settings, options).executions == ExecutionCount{1});
  }
}

// What an await reads, the count at once or a later one, is all that differs between its
// executions.
TEST(PipelineOfRings, IsOneTraceIfEachHoldsOneNumber) {
  ExploreOptions options;
  options.strategy = "dpor";
  const Settings settings{{"queue", "spsc"}, {"capacity", "1"}, {"print", "off"}};
  EXPECT_EQ(ExploreWith(kName, settings, options).executions, ExecutionCount{1});
}

TEST(PipelineOfRings, SaysThatEachLoadWasOfTheNewestValue) {
  for (const char* order : {"acquire-release", "relaxed"}) {
    const Exploration explored =
        ExploreWith(kName, {{"queue", "spsc"}, {"print", "off"}, {"items", "2"}, {"order", order}});
    EXPECT_EQ(explored.remark,
              "each load was of the newest value, as under sequential consistency");
    EXPECT_FALSE(explored.complete);
  }
  EXPECT_EQ(ExploreWith(kName, {{"print", "off"}, {"items", "2"}}).remark, "");
}

std::vector<std::string> LinesOf(const std::string& text, const std::string& stage) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(stage)) lines.push_back(line);
  }
  return lines;
}

/// What a stage prints: `what` with each number from `first` on, and that it is done.
std::vector<std::string> Printed(const std::string& what, int first, int items,
                                 const std::string& stage) {
  std::vector<std::string> lines;
  for (int i = first; i < first + items; ++i) lines.push_back(what + " " + std::to_string(i));
  lines.push_back(stage + ": done");
  return lines;
}

/// That `text` is a merge of what the three stages print, each in its order, in whole lines.
void RequireMergeOfWholeLines(const std::string& text, int items) {
  RC_ASSERT(LinesOf(text, "produce") == Printed("produced", 0, items, "producer"));
  RC_ASSERT(LinesOf(text, "intermediate") == Printed("", 0, 0, "intermediate"));
  RC_ASSERT(LinesOf(text, "consume") == Printed("consumed", 1, items, "consumer"));
  RC_ASSERT(std::count(text.begin(), text.end(), '\n') == 2 * items + 3);
}

RC_GTEST_PROP(PipelineThatPrintsLines, PrintsThemWholeAndEachStagesInItsOrder, ()) {
  const int items = Draw(1, 2);
  Settings settings{{"items", std::to_string(items)}, {"print", "line"}};
  settings["model"] = Draw(0, 1) == 0 ? "threads" : "processes";
  settings["capacity"] = std::to_string(Draw(0, 2));
  settings["lines"] = "whole";
  const Strategy strategy = Draw(0, 1) == 0 ? "states" : "dpor";
  for (const std::string& text : OutcomesOf(kName, settings, "console", strategy)) {
    RequireMergeOfWholeLines(text, items);
  }
  const Exploration explored = ExploreWith(kName, settings);
  RC_ASSERT(explored.verdict == Exploration::Verdict::kHolds);
}

TEST(PipelineThatPrintsPieces, BreaksLinesAsTheNotebooksOwnOutputDid) {
  const Settings settings{{"items", "2"}, {"print", "pieces"}, {"lines", "whole"}};
  const Exploration explored = ExploreWith(kName, settings);
  EXPECT_EQ(explored.verdict, Exploration::Verdict::kViolated);
  ASSERT_TRUE(explored.violation);
  EXPECT_EQ(explored.violation->kind, "invariant");
  EXPECT_EQ(explored.violation->message.substr(0, 20), "every line is whole:");
  const Texts consoles = OutcomesOf(kName, {{"items", "1"}, {"print", "pieces"}}, "console");
  EXPECT_TRUE(std::any_of(consoles.begin(), consoles.end(), [](const std::string& text) {
    return text.starts_with("producedconsumed 1");
  }));
}

// The notebook's recorded output, and its proof.
TEST(PipelineOfCoroutines, HasOneOutputAndNeverFinishesItsConsumer) {
  std::string expected;
  for (int i = 0; i < 10; ++i) {
    expected += "consumed " + std::to_string(i + 1) + "\nproduced " + std::to_string(i) + "\n";
  }
  expected += "intermediate: done\nproducer: done\n";
  for (const Strategy strategy : {"states", "dpor", "all"}) {
    ExploreOptions options;
    options.strategy = strategy;
    options.observe = "console";
    const Exploration explored = ExploreWith(kName, {{"model", "coroutines"}}, options);
    ASSERT_EQ(explored.outcomes->size(), 1u);
    EXPECT_EQ(explored.outcomes->front().value, expected);
    EXPECT_EQ(KindOfViolation(explored), "unfinished");
  }
}

RC_GTEST_PROP(PipelineOfCoroutines, FinishesItsConsumerIfItIsClosedCompletely, ()) {
  const int items = Draw(1, 10);
  const Settings settings{
      {"model", "coroutines"}, {"close", "complete"}, {"items", std::to_string(items)}};
  const Texts consoles = OutcomesOf(kName, settings, "console");
  RC_ASSERT(consoles.size() == 1u);
  RequireMergeOfWholeLines(*consoles.begin(), items);
  RC_ASSERT(ExploreWith(kName, settings).verdict == Exploration::Verdict::kHolds);
}

TEST(PipelineOfCoroutines, FinishesItsConsumerLastIfTheInterpreterThrowsItAway) {
  const Settings settings{{"model", "coroutines"}, {"close", "at-exit"}, {"items", "1"}};
  EXPECT_EQ(OutcomesOf(kName, settings, "console"),
            Texts{"consumed 1\nproduced 0\nintermediate: done\nproducer: done\nconsumer: done\n"});
  EXPECT_EQ(ExploreWith(kName, settings).verdict, Exploration::Verdict::kHolds);
}

RC_GTEST_PROP(PipelineOutcomes, AreTheSameByEveryStrategyAndWithoutSnapshots, ()) {
  Settings settings = DrawJoined(1);
  // What is inside of a queue has too many interleavings to be printed in all of them.
  if (!settings.contains("queue")) settings["print"] = Draw(0, 1) == 0 ? "line" : "off";
  const char* observer = Draw(0, 1) == 0 ? "console" : "consumed";
  const Texts states = OutcomesOf(kName, settings, observer);
  RC_ASSERT(OutcomesOf(kName, settings, observer, "dpor") == states);
  RC_ASSERT(OutcomesOf(kName, settings, observer, "dpor", Memory::kHeap) == states);
  if (settings.contains("queue")) return;
  RC_ASSERT(OutcomesOf(kName, settings, observer, "all") == states);
  RC_ASSERT(OutcomesOf(kName, settings, observer, "all", Memory::kHeap) == states);
}

TEST(Pipeline, RefusesWhatDoesNotGoTogether) {
  const auto refusal = [](const Settings& settings) -> std::string {
    try {
      FindScenario(kName).Configure(settings);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(refusal({{"model", "coroutines"}, {"capacity", "1"}}),
            "pipeline: coroutines have no queue: leave out queue and capacity");
  EXPECT_EQ(refusal({{"model", "coroutines"}, {"queue", "monitor"}}),
            "pipeline: coroutines have no queue: leave out queue and capacity");
  EXPECT_EQ(refusal({{"close", "complete"}}),
            "pipeline: close=complete is for model=coroutines: a queue is not closed");
  EXPECT_EQ(refusal({{"close", "at-exit"}}),
            "pipeline: close=at-exit is for model=coroutines: a queue is not closed");
  EXPECT_EQ(refusal({{"model", "processes"}, {"queue", "monitor"}}),
            "pipeline: queue=monitor is for model=threads: processes do not share its memory");
  EXPECT_EQ(refusal({{"model", "processes"}, {"queue", "spsc"}}),
            "pipeline: queue=spsc is for model=threads: processes do not share its memory");
  EXPECT_EQ(refusal({{"model", "coroutines"}, {"queue", "spsc"}}),
            "pipeline: coroutines have no queue: leave out queue and capacity");
  EXPECT_EQ(refusal({{"queue", "spsc"}, {"capacity", "5"}}),
            "pipeline: a ring of queue=spsc has at most 4 cells");
  EXPECT_EQ(refusal({{"order", "relaxed"}}),
            "pipeline: order=relaxed is for queue=spsc: nothing else has an atomic");
}

/// Leaves `byte` all over the stack below.
__attribute__((noinline)) void FillStack(unsigned char byte) {
  volatile unsigned char stack[1 << 16];
  for (volatile unsigned char& place : stack) place = byte;
}

// What is left over on the stack must not come along into a task's frame, as the padding of a
// value.
TEST(Pipeline, HasTheSameStatesWhateverLiesOnTheStack) {
  const Settings settings{{"queue", "monitor"}, {"items", "3"}, {"print", "off"}};
  std::set<std::uint64_t> counts;
  for (int round = 0; round < 4; ++round) {
    FillStack(static_cast<unsigned char>(85 * round));
    counts.insert(ExploreWith("pipeline", settings).states.value());
  }
  EXPECT_EQ(counts.size(), 1u);
}

}  // namespace
}  // namespace heddle::internal
