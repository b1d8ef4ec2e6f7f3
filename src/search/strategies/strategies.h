#ifndef HEDDLE_SRC_SEARCH_STRATEGIES_STRATEGIES_H_
#define HEDDLE_SRC_SEARCH_STRATEGIES_STRATEGIES_H_

#include "src/search/search.h"

namespace heddle {

// The strategies, one function each: they take the search's world, from its beginning, through what
// is the search's work, and end when all is visited or the search is done.

/// Every interleaving, depth first. Data races are judged by happens-before on each execution.
void ExploreAll(Search& search);

/// One execution of each Mazurkiewicz trace: see Dpor.
void ExploreDpor(Search& search);

/// Every reachable state once, breadth first, so that what is met first is met by the fewest steps.
void ExploreStates(Search& search);

/// Every pair of state and sleep set once at each depth. A sleep set lets exactly one execution of
/// each Mazurkiewicz trace through to its end (Godefroid, 1996), so adding up over the pairs how
/// many ways lead there counts the traces, and those of each outcome, without running them.
void ExploreCount(Search& search);

/// Executions drawn by choosing uniformly, at each point, among the tasks and ways there are.
void ExploreRandom(Search& search);

/// Executions drawn by PCT (Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler
/// with Probabilistic Guarantees of Finding Bugs", ASPLOS 2010). A fault that d orders between two
/// steps are enough to bring about shows in one of n tasks and k steps with a probability of
/// 1/(n k^(d-1)) or more, d being ExploreOptions::pct_depth; k is the length of the longest of ten
/// executions that are drawn by the seed alone before the samples, and counted nowhere. Sample i
/// depends on the seed and i alone.
void ExplorePct(Search& search);

/// Executions drawn by POS (Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018),
/// more evenly over Mazurkiewicz traces than a uniform choice at each step does.
void ExplorePos(Search& search);

}  // namespace heddle

#endif  // HEDDLE_SRC_SEARCH_STRATEGIES_STRATEGIES_H_
