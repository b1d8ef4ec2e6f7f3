// Each matcher takes what it should, refuses the rest, and says why.

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <heddle/gtest.h>

#include <string>
#include <utility>

#include "tests/heddle/programs.h"

namespace heddle::internal {
namespace {

using testing::_;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// Why `matcher` does not match `program`, or "" if it does.
template <typename Program, typename Matcher>
std::string WhyNot(const Program& program, const Matcher& matcher) {
  testing::StringMatchResultListener listener;
  return matcher.MatchAndExplain(program, &listener) ? "" : listener.str();
}

template <typename Matcher>
std::string Words(const Matcher& matcher) {
  return testing::DescribeMatcher<Scenario>(matcher);
}

TEST(HoldsInEveryInterleaving, TakesAScenarioALambdaAFunctionAndAResult) {
  EXPECT_THAT(Counters(), HoldsInEveryInterleaving());
  EXPECT_THAT(Configured(Counters(), {{"tasks", "3"}}), HoldsInEveryInterleaving());
  EXPECT_THAT([](Scheduler& scheduler) { SetUpCounters(scheduler, 2, 1); },
              HoldsInEveryInterleaving());
  EXPECT_THAT(CountsOne, HoldsInEveryInterleaving());
  EXPECT_THAT(Check(CountsOne), HoldsInEveryInterleaving());
}

TEST(HoldsInEveryInterleaving, RefusesWhatFailsInOneAndShowsIt) {
  EXPECT_THAT(Configured(Counters(), {{"least", "2"}}), Not(HoldsInEveryInterleaving()));
  EXPECT_THAT(WhyNot(LosesOne, HoldsInEveryInterleaving()),
              AllOf(HasSubstr("does not hold: final: enough is counted: the count is 1"),
                    HasSubstr("adder 1"), HasSubstr("set count")));
  EXPECT_THAT(Check(LosesOne), Not(HoldsInEveryInterleaving()));
}

TEST(HoldsInEveryInterleaving, RefusesWhatALimitHasStopped) {
  EXPECT_THAT(WhyNot(CountsOne, HoldsInEveryInterleaving({.limit_executions = 2})),
              HasSubstr("it is not known whether it holds in every interleaving: stopped by the "
                        "limit of 2 states"));
}

TEST(HoldsInEveryInterleaving, RefusesWhatHoldsUnderSequentialConsistencyAlone) {
  EXPECT_THAT(WhyNot(Relaxed, HoldsInEveryInterleaving()),
              HasSubstr("holds under sequential consistency, and the program names weaker"));
}

TEST(HoldsInEveryInterleaving, FailsATestWithTheCommandsThatReplay) {
  const Variable variable("TEST_TARGET", "//a:test");
  EXPECT_NONFATAL_FAILURE(
      EXPECT_THAT(LosesOne, HoldsInEveryInterleaving()),
      "bazel test //a:test "
      "--test_filter=HoldsInEveryInterleaving.FailsATestWithTheCommandsThatReplay "
      "--test_env=HEDDLE_REPLAY=/tmp/trace.json");
}

TEST(HoldsInEveryInterleaving, NamesTheProgramWhereThereIsNoBazel) {
  const Variable variable("TEST_TARGET", "");
  EXPECT_THAT(WhyNot(LosesOne, HoldsInEveryInterleaving()),
              AllOf(HasSubstr("HEDDLE_TRACE=/tmp/trace.json "),
                    HasSubstr("gtest_test --gtest_filter=HoldsInEveryInterleaving.NamesTheProgram"
                              "WhereThereIsNoBazel")));
}

TEST(HoldsInEveryInterleaving, ExploresNoSecondTimeForTheReason) {
  // On the heap, because a static variable that a set-up changes is refused.
  static int* const set_ups = new int(0);
  static const auto loses_one = [](Scheduler& scheduler) {
    ++*set_ups;
    LosesOne(scheduler);
  };
  Check(loses_one);
  const int of_one = std::exchange(*set_ups, 0);
  EXPECT_GT(of_one, 0);
  EXPECT_NONFATAL_FAILURE(EXPECT_THAT(loses_one, HoldsInEveryInterleaving()), "the count is 1");
  EXPECT_EQ(*set_ups, of_one);
}

TEST(HoldsInEveryInterleaving, LooksAtEachProgramAnew) {
  const auto holds = HoldsInEveryInterleaving();
  for (const int least : {2, 1, 2}) {
    const Configured program(Counters(), {{"least", std::to_string(least)}});
    if (least == 1) {
      EXPECT_THAT(program, holds);
    } else {
      EXPECT_THAT(program, Not(holds));
    }
    EXPECT_EQ(WhyNot(program, holds).empty(), least == 1);
  }
}

TEST(FailsWith, TakesAKindAMessageAndBoth) {
  EXPECT_THAT(LosesOne, FailsWith("final"));
  EXPECT_THAT(LosesOne, FailsWith(std::string("final")));
  EXPECT_THAT(LosesOne, FailsWith(HasSubstr("the count is 1")));
  EXPECT_THAT(LosesOne, FailsWith("final", HasSubstr("the count is 1")));
  EXPECT_THAT(Check(LosesOne, {.strategy = "all"}), FailsWith("final"));
}

TEST(FailsWith, RefusesWhatFailsOtherwise) {
  EXPECT_THAT(WhyNot(LosesOne, FailsWith("deadlock")), HasSubstr("does not hold: final: "));
  EXPECT_NE(WhyNot(LosesOne, FailsWith(HasSubstr("the count is 0"))), "");
  EXPECT_NE(WhyNot(LosesOne, FailsWith("final", HasSubstr("the count is 0"))), "");
  EXPECT_NE(WhyNot(LosesOne, FailsWith("deadlock", _)), "");
}

TEST(FailsWith, RefusesWhatHolds) {
  EXPECT_THAT(WhyNot(CountsOne, FailsWith(_)), HasSubstr("holds in every interleaving"));
}

TEST(FailsWith, NamesAKindThatThereIsNot) {
  try {
    FailsWith("data race");
    FAIL() << "it was taken";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "there is no kind of violation 'data race'; did you mean 'data-race'?");
  }
}

TEST(Reaches, TakesAValueThatSomeExecutionEndsWith) {
  EXPECT_THAT(Counters(), Reaches("count", "1"));
  EXPECT_THAT(LosesOne, Reaches("count", "2"));
}

TEST(Reaches, RefusesAValueThatNoExecutionEndsWith) {
  EXPECT_THAT(WhyNot(Counters(), Reaches("count", "0")),
              HasSubstr("count = 0 is reached in no interleaving"));
}

TEST(NeverReaches, TakesAValueThatNoExecutionEndsWith) {
  EXPECT_THAT(CountsOne, NeverReaches("count", "0"));
}

TEST(NeverReaches, RefusesAValueThatIsReachedAndShowsTheWay) {
  EXPECT_THAT(WhyNot(CountsOne, NeverReaches("count", "1")),
              AllOf(HasSubstr("count = 1 is reached"), HasSubstr("set count"),
                    HasSubstr("HEDDLE_REPLAY=")));
}

TEST(NeverReaches, RefusesWhatIsNotKnown) {
  EXPECT_THAT(WhyNot(CountsOne, NeverReaches("count", "0", {.limit_executions = 2})),
              HasSubstr("stopped by the limit of 2 states"));
  EXPECT_THAT(WhyNot(Relaxed, NeverReaches("flag", "0")), HasSubstr("sequential consistency"));
}

TEST(Matchers, SayInWordsWhatTheyMatch) {
  EXPECT_EQ(Words(HoldsInEveryInterleaving()), "holds in every interleaving");
  EXPECT_EQ(Words(FailsWith("final", HasSubstr("x"))),
            "fails with the violation final, and a message that has substring \"x\"");
  EXPECT_EQ(Words(Reaches("count", "1")), "reaches count = 1");
  EXPECT_EQ(Words(NeverReaches("count", "1")), "never reaches count = 1");
  EXPECT_EQ(testing::PrintToString(Configured(Counters())), "counters tasks=2 least=1");
  EXPECT_EQ(testing::PrintToString(Counters()), "counters");
}

}  // namespace
}  // namespace heddle::internal
