#ifndef HEDDLE_TESTS_EVIDENCE_PAGE_H_
#define HEDDLE_TESTS_EVIDENCE_PAGE_H_

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "src/claims/claim.h"
#include "tests/evidence/judges/judge.h"

namespace heddle::internal {

/// A claim with the opinions of all judges, in their order.
struct Judged {
  Claim claim;
  std::vector<Opinion> opinions;
};

/// Judges all of `claims`, and how long each judge took.
struct Evidence {
  std::vector<Judged> claims;
  std::vector<double> seconds;
};
Evidence Judgements(const std::vector<Claim>& claims,
                    const std::vector<std::unique_ptr<Judge>>& judges,
                    const std::function<void(const Judged&)>& judged = {});

/// The claims of specs/, and those about the mutants.
std::vector<Claim> AllClaims();

/// specs/evidence.md: who the judges are, and a table for each file of claims.
std::string Page(const Evidence& evidence, const std::vector<std::unique_ptr<Judge>>& judges);

/// `page` with every time that something took, "1.23 s", left open.
std::string WithoutTimes(std::string_view page);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_PAGE_H_
