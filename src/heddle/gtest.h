#ifndef HEDDLE_SRC_HEDDLE_GTEST_H_
#define HEDDLE_SRC_HEDDLE_GTEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/check.h>
#include <heddle/reach.h>

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace heddle {

// Matchers of what is checked: a Scenario (with its defaults), a Configured one, a set-up function
// or lambda without parameters, or the CheckResult of one:
//
//     EXPECT_THAT(scenario, heddle::HoldsInEveryInterleaving());
//     EXPECT_THAT(heddle::Configured(scenario, {{"count", "1"}}), heddle::FailsWith("misuse"));
//     EXPECT_THAT(([](heddle::Scheduler& scheduler) { ... }), heddle::Reaches("length", "2"));
//
// (The parentheses are for the commas of a lambda: EXPECT_THAT is a macro.) Each explores when it
// is asked, and blocks as Check does. Where it does not match, the test's message has the
// counterexample and the commands that write it down and run it again in this test (HEDDLE_TRACE,
// HEDDLE_REPLAY; see Check). A lambda goes by the name of the test that it is in. What Check throws
// ends the test with that message.
//
// What is not known matches none of them. So testing::Not of one also takes what no search has come
// to the end of: say FailsWith and NeverReaches instead.

namespace internal {

/// "Suite.Test", or "program" outside of a test.
std::string NameOfTest();

/// A matcher of the result that `Judge` finds of a program, or of that result itself.
template <typename Judge>
class ResultMatcher {
 public:
  using is_gtest_matcher = void;
  using Result = typename Judge::Result;

  explicit ResultMatcher(Judge judge) : judge_(std::move(judge)) {}
  // Each copy finds results of its own.
  ResultMatcher(const ResultMatcher& other) : judge_(other.judge_) {}
  ResultMatcher& operator=(const ResultMatcher&) = delete;

  template <typename Program>
  bool MatchAndExplain(const Program& program, testing::MatchResultListener* listener) const {
    if constexpr (std::is_same_v<Program, Result>) {
      return judge_.Accepts(program);  // which prints itself
    } else {
      Result result = Find(program, listener->IsInterested());
      const bool accepted = judge_.Accepts(result);
      if (listener->IsInterested()) {
        *listener << "of which this was found:\n" << result.Text();
      } else if (!accepted) {
        found_ = std::move(result);
        found_of_ = Address(program);
      }
      return accepted;
    }
  }
  void DescribeTo(std::ostream* out) const { judge_.Describe(*out, /*negated=*/false); }
  void DescribeNegationTo(std::ostream* out) const { judge_.Describe(*out, /*negated=*/true); }

 private:
  /// Of a function, too.
  template <typename Program>
  static const void* Address(const Program& program) {
    return reinterpret_cast<const void*>(&program);
  }

  /// EXPECT_THAT asks a second time to have the answer explained, and then the first one is good.
  template <typename Program>
  Result Find(const Program& program, bool explained) const {
    const std::optional<Result> before = std::exchange(found_, std::nullopt);
    if (explained && before && found_of_ == Address(program)) return *before;
    Result result = [&] {
      if constexpr (std::is_constructible_v<Configured, std::string, const Program&>) {
        return judge_.Find(Configured(NameOfTest(), program));
      } else {
        return judge_.Find(program);
      }
    }();
    result.test = NameOfTest();
    return result;
  }

  Judge judge_;
  mutable std::optional<Result> found_;
  mutable const void* found_of_ = nullptr;
};

struct HoldsJudge {
  using Result = CheckResult;
  ExploreOptions options;
  CheckResult Find(const Configured& program) const { return Check(program, options); }
  bool Accepts(const CheckResult& result) const { return result.holds(); }
  void Describe(std::ostream& out, bool negated) const;
};

struct FailsJudge {
  using Result = CheckResult;
  std::string kind;  // "" for any
  testing::Matcher<const std::string&> message;
  CheckResult Find(const Configured& program) const { return Check(program); }
  bool Accepts(const CheckResult& result) const;
  void Describe(std::ostream& out, bool negated) const;
};

struct ReachJudge {
  using Result = ReachResult;
  std::string observer, value;
  ExploreOptions options;
  ReachResult::Verdict wanted;
  ReachResult Find(const Configured& program) const {
    return Reach(program, observer, value, options);
  }
  bool Accepts(const ReachResult& result) const { return result.verdict == wanted; }
  void Describe(std::ostream& out, bool negated) const;
};

/// Throws UsageError unless there is such a kind of violation.
std::string RequireKind(std::string kind);

}  // namespace internal

/// Matches what holds in every interleaving. What holds under sequential consistency alone, or in
/// the part that was visited before a limit, does not match.
internal::ResultMatcher<internal::HoldsJudge> HoldsInEveryInterleaving(
    const ExploreOptions& options = {});

/// Matches what fails with a violation of this kind ("final", "data-race": Violation::kind). Of a
/// program that can fail in several ways it is the violation that Check reports, by the usual
/// strategy the one that comes after the fewest steps. Throws UsageError for a kind that there is
/// not.
internal::ResultMatcher<internal::FailsJudge> FailsWith(const char* kind);
internal::ResultMatcher<internal::FailsJudge> FailsWith(const std::string& kind);
/// The same of a message that `message` matches, whatever the kind:
/// `FailsWith(testing::HasSubstr("balance"))`.
template <typename Matcher>
requires(!std::convertible_to<Matcher, std::string>)  //
    internal::ResultMatcher<internal::FailsJudge> FailsWith(const Matcher& message) {
  return internal::ResultMatcher<internal::FailsJudge>(
      {"", testing::SafeMatcherCast<const std::string&>(message)});
}
/// The same of both.
template <typename Matcher>
internal::ResultMatcher<internal::FailsJudge> FailsWith(const std::string& kind,
                                                        const Matcher& message) {
  return internal::ResultMatcher<internal::FailsJudge>(
      {internal::RequireKind(kind), testing::SafeMatcherCast<const std::string&>(message)});
}

/// Matches what ends with `value` of `observer` in some execution.
internal::ResultMatcher<internal::ReachJudge> Reaches(const std::string& observer,
                                                      const std::string& value,
                                                      const ExploreOptions& options = {});
/// Matches what ends with `value` of `observer` in no execution that there is. A search that a
/// limit has stopped, or that is of sequential consistency alone, does not match.
internal::ResultMatcher<internal::ReachJudge> NeverReaches(const std::string& observer,
                                                           const std::string& value,
                                                           const ExploreOptions& options = {});

/// GoogleTest shows what is checked by its name and parameters.
void PrintTo(const Scenario& scenario, std::ostream* out);
void PrintTo(const Configured& program, std::ostream* out);

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_GTEST_H_
