// specs/evidence.md is what the judges say now, and none of them differs from a claim.

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/evidence/judges/judge.h"
#include "tests/evidence/page.h"

namespace heddle::internal {
namespace {

constexpr const char* kHowToMend = "write it anew: bazel run //tests/evidence:write_evidence";

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// What of a page can be compared.
std::vector<std::string> Compared(const std::string& page) {
  std::string text = WithoutTimes(page);
#ifndef __clang__
  // g++ keeps values in a task's frame past their use, so that some equal states are told apart.
  static const std::regex kStates("[0-9,]+ states");
  text = std::regex_replace(text, kStates, "? states");
#endif
  return LinesOf(text);
}

TEST(EvidencePage, IsWhatTheJudgesSayNowAndNoneDiffers) {
  std::ostringstream stored;
  stored << std::ifstream("specs/evidence.md").rdbuf();
  const auto judges = AllJudges();
  const Evidence evidence = Judgements(AllClaims(), judges);
  for (const Judged& judged : evidence.claims) {
    for (std::size_t i = 0; i < judges.size(); ++i) {
      const Opinion& opinion = judged.opinions[i];
      if (opinion.kind != Opinion::Kind::kDiffers) continue;
      ADD_FAILURE() << judged.claim.id << ", " << judges[i]->name() << " differs: " << opinion.text;
    }
  }
  const auto now = Compared(Page(evidence, judges));
  const auto then = Compared(stored.str());
  EXPECT_EQ(now.size(), then.size()) << kHowToMend;
  for (std::size_t i = 0; i < std::min(now.size(), then.size()); ++i) {
    ASSERT_EQ(now[i], then[i]) << "line " << i + 1 << " of specs/evidence.md; " << kHowToMend;
  }
}

TEST(EvidencePage, IsComparedButForTimes) {
  EXPECT_EQ(WithoutTimes("| 252 executions | 1.25 s |"),
            WithoutTimes("| 252 executions | 0.07 s |"));
  EXPECT_NE(WithoutTimes("| 252 executions | 1.25 s |"),
            WithoutTimes("| 253 executions | 1.25 s |"));
}

}  // namespace
}  // namespace heddle::internal
