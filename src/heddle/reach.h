#ifndef HEDDLE_SRC_HEDDLE_REACH_H_
#define HEDDLE_SRC_HEDDLE_REACH_H_

#include <heddle/check.h>

#include <iosfwd>
#include <optional>
#include <string>

namespace heddle {

/// Whether some execution ends with a value of an observer.
struct ReachResult {
  enum class Verdict {
    kReached,        ///< by the execution that `trace` is, the shortest
    kUnreachable,    ///< by none that there is
    kUnreachableSc,  ///< by none that sequential consistency allows; the program names weaker
                     ///< orders
    kUnknown,        ///< by none of those visited, which are not all
  };

  Verdict verdict = Verdict::kUnknown;
  /// In one line: what stands in the way of knowing. Empty if it is reached or unreachable.
  std::string why;
  /// The scenario's name and parameters.
  std::string scenario;
  std::string observer;
  std::string value;
  /// How it is reached.
  std::optional<Trace> trace;
  /// As in CheckResult.
  std::string trace_file;
  std::string replayed_from;
  std::string test;

  bool reached() const { return verdict == Verdict::kReached; }
  /// All of this for a person to read.
  std::string Text() const;
};

/// Looks for an execution of `program` that ends with `value` of `observer`, the shortest. Blocks
/// until there is one, or it is known that there is none, or a limit of `options` is reached.
/// Follows the environment variables that Check follows. Throws UsageError as Check does, and for
/// an observer that is not offered.
///
///     heddle::Reach(scenario, "length", "2").reached()
ReachResult Reach(const Configured& program, const std::string& observer, const std::string& value,
                  const ExploreOptions& options = {});

/// Prints its Text().
std::ostream& operator<<(std::ostream& out, const ReachResult& result);

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_REACH_H_
