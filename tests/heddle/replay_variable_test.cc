// A counterexample that is written down and run again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/check.h>
#include <heddle/gtest.h>
#include <heddle/reach.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "src/trace/trace_json.h"
#include "tests/heddle/programs.h"

namespace heddle::internal {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::string File(const std::string& name) { return testing::TempDir() + "/" + name; }

/// The counterexample of a program, in a file.
std::string Recorded(const Configured& program, const ExploreOptions& options = {}) {
  const std::string file = File("recorded.json");
  const Variable variable("HEDDLE_TRACE", file);
  EXPECT_EQ(Check(program, options).trace_file, file);
  return file;
}

/// The message with which a check of `program` is refused, if `file` is to be replayed.
std::string Refusal(const Configured& program, const std::string& file) {
  const Variable variable("HEDDLE_REPLAY", file);
  try {
    Check(program);
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

bool IsOneLine(const std::string& text) {
  return !text.empty() && std::count(text.begin(), text.end(), '\n') == 0;
}

const Configured kLosing(Counters(), {{"least", "2"}});

TEST(TraceVariable, WritesTheCounterexample) {
  const CheckResult result = Check(kLosing);
  EXPECT_EQ(result.trace_file, "");
  EXPECT_EQ(ReadTraceFile(Recorded(kLosing)), result.exploration.trace);
}

TEST(TraceVariable, WritesTheWayToAValue) {
  const std::string file = File("way.json");
  const Variable variable("HEDDLE_TRACE", file);
  EXPECT_EQ(Reach(Counters(), "count", "1").trace_file, file);
  EXPECT_EQ(ReadTraceFile(file).outcome, "1");
}

TEST(TraceVariable, NamesAFileThatCannotBeWritten) {
  const Variable variable("HEDDLE_TRACE", "/there/is/no/such/folder/trace.json");
  try {
    Check(kLosing);
    FAIL() << "it was written";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), AllOf(StartsWith("HEDDLE_TRACE: "), HasSubstr("/there/is/no")));
    EXPECT_TRUE(IsOneLine(error.what()));
  }
}

TEST(ReplayVariable, GivesTheSameViolation) {
  const CheckResult explored = Check(kLosing);
  const Variable variable("HEDDLE_REPLAY", Recorded(kLosing));
  const CheckResult replayed = Check(kLosing);
  EXPECT_EQ(replayed.verdict, CheckResult::Verdict::kViolated);
  EXPECT_EQ(replayed.why, explored.why);
  EXPECT_EQ(replayed.exploration.trace, explored.exploration.trace);
  EXPECT_EQ(replayed.exploration.states, std::nullopt);
  EXPECT_THAT(replayed.Text(), HasSubstr("This is the execution in " + replayed.replayed_from));
}

TEST(ReplayVariable, SaysNothingOfOtherExecutions) {
  // The program that was recorded is mended in what it asks for alone.
  const std::string file = Recorded(Configured("program", LosesOne));
  const Variable variable("HEDDLE_REPLAY", file);
  const CheckResult result = Check(Configured("program", CountsOne));
  EXPECT_EQ(result.verdict, CheckResult::Verdict::kUnknown);
  EXPECT_EQ(result.why, "nothing is wrong in the one execution that was replayed");
}

TEST(ReplayVariable, KeepsTheObserverOfASetUp) {
  const std::string file = Recorded(LosesOne, {.observe = "count"});
  const Variable variable("HEDDLE_REPLAY", file);
  EXPECT_TRUE(Reach(LosesOne, "count", "1").reached());
  const ReachResult other = Reach(LosesOne, "count", "2");
  EXPECT_EQ(other.verdict, ReachResult::Verdict::kUnknown);
  EXPECT_THAT(other.why, HasSubstr("replayed"));
}

TEST(ReplayVariable, RefusesATraceOfAnotherScenario) {
  const std::string refusal = Refusal(CountsOne, Recorded(kLosing));
  EXPECT_THAT(refusal, AllOf(StartsWith("HEDDLE_REPLAY: "),
                             HasSubstr("the trace is of 'counters tasks=2 least=2', and what is "
                                       "checked is 'program'")));
  EXPECT_TRUE(IsOneLine(refusal)) << refusal;
}

TEST(ReplayVariable, RefusesATraceOfOtherParameters) {
  const std::string refusal = Refusal(Counters(), Recorded(kLosing));
  EXPECT_THAT(refusal, HasSubstr("what is checked is 'counters tasks=2 least=1'"));
  EXPECT_TRUE(IsOneLine(refusal)) << refusal;
}

TEST(ReplayVariable, RefusesATraceOfAnotherObserver) {
  const Variable variable("HEDDLE_REPLAY", Recorded(kLosing));
  try {
    Reach(kLosing, "count", "1");
    FAIL() << "it was replayed";
  } catch (const UsageError& error) {
    EXPECT_THAT(error.what(), HasSubstr("is of the observer '', and what is looked at is 'count'"));
    EXPECT_TRUE(IsOneLine(error.what()));
  }
}

TEST(ReplayVariable, RefusesAProgramThatDoesSomethingElse) {
  const auto three = [](Scheduler& scheduler) { SetUpCounters(scheduler, 3, 3); };
  const auto one = [](Scheduler& scheduler) { SetUpCounters(scheduler, 1, 1); };
  const std::string refusal = Refusal(one, Recorded(three));
  EXPECT_THAT(refusal, HasSubstr("the trace is damaged, or of another version of the program"));
  EXPECT_TRUE(IsOneLine(refusal)) << refusal;
}

TEST(ReplayVariable, RefusesWhatIsNoTrace) {
  const std::string missing = Refusal(kLosing, File("missing.json"));
  EXPECT_THAT(missing, AllOf(StartsWith("HEDDLE_REPLAY: "), HasSubstr("missing.json")));
  EXPECT_TRUE(IsOneLine(missing)) << missing;
  const std::string file = File("text.json");
  std::ofstream(file) << "no trace\n";
  const std::string text = Refusal(kLosing, file);
  EXPECT_THAT(text, AllOf(StartsWith("HEDDLE_REPLAY: "), HasSubstr("text.json")));
  EXPECT_TRUE(IsOneLine(text)) << text;
}

TEST(ReplayVariable, ReplaysInAMatcher) {
  const Variable variable("HEDDLE_REPLAY", Recorded(kLosing));
  EXPECT_THAT(kLosing, FailsWith("final"));
  testing::StringMatchResultListener listener;
  EXPECT_FALSE(HoldsInEveryInterleaving().MatchAndExplain(kLosing, &listener));
  EXPECT_THAT(listener.str(), HasSubstr("This is the execution in "));
}

}  // namespace
}  // namespace heddle::internal
