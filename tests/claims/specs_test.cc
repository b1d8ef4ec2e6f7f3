// Verifies every claim of specs/, each as a test of its own; with HEDDLE_LARGE_CLAIMS defined,
// those that are marked large, and otherwise those that are not. With HEDDLE_MUTANTS_CLAIMS
// defined, those about the mutants instead.

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <string>
#include <vector>

#include "src/claims/claim_file.h"
#include "src/claims/report.h"
#include "src/claims/verify.h"

namespace heddle::internal {
namespace {

#ifdef HEDDLE_LARGE_CLAIMS
constexpr bool kLarge = true;
#else
constexpr bool kLarge = false;
#endif

#ifdef HEDDLE_MUTANTS_CLAIMS
constexpr const char* kClaims = "tests/evidence/mutants/mutants.toml";
#else
constexpr const char* kClaims = "specs";
#endif

TEST(Specs, AreReadWithoutAMistake) { EXPECT_NO_THROW(ReadClaims(kClaims)); }

/// The ids of the claims that are this target's. None if a file has a mistake: the test above says
/// so.
std::vector<std::string> Ids() {
  std::vector<std::string> ids;
  try {
    for (const Claim& claim : ReadClaims(kClaims)) {
      if (claim.large == kLarge) ids.push_back(claim.id);
    }
  } catch (const UsageError&) {
  }
  return ids;
}

/// An id as GoogleTest wants a name: letters, digits and underscores.
std::string TestName(const testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return name;
}

class ClaimOfSpecs : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(ClaimOfSpecs);

TEST_P(ClaimOfSpecs, ComesOutAsExpected) {
  const std::vector<Claim> claims = ReadClaims(kClaims);
  const ClaimResult result = Verify(FindClaim(claims, GetParam()));
  ASSERT_TRUE(result.as_expected()) << Report(result);
  std::printf("%s", Report(result).c_str());  // what was visited, for whoever reads the log
}

INSTANTIATE_TEST_SUITE_P(Specs, ClaimOfSpecs, testing::ValuesIn(Ids()), TestName);

}  // namespace
}  // namespace heddle::internal
