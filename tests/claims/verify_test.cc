// A claim whose expectation is wrong is reported, with the difference: for each kind of
// expectation, so that none can silently not be checked.

#include "src/claims/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Verifies a claim about two tasks that append once each to a string in a manager: 4 inequivalent
/// executions, 2 of them with a final length of 1, the other 2 with one of 2.
ClaimResult VerifySmall(const std::string& keys, const std::string& expect) {
  const std::string text =
      "[[claim]]\nid = 'small'\nsays = 'a letter can get lost'\nscenario = 'shared_string'\n"
      "parameters = { model = 'manager', first = 1, second = 1, letters = 'oo' }\n" +
      keys + "\n[claim.expect]\n" + expect + "\n";
  return Verify(ParseClaims(text, "a.toml").at(0));
}

std::vector<std::string> Small(const std::string& keys, const std::string& expect) {
  return VerifySmall(keys, expect).differences;
}

const std::string kDpor = "strategy = 'dpor'\nobserve = 'length'";
const std::string kStates = "strategy = 'states'\nobserve = 'length'";
const std::string kReach = kStates + "\nreach = '1'";
const std::string kViolated = "verdict = 'violated'\n";

TEST(Verify, FindsNoDifferenceWhereAllIsAsExpected) {
  EXPECT_THAT(
      Small(kDpor, kViolated + "kind = 'final'\nmessage = '1 letters, not 2'\ncomplete = true\n"
                               "executions = 4\nblocked_executions = 0\nviolations = 2\n"
                               "outcome_count = 2\noutcomes = ['2', '1']\n"
                               "counterexample_steps = 4"),
      IsEmpty());
  EXPECT_THAT(Small(kReach, kViolated + "states = 12\nreached = true\nreached_steps = 4"),
              IsEmpty());
}

TEST(Verify, ReportsAnotherVerdictWithWhatIsBehindIt) {
  const auto differences = Small(kDpor, "verdict = 'holds'");
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_THAT(
      differences[0],
      testing::StartsWith("verdict: expected holds, got violated (final: no letter is lost"));
  EXPECT_THAT(Small(kDpor, "verdict = 'stopped'"),
              ElementsAre(testing::StartsWith("verdict: expected stopped, got violated (final: ")));
}

TEST(Verify, ReportsAnotherKind) {
  EXPECT_THAT(Small(kDpor, kViolated + "kind = 'deadlock'"),
              ElementsAre("kind: expected deadlock, got final"));
}

TEST(Verify, ReportsAnotherMessage) {
  EXPECT_THAT(Small(kDpor, kViolated + "message = '5 letters'"),
              ElementsAre(testing::StartsWith("message: expected '5 letters' in it, got '")));
}

TEST(Verify, ReportsASearchThatIsCompleteOrNot) {
  EXPECT_THAT(Small(kDpor, kViolated + "complete = false"),
              ElementsAre("complete: expected false, got true"));
  EXPECT_THAT(Small("strategy = 'dpor'", kViolated + "complete = true"),
              ElementsAre("complete: expected true, got false"));
}

TEST(Verify, ReportsOtherNumbers) {
  EXPECT_THAT(Small(kDpor, kViolated + "executions = 1234"),
              ElementsAre("executions: expected 1,234, got 4"));
  EXPECT_THAT(Small(kDpor, kViolated + "executions = '100000000000000000004'"),
              ElementsAre("executions: expected 100,000,000,000,000,000,004, got 4"));
  EXPECT_THAT(Small(kDpor, kViolated + "blocked_executions = 1"),
              ElementsAre("blocked_executions: expected 1, got 0"));
  EXPECT_THAT(Small(kStates, kViolated + "states = 13"),
              ElementsAre("states: expected 13, got 12"));
  EXPECT_THAT(Small(kDpor, kViolated + "violations = 0"),
              ElementsAre("violations: expected 0, got 2"));
  EXPECT_THAT(Small(kDpor, kViolated + "outcome_count = 3"),
              ElementsAre("outcome_count: expected 3, got 2"));
  EXPECT_THAT(Small(kDpor, kViolated + "counterexample_steps = 5"),
              ElementsAre("counterexample_steps: expected 5, got 4"));
  EXPECT_THAT(Small(kReach, kViolated + "reached_steps = 5"),
              ElementsAre("reached_steps: expected 5, got 4"));
}

TEST(Verify, ReportsANumberThatTheStrategyDoesNotHave) {
  EXPECT_THAT(Small(kDpor, kViolated + "states = 12"),
              ElementsAre("states: expected 12, got none"));
  EXPECT_THAT(Small(kStates, kViolated + "executions = 4"),
              ElementsAre("executions: expected 4, got none"));
}

