#ifndef HEDDLE_SRC_ENGINES_RELACY_EXPLORE_H_
#define HEDDLE_SRC_ENGINES_RELACY_EXPLORE_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <string_view>

namespace heddle {

/// How Relacy goes through the executions of a scenario.
enum class RelacySearch {
  kFull,    ///< every interleaving
  kBound,   ///< those with at most so many preemptions: switches from a task that could go on
  kRandom,  ///< some, drawn at random
};

/// The search called `name`. Throws UsageError.
RelacySearch RelacySearchNamed(std::string_view name);
std::string_view NameOf(RelacySearch search);

/// The options of an exploration by Relacy. Of those that it shares with the explorer it takes all
/// but `strategy`, `memory` and `whole_states`; `samples` and `seed` are for kRandom.
struct RelacyOptions : ExploreOptions {
  RelacySearch search = RelacySearch::kFull;
  /// For kBound.
  int preemptions = 2;
};

/// Explores `scenario` by Relacy Race Detector (Dmitry Vyukov), a checker that Heddle has no part
/// in: its scheduler chooses which task goes on, its model of memory which value an atomic load
/// reads, in the memory order that the operation gives; and its vector clocks judge data races, its
/// scheduler deadlocks. Blocks until it is done.
///
/// It is complete only if a full search came to its end and no memory order weaker than sequential
/// consistency was named. With one, a full or a bound search looks back one store at the most, a
/// random one two; the remark says so, and what holds is said to hold under sequential consistency.
/// An await reads the newest value or an older one, but it waits until the newest
/// is one that it waits for.
///
/// A limit or an interrupt ends it between two steps. An execution runs on Relacy's stacks of 64
/// KiB. One exploration runs at a time in a process: others wait for it. Throws UsageError for
/// options that do not go together, and for a scenario of more than 4 tasks.
Exploration ExploreWithRelacy(const Scenario& scenario, const Parameters& parameters,
                              const RelacyOptions& options);

}  // namespace heddle

#endif  // HEDDLE_SRC_ENGINES_RELACY_EXPLORE_H_
