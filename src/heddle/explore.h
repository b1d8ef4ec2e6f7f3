#ifndef HEDDLE_SRC_HEDDLE_EXPLORE_H_
#define HEDDLE_SRC_HEDDLE_EXPLORE_H_

#include <heddle/explanation.h>
#include <heddle/memory.h>
#include <heddle/outcome.h>
#include <heddle/parameters.h>
#include <heddle/scenario.h>
#include <heddle/strategy.h>
#include <heddle/trace.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// The deepest fault that `pct` takes: beyond it, no number of executions would do.
inline constexpr int kMaxPctDepth = 100;

/// How far an exploration has come, for a live line.
struct ExploreProgress {
  Strategy strategy;
  std::uint64_t executions, steps, states;
  int depth;
  double seconds;
  /// An estimate of the part done, from 0 to 1; below 0 if there is none.
  double part_done;
};

/// The most times that a task can be asked to go on from a Condition for no reason.
inline constexpr int kMaxSpuriousWakeups = 255;

struct ExploreOptions {
  /// What is visited, and how. RegisteredStrategies() says which there are.
  Strategy strategy = "states";
  /// The observer that is on; with one, an exploration goes on past a violation.
  std::string observe = {};
  /// Goes on past a violation without an observer, too.
  bool keep_going = false;
  /// Looks for an execution with this outcome (of the observer), the shortest.
  std::optional<std::string> reach = {};
  /// How many outcomes are listed at the most.
  std::size_t list_outcomes = 1000;
  /// Stops after so many executions (states, where those are what is counted); 0: no limit.
  std::uint64_t limit_executions = 0;
  /// How many executions a strategy draws that draws them.
  std::uint64_t samples = 10'000;
  /// The number of the first of them. A sample depends on the seed and its number alone, so that
  /// parts of many samples can be drawn apart.
  std::uint64_t first_sample = 0;
  /// For `pct`: how many orders between two steps a fault that it looks for takes, at the most.
  int pct_depth = 3;
  /// For Relacy's `bound`: the most switches from a task that could go on.
  int preemptions = 2;
  /// How often each task may go on from each Condition for no reason, at the most: 0 to 255.
  /// Wherever it waits there, that is one choice more.
  int spurious_wakeups = 0;
  /// Stops after so many seconds, in the midst of a step if need be; 0: no limit. Within Bazel,
  /// what is left of a test's time is a limit, too, but for a margin to say what was found
  /// (TEST_TIMEOUT).
  double limit_seconds = 0;
  /// Stops where the process takes more than so many MiB; 0: 90 % of the memory there is, so that
  /// what was found can still be said.
  std::uint64_t limit_memory_mib = 0;
  /// A step that computes for so many seconds without coming to the task's next operation, or waits
  /// for 12 times as long, is taken never to come there; 0: no limit.
  double limit_step_seconds = 5;
  /// A task that has not ended after so many steps of an execution is taken never to end.
  int max_steps = 100'000;
  std::uint64_t seed = 1;
  /// Where the world lives: the ordinary heap means every execution again from its start.
  Memory memory = Memory::kArena;
  /// Tells states apart by all of their bytes, not by a hash of them.
  bool whole_states = false;
  /// How long a counterexample is made shorter at the most, when all else is done (see Minimise); 0:
  /// it is shown as it was met.
  double minimise_seconds = 1;
  /// Called every now and then during the exploration.
  std::function<void(const ExploreProgress&)> progress = {};
  /// Asked every now and then during the exploration: true ends it there, as a limit does.
  std::function<bool()> interrupted = {};
};

/// What an exploration found. Numbers that the strategy does not have are empty.
struct Exploration {
  enum class Verdict {
    kHolds,
    kHoldsSc,  ///< under sequential consistency; the program names weaker memory orders
    kViolated,
    kStopped,
  };

  Verdict verdict = Verdict::kHolds;
  /// Everything was visited that the memory model of C++ allows, and every invariant checked
  /// wherever it could fail.
  bool complete = false;
  /// The same of what sequential consistency allows.
  bool complete_sc = false;
  /// An invariant that may fail in states which dpor did not meet although it ran every trace (see
  /// Scheduler::Invariant); empty if there is none. Outcomes are all there for all that.
  std::string half_checked;
  std::optional<ExecutionCount> executions;
  /// Executions that a sleep set cut short.
  std::optional<std::uint64_t> blocked_executions;
  std::uint64_t steps = 0;
  std::optional<std::uint64_t> states;
  /// How many outcomes there are, if an observer was on.
  std::optional<std::uint64_t> outcome_count;
  std::optional<std::vector<Outcome>> outcomes;
  /// How many executions (states) violated.
  std::uint64_t violations = 0;
  /// The violation of the shortest counterexample, and its trace; or, where the time for all was up in the midst of a
  /// step, the trace up to there, and no violation.
  std::optional<Violation> violation;
  std::optional<Trace> trace;
  /// What the counterexample was made from, and what is reached below; nothing where there is none,
  /// or it is shown as it was met.
  std::optional<Minimised> minimised;
  /// Where a value was looked for: the shortest trace to it, if it was met.
  std::optional<Trace> reached;
  std::optional<Minimised> reached_minimised;
  double seconds = 0;
  std::size_t world_bytes = 0;
  std::size_t peak_memory_bytes = 0;
  /// In one line: why it stopped, or what stands in the way of being complete; empty if nothing
  /// does.
  std::string remark;
};

std::string_view NameOf(Exploration::Verdict verdict);

/// Explores `scenario`: runs it in every way that the strategy visits, and checks what it states
/// must hold. Blocks until it is done. Throws UsageError for options that do not go together, an
/// observer that is not offered, a set-up that fails, and a scenario that needs more memory than a
/// snapshot can have (64 MiB); std::logic_error for an object that breaks the rules of Object; and
/// what a property, an observer or the predicate of an await throws.
///
/// The strategies: `all` is a depth-first search; `dpor` is optimal dynamic partial order reduction
/// with wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, "Source Sets", JACM 64(4), 2017); `states`
/// is a breadth-first search of the state graph keyed by 128-bit hashes of the world's bytes;
/// `count` adds up over pairs of state and sleep set (Godefroid, 1996) how many traces lead there;
/// `random`, `pct` and `pos` draw executions by the seed and are never complete. Others can be
/// registered (HEDDLE_STRATEGY), as those of the engine `relacy` are by what links it.
Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                    const ExploreOptions& options);

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_EXPLORE_H_
