#ifndef HEDDLE_SRC_HEDDLE_EXPLANATION_H_
#define HEDDLE_SRC_HEDDLE_EXPLANATION_H_

#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstdint>
#include <functional>
#include <string>

namespace heddle {

/// How many switches a trace has: steps by another task than the step before.
int CountSwitches(const Trace& trace);

/// What a counterexample was made from, and how short it is now.
struct Minimised {
  /// Steps and switches of the execution that was met first.
  int steps = 0;
  int switches = 0;
  /// No execution that fails by this kind of violation has fewer steps, nor as many steps and fewer
  /// switches: a search that met all such executions knows. Otherwise a shorter one may exist.
  bool shortest = false;
  /// Why that is not known, in a few words; empty if it is.
  std::string remark;

  friend bool operator==(const Minimised&, const Minimised&) = default;
};

/// What making a counterexample shorter, or explaining it, may take.
struct ExplainBudget {
  double seconds = 1;
  /// How many states are visited at the most.
  std::uint64_t states = 1'000'000;
  /// Asked every now and then: true ends it there.
  std::function<bool()> interrupted = {};
};

/// A counterexample and what it was made from.
struct MinimalTrace {
  Trace trace;
  Minimised minimised;
};

/// The shortest execution of `scenario`, with the trace's parameters, that fails by the kind of
/// violation by which `trace` fails, and among the shortest one with the fewest switches. The
/// message may be another. A breadth-first search looks for it; where that is more than `budget`
/// allows, or there are no snapshots, steps of `trace` are left out and moved together for as long
/// as that kind of violation still comes of it. `trace` itself comes back where nothing is shorter.
///
/// Blocks until it is done. Throws UsageError for a trace that is none of the scenario's, or in
/// which nothing goes wrong.
MinimalTrace Minimise(const Scenario& scenario, const Trace& trace,
                      const ExplainBudget& budget = {});

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_EXPLANATION_H_
