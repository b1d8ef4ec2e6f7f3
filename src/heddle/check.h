#ifndef HEDDLE_SRC_HEDDLE_CHECK_H_
#define HEDDLE_SRC_HEDDLE_CHECK_H_

#include <fmt/core.h>
#include <heddle/explore.h>
#include <heddle/parameters.h>
#include <heddle/scenario.h>

#include <concepts>
#include <iosfwd>
#include <map>
#include <string>
#include <type_traits>
#include <utility>

namespace heddle {

/// What can be checked without being a Scenario: a set-up that takes no parameters.
template <typename Function>
concept SetUpFunction =
    std::is_invocable_v<Function&, Scheduler&> && std::copy_constructible<Function>;

/// A scenario with the values of its parameters: what is checked.
///
///     heddle::Check(heddle::Configured(scenario, {{"count", "1"}}));
///     heddle::Check([](heddle::Scheduler& scheduler) { ... });
class Configured {
 public:
  /// `given` is completed by defaults. Throws UsageError for an unknown name or a value out of
  /// range.
  Configured(const Scenario& scenario, const std::map<std::string, std::string>& given = {});
  /// A program that has no parameters, called `name` in traces. It offers the observers that
  /// `set_up` states.
  template <SetUpFunction Function>
  Configured(std::string name, Function set_up) {
    scenario_.name = std::move(name);
    scenario_.set_up = [set_up = std::move(set_up)](
                           Scheduler& scheduler, const Parameters&) mutable { set_up(scheduler); };
    bare_ = true;
  }
  template <SetUpFunction Function>
  Configured(Function set_up) : Configured("program", std::move(set_up)) {}

  const Scenario& scenario() const { return scenario_; }
  const Parameters& parameters() const { return parameters_; }
  /// "workers count=1 adder=waits"
  std::string Text() const;
  /// The same with an observer that a bare set-up may offer; otherwise the same.
  Configured Offering(const std::string& observer) const;

 private:
  Scenario scenario_;
  Parameters parameters_;
  bool bare_ = false;  // made of a set-up, which alone knows its observers
};

/// Whether a scenario holds, and why not.
struct CheckResult {
  enum class Verdict {
    kHolds,     ///< in every interleaving that there is
    kHoldsSc,   ///< in all that sequential consistency allows; the program names weaker orders
    kViolated,  ///< not in the interleaving that `exploration.trace` is
    kUnknown,   ///< nothing was wrong in what was visited, which is not all
  };

  Verdict verdict = Verdict::kUnknown;
  /// In one line: what is wrong, or what stands in the way of knowing. Empty if it holds.
  std::string why;
  /// The scenario's name and parameters.
  std::string scenario;
  /// What was visited; its `trace` is the counterexample. Of an execution that was replayed it has
  /// no numbers.
  Exploration exploration;
  /// The file that the counterexample was written to (HEDDLE_TRACE), or "".
  std::string trace_file;
  /// The file that the one execution was replayed from (HEDDLE_REPLAY), or "".
  std::string replayed_from;
  /// The one test of GoogleTest that makes this check, if it is known; for Text().
  std::string test;

  /// Whether it holds in every interleaving.
  bool holds() const { return verdict == Verdict::kHolds; }
  /// All of this for a person to read: the verdict in a line, the counterexample, and the commands
  /// that write it down and run it again.
  std::string Text() const;
};

/// Explores `program` and says whether it holds in every interleaving. Blocks until it is known, or
/// a limit of `options` is reached. Throws UsageError as Explore does, and for an environment
/// variable that it cannot follow:
///
///     HEDDLE_TRACE=FILE     writes the counterexample to FILE; of several checks, that of the last
///     HEDDLE_REPLAY=FILE    runs the one execution in FILE instead of exploring; another
///                           scenario's is refused
///     HEDDLE_STRATEGY=NAME  takes this strategy instead of that of `options`
///
///     const heddle::CheckResult result = heddle::Check(scenario, {.strategy = "dpor"});
///     if (!result.holds()) std::cerr << result;
CheckResult Check(const Configured& program, const ExploreOptions& options = {});

/// Prints its Text().
std::ostream& operator<<(std::ostream& out, const CheckResult& result);

namespace internal {

/// In one line: why an exploration has not visited everything; empty if nothing is known to be in
/// the way.
std::string WhyNotAll(const Exploration& found, const Strategy& strategy);

}  // namespace internal

}  // namespace heddle

template <>
struct fmt::formatter<heddle::CheckResult> : fmt::formatter<std::string> {
  template <typename Context>
  auto format(const heddle::CheckResult& result, Context& context) const {
    return fmt::formatter<std::string>::format(result.Text(), context);
  }
};

#endif  // HEDDLE_SRC_HEDDLE_CHECK_H_
