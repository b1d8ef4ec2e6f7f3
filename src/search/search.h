#ifndef HEDDLE_SRC_SEARCH_SEARCH_H_
#define HEDDLE_SRC_SEARCH_SEARCH_H_

#include <functional>
#include <memory>
#include <optional>

#include "src/program/world.h"
#include "src/search/findings.h"

namespace heddle {

/// Makes worlds of the scenario at hand, each in its beginning.
using MakeWorld = std::function<std::unique_ptr<World>()>;

/// The plain strategies, one function each: they explore `world` from its beginning, put what they
/// find into `findings`, and end when all is visited or `findings` are done.

/// Every interleaving, depth first. Data races are judged by happens-before on each execution.
void ExploreAll(World& world, const ExploreOptions& options, Findings& findings);

/// Every reachable state once, breadth first, so that what is met first is met by the fewest steps.
void ExploreStates(World& world, const ExploreOptions& options, Findings& findings);

/// Every pair of state and sleep set once at each depth. A sleep set lets exactly one execution of
/// each Mazurkiewicz trace through to its end (Godefroid, 1996), so adding up over the pairs how
/// many ways lead there counts the traces, and those of each outcome, without running them.
void ExploreCount(World& world, const ExploreOptions& options, Findings& findings);

/// Executions drawn by choosing uniformly, at each point, among the tasks and ways there are.
void ExploreRandom(World& world, const ExploreOptions& options, Findings& findings);

/// Executions drawn by PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler
/// with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). A fault that d orders between two
/// steps are enough to bring about shows in one of n tasks and k steps with a probability of
/// 1/(n k^(d-1)) or more, d being `options.pct_depth`.
void ExplorePct(World& world, const ExploreOptions& options, Findings& findings);

/// Executions drawn by POS (Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018),
/// more evenly over Mazurkiewicz traces than a uniform choice at each step does.
void ExplorePos(World& world, const ExploreOptions& options, Findings& findings);

/// A data race that the next steps of two tasks would be, at this very point; or nothing. In an
/// exhaustive search that is as good as looking for unordered accesses: if an execution has a race,
/// some execution has its two accesses next to each other.
std::optional<std::pair<TaskId, TaskId>> RaceAhead(const World& world);

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_SEARCH_H_
