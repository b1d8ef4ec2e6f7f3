// The judges themselves: each differs from a claim that is wrong, and none from one that is right.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {
namespace {

using testing::IsSupersetOf;
using testing::UnorderedElementsAre;

using Names = std::set<std::string>;

/// The judges by what they say of a claim, whose table goes on as `text`.
std::map<Opinion::Kind, Names> OpinionsOf(const std::string& text) {
  const std::vector<Claim> claims =
      ParseClaims("[[claim]]\nid = \"x\"\nsays = \"x\"\n" + text, "claims.toml");
  const auto judges = AllJudges();
  for (const auto& judge : judges) judge->Prepare(claims);
  const Question question = MakeQuestion(claims.front());
  std::map<Opinion::Kind, Names> opinions;
  for (const auto& judge : judges) {
    const Opinion opinion = judge->Ask(question);
    opinions[opinion.kind].emplace(judge->name());
  }
  return opinions;
}

Names Differing(const std::string& text) { return OpinionsOf(text)[Opinion::Kind::kDiffers]; }
Names Agreeing(const std::string& text) { return OpinionsOf(text)[Opinion::Kind::kAgrees]; }

const std::string kUnguarded = R"(
scenario = "shared_string"
parameters = { model = "manager", first = 2, second = 2, letters = "oo" }
strategy = "states"
observe = "length"
[claim.expect]
)";

TEST(Judges, AgreeWithAClaimThatIsRight) {
  EXPECT_THAT(Agreeing(kUnguarded + "verdict = \"violated\"\noutcomes = [\"2\", \"3\", \"4\"]"),
              UnorderedElementsAre("the claim's own", "all", "dpor", "count", "no snapshots",
                                   "Relacy", "SPIN", "arithmetic"));
}

TEST(Judges, DifferFromOneWithAnOutcomeTooFew) {
  EXPECT_THAT(Differing(kUnguarded + "verdict = \"violated\"\noutcomes = [\"3\", \"4\"]"),
              IsSupersetOf({"the claim's own", "all", "dpor", "count", "no snapshots", "Relacy",
                            "SPIN", "arithmetic"}));
}

TEST(Judges, DifferFromOneWithAnOutcomeTooMany) {
  EXPECT_THAT(
      Differing(kUnguarded + "verdict = \"violated\"\noutcomes = [\"1\", \"2\", \"3\", \"4\"]"),
      UnorderedElementsAre("the claim's own", "all", "dpor", "count", "no snapshots", "Relacy",
                           "SPIN", "arithmetic"));
}

TEST(Judges, DifferFromAWrongVerdict) {
  EXPECT_THAT(
      Differing(kUnguarded + "verdict = \"holds\""),
      IsSupersetOf({"the claim's own", "all", "dpor", "count", "no snapshots", "Relacy", "SPIN"}));
}

TEST(Judges, DifferFromAWrongKindOfViolation) {
  EXPECT_THAT(Differing(kUnguarded + "verdict = \"violated\"\nkind = \"deadlock\""),
              UnorderedElementsAre("the claim's own", "all", "dpor", "count", "no snapshots",
                                   "Relacy", "SPIN"));
}

const std::string kGuarded = R"(
scenario = "shared_string"
parameters = { model = "threads", guard = "mutex", first = 2, second = 3 }
observe = "string"
strategy = "dpor"
[claim.expect]
verdict = "holds"
)";

TEST(Judges, DifferFromAWrongNumber) {
  EXPECT_THAT(Differing(kGuarded + "executions = 11"),
              UnorderedElementsAre("the claim's own", "count", "no snapshots", "arithmetic"));
  EXPECT_THAT(Differing(kGuarded + "outcome_count = 9"),
              UnorderedElementsAre("the claim's own", "all", "states", "count", "no snapshots",
                                   "Relacy", "arithmetic"));
}

TEST(Judges, DifferWhereALongerCounterexampleIsClaimed) {
  EXPECT_THAT(Differing(R"(
scenario = "shared_string"
parameters = { model = "manager", first = 1, second = 1 }
strategy = "states"
[claim.expect]
verdict = "violated"
counterexample_steps = 5
)"),
              UnorderedElementsAre("the claim's own", "all", "Relacy"));
}

TEST(Judges, DifferFromWhatIsReachedAndIsNot) {
  const auto claimed = [](const std::string& value, const std::string& reached) {
    return R"(
scenario = "shared_string"
parameters = { first = 2, second = 2, letters = "oo" }
strategy = "states"
observe = "length"
reach = ")" +
           value + R"("
[claim.expect]
verdict = "violated"
reached = )" +
           reached;
  };
  const std::set<std::string> all = {"the claim's own", "all",    "dpor", "count",
                                     "no snapshots",    "Relacy", "SPIN", "arithmetic"};
  EXPECT_EQ(Differing(claimed("2", "false")), all);
  EXPECT_EQ(Differing(claimed("1", "true")), all);
  EXPECT_EQ(Agreeing(claimed("2", "true")), all);
  EXPECT_EQ(Agreeing(claimed("1", "false")), all);
}

TEST(MemoryOrders, AreForThoseToJudgeWhoTellThemApart) {
  const auto reason = [](const std::string& engine, const std::string& order, bool knows_orders) {
    const std::vector<Claim> claims = ParseClaims(
        "[[claim]]\nid = \"x\"\nsays = \"x\"\nscenario = \"pipeline\"\nparameters = { queue = "
        "\"spsc\", capacity = 1, items = 1, order = \"" +
            order + "\" }\nengine = \"" + engine +
            "\"\nstrategy = \"random\"\n[claim.expect]\nverdict = \"holds\"",
        "claims.toml");
    return OutOfReach(claims.front(), knows_orders);
  };
  EXPECT_EQ(reason("relacy", "relaxed", false), Reason::kOrder);
  EXPECT_EQ(reason("heddle", "relaxed", true), Reason::kOrder);
  EXPECT_EQ(reason("relacy", "relaxed", true), std::nullopt);
  EXPECT_EQ(reason("heddle", "relaxed", false), std::nullopt);
  EXPECT_EQ(reason("relacy", "acquire-release", false), std::nullopt);
}

// The recordings are of the notebook's own sizes.
TEST(TheRecordings, DifferWhereTheyShowWhatIsSaidNotToHappen) {
  const std::string manager = R"(
scenario = "shared_string"
parameters = { model = "manager", letters = "oo" }
strategy = "states"
observe = "length"
[claim.expect]
)";
  EXPECT_TRUE(Differing(manager + "verdict = \"holds\"").contains("Python"));
  EXPECT_TRUE(
      Differing(manager + "verdict = \"violated\"\noutcomes = [\"30\"]").contains("Python"));
  EXPECT_TRUE(Agreeing(manager + "verdict = \"violated\"").contains("Python"));
}

TEST(RealRuns, DifferWhereTheyEndAsIsSaidNotToHappen) {
  EXPECT_TRUE(Differing(kGuarded + "outcomes = [\"\"]").contains("real runs"));
  EXPECT_TRUE(Differing(R"(
scenario = "pipeline"
parameters = { model = "coroutines", items = 2 }
strategy = "states"
[claim.expect]
verdict = "holds"
)")
                  .contains("real runs"));
}

}  // namespace
}  // namespace heddle::internal
