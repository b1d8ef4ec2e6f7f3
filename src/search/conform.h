#ifndef HEDDLE_SRC_SEARCH_CONFORM_H_
#define HEDDLE_SRC_SEARCH_CONFORM_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::internal {

struct ConformOptions {
  /// The observer whose value was recorded.
  std::string observe = "console";
  /// Stops after so many states; 0: no limit.
  std::uint64_t limit_states = 0;
  /// Stops after so many seconds; 0: no limit.
  double limit_seconds = 0;
  /// As in ExploreOptions.
  std::uint64_t limit_memory_mib = 0;
  /// As in ExploreOptions.
  std::function<void(const ExploreProgress&)> progress;
  std::function<bool()> interrupted;
};

/// Whether a recorded output is a behaviour of a scenario.
struct Conformance {
  /// How much of the output the scenario can explain, where the observer's value only grows.
  struct Prefix {
    /// The longest part of the output, from its start, that some execution has as its value at some
    /// point; in bytes. It can be longer where the scenario says what a growing value can still
    /// become: there, a search within bounds looks for it.
    std::size_t bytes = 0;
    /// All that executions with exactly this value can add next, sorted. Empty if the output is
    /// accepted.
    std::vector<std::string> could_continue;
    /// Whether an execution can end with exactly this value.
    bool could_end = false;
  };

  bool accepted = false;
  /// Every state was visited that could lead to the output. A search ends where it accepts.
  bool complete = false;
  std::optional<Prefix> prefix;
  /// A shortest execution with this output, if it is accepted.
  std::optional<Trace> trace;
  std::uint64_t states = 0;
  std::uint64_t steps = 0;
  double seconds = 0;
  /// In one line: why it stopped; empty if nothing stopped it.
  std::string remark;
};

/// Looks for an execution of `scenario` that ends with exactly `output` as the value of the
/// observer: one in which no task has failed by an exception or a misuse, and none can go on. It
/// may violate whatever the scenario states, or leave a task waiting: the question is what can be
/// seen, not what should be.
///
/// The search visits each state once, the nearest first, by 128-bit hashes, and leaves out those
/// from which the output cannot come any more: where the observer's value only grows, all that have
/// printed something else; and those of which the scenario says so (Observer).
/// Throws UsageError.
Conformance Conform(const Scenario& scenario, const Parameters& parameters, std::string_view output,
                    const ConformOptions& options = {});

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_CONFORM_H_
