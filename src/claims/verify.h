#ifndef HEDDLE_SRC_CLAIMS_VERIFY_H_
#define HEDDLE_SRC_CLAIMS_VERIFY_H_

#include <heddle/explore.h>

#include <functional>
#include <string>
#include <vector>

#include "src/claims/claim.h"

namespace heddle::internal {

/// What became of a claim.
struct ClaimResult {
  Claim claim;
  Exploration exploration;
  /// Where the exploration came to something else, a line each: "executions: expected 20, got 21".
  std::vector<std::string> differences;

  bool as_expected() const { return differences.empty(); }
};

/// In which ways `found` is not what `expect` says; empty if it is in every respect.
std::vector<std::string> Differences(const Expectation& expect, const Exploration& found);

/// Runs the claim's exploration and compares. Blocks until it is done or `interrupted` says so;
/// `progress` is called every now and then. An exploration that ends with an exception is a
/// difference, too.
ClaimResult Verify(const Claim& claim,
                   const std::function<void(const ExploreProgress&)>& progress = {},
                   const std::function<bool()>& interrupted = {});

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_VERIFY_H_
