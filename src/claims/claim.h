#ifndef HEDDLE_SRC_CLAIMS_CLAIM_H_
#define HEDDLE_SRC_CLAIMS_CLAIM_H_

#include <heddle/explore.h>
#include <heddle/parameters.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/claims/parameter_ranges.h"

namespace heddle::internal {

/// A number of an exploration that a claim can be about.
struct Figure {
  std::string_view name;
  /// Its value, or nothing if the exploration has no such number.
  std::optional<ExecutionCount> (*of)(const Exploration&);
};

/// All of them. A claim file may name these and no others, and all that it names is compared: a new
/// figure needs its line here and nothing else.
std::span<const Figure> Figures();

/// What an exploration is to come to. Whatever is empty is not compared.
struct Expectation {
  struct Number {
    const Figure* figure;
    ExecutionCount value;
  };

  Exploration::Verdict verdict = Exploration::Verdict::kHolds;
  /// Of the violation: its kind, and a part of its message.
  std::optional<std::string> kind, message;
  /// In a claim file that leaves it out, true where `holds` is expected of a strategy that can
  /// visit everything: a search that was cut short does not prove that something holds.
  std::optional<bool> complete;
  /// Everything that sequential consistency allows is to be visited: so of a claim that says
  /// `holds-sc` and no more.
  bool complete_sc = false;
  std::vector<Number> numbers;
  /// Exactly these, in any order.
  std::optional<std::vector<std::string>> outcomes;
  /// The smallest parameters of which it comes, as ParameterRanges::Text.
  std::optional<std::string> smallest;
  /// Whether the value that is looked for is met.
  std::optional<bool> reached;
};

/// A statement about a scenario, and the exploration that proves or refutes it.
struct Claim {
  std::string id;
  /// What is claimed, as a sentence.
  std::string says;
  /// Where the expected numbers come from; may be empty.
  std::string source;
  /// Where it is written: "specs/pipeline.toml:12".
  std::string where;

  std::string scenario;
  /// With `ranges`: the smallest.
  Parameters parameters;
  /// What the parameters range over, where the smallest are looked for.
  std::optional<ParameterRanges> ranges;
  ExploreOptions options;
  /// Too large for a build with sanitizers.
  bool large = false;

  Expectation expect;
};

/// The claim called `id`. Throws UsageError, with the nearest one that exists.
const Claim& FindClaim(const std::vector<Claim>& claims, std::string_view id);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_CLAIM_H_
