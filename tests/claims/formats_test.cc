// The counterexample of every claim that is violated can be written in every format, and what has a
// reader is read back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>
#include <heddle/trace_format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "src/claims/claim_file.h"
#include "src/trace/trace_json.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// @return how many lines `text` has.
std::size_t CountLines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void ExpectWrittenInEveryFormat(const Trace& trace, const Explanation& why, const Minimised& from) {
  const TextOptions options{.explanation = &why, .minimised = &from};
  for (const TraceFormat& format : TraceFormats()) {
    SCOPED_TRACE(format.name);
    const std::string text = format.write(trace, options);
    ASSERT_FALSE(text.empty());
    EXPECT_EQ(text.back(), '\n');
    if (format.name == "json") {
      const ExplainedTrace read = ParseExplained(text);
      EXPECT_EQ(read.trace, trace);
      EXPECT_EQ(TraceFileContents(read.trace, &*read.explanation, &*read.minimised), text);
    } else if (format.name == "perfetto") {
      EXPECT_GE(nlohmann::json::parse(text)["traceEvents"].size(), trace.steps.size());
    } else if (format.name == "shiviz") {
      EXPECT_EQ(CountLines(text), 2 * trace.steps.size());
    } else if (format.name == "dot") {
      EXPECT_THAT(text, StartsWith("digraph "));
    } else if (format.name == "mermaid") {
      EXPECT_THAT(text, StartsWith("sequenceDiagram\n"));
    } else if (format.name == "html") {
      EXPECT_THAT(text, StartsWith("<!doctype html>"));
    } else {
      EXPECT_EQ(format.name, "text");
      EXPECT_THAT(text, HasSubstr("violation: "));
    }
  }
}

TEST(ViolatedClaims, HaveCounterexamplesInEveryFormat) {
  int written = 0;
  for (const Claim& claim : ReadClaims("specs")) {
    if (claim.large || claim.expect.verdict != Exploration::Verdict::kViolated) continue;
    SCOPED_TRACE(claim.id);
    const Scenario& scenario = FindScenario(claim.scenario);
    const Exploration found = Explore(scenario, claim.parameters, claim.options);
    if (!found.trace || !found.violation) continue;  // a claim about a value that is not reached
    const Explanation why = Explain(scenario, *found.trace, {.seconds = 0.5});
    ExpectWrittenInEveryFormat(*found.trace, why, found.minimised.value_or(Minimised{}));
    ++written;
  }
  EXPECT_GE(written, 30);
  EXPECT_GE(TraceFormats().size(), 7u);
}

// The manager's, of 10 and 20 letters.
TEST(TextOfACounterexample, StaysUnder40Lines) {
  const Scenario& scenario = FindScenario("shared_string");
  const Exploration found =
      Explore(scenario, scenario.Configure({{"model", "manager"}, {"letters", "oo"}}), {});
  ASSERT_TRUE(found.trace.has_value());
  const std::string text = TraceFormatNamed("text").write(*found.trace, {});
  EXPECT_LT(CountLines(text), 40u) << text;
}

}  // namespace
}  // namespace heddle::internal
