// Reads claims, and verifies none.

#include <heddle/scenario.h>

#include <cstddef>
#include <cstdint>
#include <set>
#include <string_view>

#include "src/claims/claim_file.h"
#include "tests/fuzz/fuzz.h"

namespace heddle::internal {
namespace {

#ifdef TOML_HEADER_ONLY
/// As Debian has compiled toml++, it can be asked anything.
bool CanBeAsked(std::string_view) { return true; }
#else
/// Compiled into the fuzzer, toml++ 3.3 runs into a __builtin_unreachable() when it looks whether
/// one of these is white space: U+00A1 to U+0499, U+2C5E to U+3057, U+FB26 to U+FEFE.
bool CanBeAsked(std::string_view text) {
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(text[i + 1]);
    if (lead >= 0xc2 && lead <= 0xd2) return false;
    if (lead == 0xe2 && next >= 0xb1) return false;
    if (lead == 0xe3 && next <= 0x81) return false;
    if (lead == 0xef && next >= 0xac && next <= 0xbb) return false;
  }
  return true;
}
#endif

}  // namespace
}  // namespace heddle::internal

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  using namespace heddle::internal;
  if (!CanBeAsked(AsText(data, size))) return 0;
  const auto claims =
      Accepted([&] { return ParseClaims(AsText(data, size), "a.toml"); }, "a.toml:");
  if (!claims) return 0;
  std::set<std::string_view> ids;
  for (const Claim& claim : *claims) {
    Require(!claim.id.empty() && ids.insert(claim.id).second, "every claim has an id of its own");
    Require(claim.where.starts_with("a.toml:"), "a claim knows where it stands");
    const Scenario& scenario = FindScenario(claim.scenario);
    Require(claim.parameters.values().size() == scenario.parameters.size(),
            "a claim has a value for each parameter");
    if (!claim.options.observe.empty()) scenario.RequireObserver(claim.options.observe);
    Require(!claim.options.reach || !claim.options.observe.empty(),
            "a value to reach is an observer's");
  }
  return 0;
}
