#include "src/claims/verify.h"

#include <fmt/format.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <string_view>
#include <utility>

#include "src/claims/report.h"

namespace heddle::internal {

namespace {

/// Collects the differences.
class Comparison {
 public:
  void Check(bool same, std::string_view what, std::string_view expected, std::string_view got) {
    if (!same) differences.push_back(fmt::format("{}: expected {}, got {}", what, expected, got));
  }

  std::vector<std::string> differences;
};

std::string YesOrNo(bool value) { return value ? "true" : "false"; }

/// `verdict`, and what lies behind it, so that a surprise explains itself.
std::string Explained(const Exploration& found) {
  std::string text(NameOf(found.verdict));
  if (found.violation) {
    text += fmt::format(" ({}: {})", found.violation->kind, found.violation->message);
  } else if (!found.remark.empty()) {
    text += fmt::format(" ({})", found.remark);
  }
  return text;
}

void CompareViolation(const Expectation& expect, const Exploration& found, Comparison& comparison) {
  if (expect.kind) {
    comparison.Check(found.violation && found.violation->kind == *expect.kind, "kind", *expect.kind,
                     found.violation ? found.violation->kind : "no violation");
  }
  if (expect.message) {
    comparison.Check(
        found.violation && found.violation->message.find(*expect.message) != std::string::npos,
        "message", fmt::format("'{}' in it", *expect.message),
        found.violation ? fmt::format("'{}'", found.violation->message) : "no violation");
  }
}

void CompareOutcomes(const std::vector<std::string>& expected, const Exploration& found,
                     Comparison& comparison) {
  if (!found.outcomes) {
    comparison.Check(false, "outcomes", fmt::format("{} listed", expected.size()),
                     found.outcome_count
                         ? WithSeparators(*found.outcome_count) + ", too many to list"
                         : "none, for want of an observer");
    return;
  }
  std::vector<std::string> wanted = expected, got;
  for (const Outcome& outcome : *found.outcomes) got.push_back(outcome.value);
  std::sort(wanted.begin(), wanted.end());
  std::sort(got.begin(), got.end());
  std::vector<std::string> missing, surplus;
  std::set_difference(wanted.begin(), wanted.end(), got.begin(), got.end(),
                      std::back_inserter(missing));
  std::set_difference(got.begin(), got.end(), wanted.begin(), wanted.end(),
                      std::back_inserter(surplus));
  for (const std::string& value : missing) {
    comparison.Check(false, "outcomes", OneLine(value), "an exploration without it");
  }
  for (const std::string& value : surplus) {
    comparison.Check(false, "outcomes", "nothing else", OneLine(value));
  }
}

}  // namespace

std::vector<std::string> Differences(const Expectation& expect, const Exploration& found) {
  Comparison comparison;
  comparison.Check(found.verdict == expect.verdict, "verdict", NameOf(expect.verdict),
                   Explained(found));
  CompareViolation(expect, found, comparison);
  if (expect.complete) {
    comparison.Check(found.complete == *expect.complete, "complete", YesOrNo(*expect.complete),
                     YesOrNo(found.complete));
  }
  comparison.Check(found.complete_sc || !expect.complete_sc,
                   "complete under sequential consistency", "true", "false");
  for (const Expectation::Number& number : expect.numbers) {
    const auto got = number.figure->of(found);
    comparison.Check(got == number.value, number.figure->name, WithSeparators(number.value),
                     got ? WithSeparators(*got) : "none");
  }
  if (expect.outcomes) CompareOutcomes(*expect.outcomes, found, comparison);
  if (expect.reached) {
    comparison.Check(found.reached.has_value() == *expect.reached, "reached",
                     YesOrNo(*expect.reached), YesOrNo(found.reached.has_value()));
  }
  return comparison.differences;
}

ClaimResult Verify(const Claim& claim, const std::function<void(const ExploreProgress&)>& progress,
                   const std::function<bool()>& interrupted) {
  ExploreOptions options = claim.options;
  options.progress = progress;
  options.interrupted = interrupted;
  ClaimResult result;
  result.claim = claim;
  try {
    const Scenario& scenario = FindScenario(claim.scenario);
    if (claim.ranges) {
      Smallest smallest = ExploreSmallest(scenario, *claim.ranges, options);
      result.exploration = std::move(smallest.exploration);
      result.claim.parameters = std::move(smallest.parameters);
    } else {
      result.exploration = Explore(scenario, claim.parameters, options);
    }
    result.differences = Differences(claim.expect, result.exploration);
    if (claim.expect.smallest) {
      const std::string got = claim.ranges->Text(result.claim.parameters);
      if (got != *claim.expect.smallest) {
        result.differences.push_back(
            fmt::format("smallest: expected {}, got {}", *claim.expect.smallest, got));
      }
    }
  } catch (const std::exception& error) {
    // The other claims are still worth verifying.
    result.differences = {fmt::format("the exploration failed: {}", error.what())};
  }
  return result;
}

}  // namespace heddle::internal
