// `heddle run`: what the notebook's cells print, from real tasks.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::ElementsAreArray;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

CommandResult RunUnpaced(const std::string& scenario, const std::string& on,
                         const std::vector<std::string>& settings = {}) {
  std::vector<std::string> arguments = {"run", scenario, "--on", on, "--pace", "0"};
  for (const std::string& setting : settings) {
    arguments.insert(arguments.end(), {"--set", setting});
  }
  return Heddle(arguments);
}

/// The lines that the pipeline prints, "consumer: done" if the consumer is told to stop.
std::vector<std::string> PipelineLines(bool consumer_done) {
  std::vector<std::string> lines = {"producer: done", "intermediate: done"};
  if (consumer_done) lines.push_back("consumer: done");
  for (int i = 0; i < 10; ++i) {
    lines.push_back("produced " + std::to_string(i));
    lines.push_back("consumed " + std::to_string(i + 1));
  }
  return lines;
}

/// The final string: the last line.
std::string LastLine(const CommandResult& result) { return Lines(result.out).back(); }

TEST(RunSharedString, OnThreadsUnderAMutexPrintsTheCellsFramingAndLosesNothing) {
  const CommandResult result = RunUnpaced("shared_string", "threads", {"guard=mutex"});
  EXPECT_EQ(result.status, 0);
  // Its end is a piece of its own: a thread may have printed before it.
  EXPECT_THAT(result.out, HasSubstr("(Both threads have started)"));
  EXPECT_THAT(result.out, HasSubstr("\nBoth threads have finished\n"));
  const std::string last = LastLine(result);
  EXPECT_EQ(last.size(), 30u);
  EXPECT_EQ(std::count(last.begin(), last.end(), 'o'), 10);
}

TEST(RunSharedString, OnProcessesLeavesTheParentsStringEmpty) {
  const CommandResult result = RunUnpaced("shared_string", "processes");
  EXPECT_EQ(result.status, 1);
  // A line and its end are two pieces: the other process may have printed between them. The pieces
  // themselves are sure, and so is how many letters they have: each letter of a child is printed
  // by itself and in each string from then on.
  const std::string started = "(Both processes have started)",
                    finished = "Both processes have finished";
  EXPECT_THAT(result.out, HasSubstr(started));
  EXPECT_THAT(result.out, HasSubstr(std::string(10, 'o')));
  EXPECT_THAT(result.out, HasSubstr(std::string(20, 'O')));
  const auto count = [](const std::string& text, char letter) {
    return std::count(text.begin(), text.end(), letter);
  };
  EXPECT_EQ(count(result.out, 'o') - count(started + finished, 'o'), 10 + 10 * 11 / 2);
  EXPECT_EQ(count(result.out, 'O'), 20 + 20 * 21 / 2);
  EXPECT_THAT(result.out, EndsWith("\n" + finished + "\n\n"));
  EXPECT_THAT(result.err, StartsWith("heddle: final: "));
  EXPECT_EQ(Lines(result.err).size(), 1u);
}

TEST(RunSharedString, OnProcessesWithAManagerUnderAMutexLosesNothing) {
  const CommandResult result =
      RunUnpaced("shared_string", "processes", {"model=manager", "guard=mutex"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("\nBoth processes have finished\n"));
  EXPECT_EQ(LastLine(result).size(), 30u);
}

TEST(RunSharedString, WithAManagerPrintsTheStringAtTheEndAlone) {
  const CommandResult result =
      RunUnpaced("shared_string", "processes", {"model=manager", "guard=mutex"});
  const std::string framing = "(Both processes have started)\n\nBoth processes have finished\n\n";
  EXPECT_EQ(result.out.size(), framing.size() + 2 * 30);
}

TEST(RunSharedString, OnCoroutinesTakesTurns) {
  const CommandResult result = RunUnpaced("shared_string", "coroutines");
  EXPECT_EQ(result.status, 0);
  std::string turns;
  for (int i = 0; i < 20; ++i) turns += "oO";
  EXPECT_EQ(result.out, turns + "\na = " + turns + "\n");
}

TEST(RunPipeline, OnThreadsPrintsEachLine) {
  const CommandResult result = RunUnpaced("pipeline", "threads", {"print=line"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(Lines(result.out), testing::UnorderedElementsAreArray(PipelineLines(true)));
}

TEST(RunPipeline, OnThreadsPrintsEachLineInPieces) {
  // The pieces of two lines can be mixed up, so that only the letters are sure.
  const CommandResult result = RunUnpaced("pipeline", "threads");
  EXPECT_EQ(result.status, 0);
  std::string all;
  for (const std::string& line : PipelineLines(true)) all += line + "\n";
  std::string printed = result.out;
  std::sort(all.begin(), all.end());
  std::sort(printed.begin(), printed.end());
  EXPECT_EQ(printed, all);
}

TEST(RunPipeline, OnProcessesPrintsEachLine) {
  const CommandResult result = RunUnpaced("pipeline", "processes");
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(Lines(result.out), testing::UnorderedElementsAreArray(PipelineLines(true)));
}

TEST(RunPipeline, OnCoroutinesPrintsTheNotebooksLinesAndLeavesTheConsumerWaiting) {
  const CommandResult result = RunUnpaced("pipeline", "coroutines");
  EXPECT_EQ(result.status, 1);
  std::vector<std::string> expected;
  for (int i = 0; i < 10; ++i) {
    expected.push_back("consumed " + std::to_string(i + 1));
    expected.push_back("produced " + std::to_string(i));
  }
  expected.push_back("intermediate: done");
  expected.push_back("producer: done");
  EXPECT_THAT(Lines(result.out), ElementsAreArray(expected));
  EXPECT_THAT(result.err, StartsWith("heddle: unfinished: "));
}

TEST(RunPipeline, OnCoroutinesThatAreAllClosedEndsWell) {
  const CommandResult result = RunUnpaced("pipeline", "coroutines", {"close=complete"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, EndsWith("consumer: done\nintermediate: done\nproducer: done\n"));
}

TEST(RunPipeline, OnCoroutinesThatTheInterpreterThrowsAwayEndsWell) {
  const CommandResult result = RunUnpaced("pipeline", "coroutines", {"close=at-exit"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, EndsWith("intermediate: done\nproducer: done\nconsumer: done\n"));
}

TEST(Run, ShowsWhatWasObserved) {
  const CommandResult result = Heddle({"run", "pipeline", "--on", "threads", "--pace", "0", "--set",
                                       "print=off", "items=3", "--observe", "consumed"});
  EXPECT_EQ(result.status, 0);
  EXPECT_EQ(result.out, "consumed: 1 2 3\n");
}

TEST(Run, OnCoroutinesWithASeedIsTheSameRunAgain) {
  const auto run = [](const std::string& seed) {
    return Heddle({"run", "pipeline", "--on", "coroutines", "--set", "model=threads", "items=5",
                   "--pace", "0", "--seed", seed})
        .out;
  };
  EXPECT_EQ(run("7"), run("7"));
  EXPECT_NE(run("7"), run("8"));
}

}  // namespace
}  // namespace heddle::internal
