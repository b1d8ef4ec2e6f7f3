#ifndef HEDDLE_SRC_HEDDLE_EXPLANATION_H_
#define HEDDLE_SRC_HEDDLE_EXPLANATION_H_

#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

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
  /// How often each task may go on from each Condition for no reason; below 0: as often as one does
  /// in the trace.
  int spurious_wakeups = -1;
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

/// Why a counterexample fails, and since when it had to. Steps are numbered from 1.
///
/// An execution fails if anything goes wrong in it, by whatever kind of violation, and passes if it
/// comes to an end and nothing has. One that goes round for ever does neither.
struct Explanation {
  enum class Established {
    kNot,      ///< no passing execution was found, and not all was visited: nothing is claimed
    kExactly,  ///< every state was visited that can be reached after the point of no return
    kBounded,  ///< no passing execution was found after it, in what was visited
  };

  Established established = Established::kNot;
  /// After this step every execution fails, and before it one passes; 0 if every execution fails
  /// from the start. At the latest it is the step at which it goes wrong.
  int point_of_no_return = 0;
  /// How many states were visited.
  std::uint64_t states = 0;
  /// Where not all was visited: why.
  std::string remark;

  /// Of the passing executions, one that shares the most steps with the counterexample: those
  /// before the point of no return, which is the first step at which the two part.
  std::optional<Trace> passing;
  /// It is the shortest such, and of these one with the fewest switches. (All were visited that are
  /// as near.)
  bool passing_is_nearest = false;

  /// Of a data race, or another violation that is one: the two accesses that nothing orders.
  struct Race {
    int first = 0;
    int second = 0;
    std::string object;
    friend bool operator==(const Race&, const Race&) = default;
  };
  std::optional<Race> race;

  /// A task that is left waiting at the end.
  struct Wait {
    int task = 0;
    std::string operation;
    std::string object;
    int holder = -1;  ///< the task that has what it waits for; -1 if none has
    int held_since =
        0;  ///< the step by which that task has taken it, where it is a lock; 0 if none
    friend bool operator==(const Wait&, const Wait&) = default;
  };
  /// Those that wait for one another in a circle, each for the next and the last for the first; if
  /// there is no circle, all that wait.
  std::vector<Wait> waits;
  bool circle = false;

  /// Of a lost wakeup: the step of the notification that came when nobody waited.
  std::optional<int> early_notification;
};

/// A trace and what is known of it.
struct ExplainedTrace {
  Trace trace;
  std::optional<Explanation> explanation;
  std::optional<Minimised> minimised;
};

/// Explains why `trace`, an execution of `scenario`, fails. Blocks for about as long as `budget`
/// says. Throws UsageError for a trace that is none of the scenario's, or in which nothing goes
/// wrong.
Explanation Explain(const Scenario& scenario, const Trace& trace, const ExplainBudget& budget = {});

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_EXPLANATION_H_
