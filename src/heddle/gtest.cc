#include <heddle/gtest.h>
#include <heddle/trace.h>

#include <ostream>
#include <vector>

namespace heddle {

namespace internal {

std::string NameOfTest() {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  if (test == nullptr) return "program";
  return std::string(test->test_suite_name()) + "." + test->name();
}

std::string RequireKind(std::string kind) {
  ViolationKindNamed(kind);
  return kind;
}

void HoldsJudge::Describe(std::ostream& out, bool negated) const {
  out << (negated ? "does not hold in every interleaving, or is not known to"
                  : "holds in every interleaving");
}

bool FailsJudge::Accepts(const CheckResult& result) const {
  if (result.verdict != CheckResult::Verdict::kViolated) return false;
  const std::optional<Violation>& violation = result.exploration.violation;
  if (!violation) return false;
  return (kind.empty() || kind == violation->kind) && message.Matches(violation->message);
}

void FailsJudge::Describe(std::ostream& out, bool negated) const {
  out << (negated ? "does not fail with" : "fails with");
  if (!kind.empty()) out << " the violation " << kind << ", and";
  out << " a message that ";
  message.DescribeTo(&out);
}

void ReachJudge::Describe(std::ostream& out, bool negated) const {
  const bool never = wanted == ReachResult::Verdict::kUnreachable;
  out << (never && negated ? "reaches, or is not known never to reach, "
          : never          ? "never reaches "
          : negated        ? "does not reach, or is not known to reach, "
                           : "reaches ")
      << observer << " = " << value;
}

}  // namespace internal

internal::ResultMatcher<internal::HoldsJudge> HoldsInEveryInterleaving(
    const ExploreOptions& options) {
  return internal::ResultMatcher<internal::HoldsJudge>({options});
}

internal::ResultMatcher<internal::FailsJudge> FailsWith(const char* kind) {
  return FailsWith(std::string(kind));
}

internal::ResultMatcher<internal::FailsJudge> FailsWith(const std::string& kind) {
  return FailsWith(kind, testing::_);
}

internal::ResultMatcher<internal::ReachJudge> Reaches(const std::string& observer,
                                                      const std::string& value,
                                                      const ExploreOptions& options) {
  return internal::ResultMatcher<internal::ReachJudge>(
      {observer, value, options, ReachResult::Verdict::kReached});
}

internal::ResultMatcher<internal::ReachJudge> NeverReaches(const std::string& observer,
                                                           const std::string& value,
                                                           const ExploreOptions& options) {
  return internal::ResultMatcher<internal::ReachJudge>(
      {observer, value, options, ReachResult::Verdict::kUnreachable});
}

void PrintTo(const Scenario& scenario, std::ostream* out) { *out << scenario.name; }

void PrintTo(const Configured& program, std::ostream* out) { *out << program.Text(); }

}  // namespace heddle
