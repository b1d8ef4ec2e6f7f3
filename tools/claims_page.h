#ifndef HEDDLE_TOOLS_CLAIMS_PAGE_H_
#define HEDDLE_TOOLS_CLAIMS_PAGE_H_

#include <filesystem>
#include <span>
#include <string>

#include "src/claims/verify.h"

namespace heddle::internal {

/// All claims with what became of each, for a person to look at in a browser: one HTML file that
/// needs no network. Each counterexample is in it.
/// @param folder  of the claims: where it has an evidence.md, that says what other judges say.
std::string ClaimsPage(std::span<const ClaimResult> results, const std::filesystem::path& folder);

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_CLAIMS_PAGE_H_