// A figure that is new is checked, too: from a number that cannot be right.
TEST(Verify, ChecksEveryFigure) {
  for (const Figure& figure : Figures()) {
    const std::string name(figure.name);
    const auto differences = Small(kReach, kViolated + name + " = 999999");
    ASSERT_EQ(differences.size(), 1U) << name;
    EXPECT_THAT(differences[0], testing::StartsWith(name + ": expected 999,999, got "));
  }
}

TEST(Verify, ReportsOutcomesThatAreMissingAndThoseThatAreTooMany) {
  EXPECT_THAT(Small(kDpor, kViolated + "outcomes = ['1', '3']"),
              ElementsAre("outcomes: expected \"3\", got an exploration without it",
                          "outcomes: expected nothing else, got \"2\""));
}

TEST(Verify, ReportsOutcomesThatAreTooManyToList) {
  Exploration found;
  found.outcome_count = 2000;
  Expectation expect;
  expect.outcomes = {"a"};
  EXPECT_THAT(Differences(expect, found),
              ElementsAre("outcomes: expected 1 listed, got 2,000, too many to list"));
}

TEST(Verify, ReportsWhatIsReachedOrNot) {
  EXPECT_THAT(Small(kReach, kViolated + "reached = false"),
              ElementsAre("reached: expected false, got true"));
  EXPECT_THAT(Small(kStates + "\nreach = '3'", kViolated + "reached = true"),
              ElementsAre("reached: expected true, got false"));
}

TEST(Verify, DoesNotTakeASearchThatWasCutShortForAProof) {
  Expectation expect;
  expect.complete = true;
  Exploration found;
  found.complete = false;
  EXPECT_THAT(Differences(expect, found), ElementsAre("complete: expected true, got false"));
}

TEST(Verify, ReportsAViolationThatIsNotThere) {
  Expectation expect;
  expect.verdict = Exploration::Verdict::kViolated;
  expect.kind = "final";
  expect.message = "letters";
  Exploration found;
  found.remark = "stopped by the limit of 1 seconds";
  found.verdict = Exploration::Verdict::kStopped;
  EXPECT_THAT(
      Differences(expect, found),
      ElementsAre("verdict: expected violated, got stopped (stopped by the limit of 1 seconds)",
                  "kind: expected final, got no violation",
                  "message: expected 'letters' in it, got no violation"));
}

TEST(Verify, DrawsAsManySamplesAsTheClaimSays) {
  const ClaimResult result =
      VerifySmall("strategy = 'random'\nsamples = 7\nseed = 3\nobserve = 'length'",
                  "verdict = 'violated'\nexecutions = 7\ncomplete = false");
  EXPECT_THAT(result.differences, IsEmpty());
}

TEST(Verify, GivesTheExplorationAsWell) {
  const ClaimResult result = VerifySmall(kDpor, kViolated);
  EXPECT_TRUE(result.as_expected());
  EXPECT_EQ(result.claim.id, "small");
  EXPECT_TRUE(result.exploration.executions == 4);
  EXPECT_TRUE(result.exploration.trace.has_value());
}

TEST(Verify, ReportsAnExplorationThatCannotBeRun) {
  Claim claim = VerifySmall(kDpor, kViolated).claim;
  claim.options.observe = "colour";
  EXPECT_THAT(
      Verify(claim).differences,
      ElementsAre(testing::StartsWith("the exploration failed: shared_string has no observer "
                                      "'colour'")));
}

TEST(Verify, StopsAtTheClaimsLimit) {
  const std::string text =
      "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\n"
      "parameters = { guard = 'mutex', first = 30, second = 30 }\nstrategy = 'dpor'\n"
      "limit_seconds = 0.2\n[claim.expect]\nverdict = 'stopped'\ncomplete = false\n";
  const ClaimResult result = Verify(ParseClaims(text, "a.toml").at(0));
  EXPECT_THAT(result.differences, IsEmpty());
}

TEST(Verify, TellsHowFarItIs) {
  int reports = 0;
  const std::string text =
      "[[claim]]\nid = 'a'\nsays = 'b'\nscenario = 'shared_string'\n"
      "parameters = { guard = 'mutex', first = 30, second = 30 }\nstrategy = 'dpor'\n"
      "limit_seconds = 0.7\n[claim.expect]\nverdict = 'stopped'\n";
  Verify(ParseClaims(text, "a.toml").at(0), [&](const ExploreProgress&) { ++reports; });
  EXPECT_GE(reports, 1);
}

}  // namespace
}  // namespace heddle::internal
