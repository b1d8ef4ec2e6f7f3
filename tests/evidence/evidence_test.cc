// specs/evidence.md is what the judges say now, and none of them differs from a claim.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/page.h"

namespace heddle {
namespace {

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(EvidencePage, IsWhatTheJudgesSayNowAndNoneDiffers) {
  std::ostringstream stored;
  stored << std::ifstream("specs/evidence.md").rdbuf();
  const auto judges = AllJudges();
  const Evidence evidence = Judgements(ReadClaims("specs"), judges);
  for (const Judged& judged : evidence.claims) {
    for (std::size_t i = 0; i < judges.size(); ++i) {
      const Opinion& opinion = judged.opinions[i];
      EXPECT_NE(opinion.kind, Opinion::Kind::kDiffers)
          << judged.claim.id << ", " << judges[i]->name() << ": " << opinion.text;
    }
  }
  // Line by line, so that what differs can be found.
  const auto now = LinesOf(WithoutTimes(Page(evidence, judges)));
  const auto then = LinesOf(WithoutTimes(stored.str()));
  EXPECT_THAT(now, testing::ElementsAreArray(then))
      << "write it anew: bazel run //tests/evidence:write_evidence";
}

TEST(EvidencePage, IsComparedButForTimes) {
  EXPECT_EQ(WithoutTimes("| 252 executions | 1.25 s |"),
            WithoutTimes("| 252 executions | 0.07 s |"));
  EXPECT_NE(WithoutTimes("| 252 executions | 1.25 s |"),
            WithoutTimes("| 253 executions | 1.25 s |"));
}

}  // namespace
}  // namespace heddle
