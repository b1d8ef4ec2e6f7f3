#ifndef HEDDLE_TESTS_SEARCH_BRUTE_FORCE_H_
#define HEDDLE_TESTS_SEARCH_BRUTE_FORCE_H_

#include <heddle/scenario.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace heddle::internal {

/// All that a scenario can do, found by stepping a World through every interleaving, with none of
/// the strategies' cleverness: what they are measured by.
struct BruteForce {
  /// What an outcome stands for: in how many interleavings it is met, in which Mazurkiewicz traces.
  struct Outcome {
    std::uint64_t interleavings = 0;
    std::set<std::string> traces;
  };

  /// Interleavings; one in which a task fails ends there.
  std::uint64_t interleavings = 0;
  /// The observer's values where every task came as far as it can and none has failed.
  std::map<std::string, Outcome> outcomes;
  /// The Mazurkiewicz traces, each written down as its partial order; where a task has failed, the
  /// others go on.
  std::set<std::string> traces;
  /// How many of them end with a task that waits, and with a task that has failed.
  std::set<std::string> stuck, failed;
  /// The objects, by number, that hold other values one after the other in one interleaving of a
  /// trace than in another of the same. (Where no task has failed.)
  std::set<int> in_several_orders;
  /// States that are reached without a failure.
  std::size_t states = 0;
  /// Two plain accesses, one a store, can be the next steps of two tasks; or, where weaker memory
  /// orders are named, C++'s happens-before leaves two such accesses unordered.
  bool races = false;
  /// A memory order weaker than sequential consistency was named.
  bool weaker_orders = false;
  /// How many steps the shortest violation takes, and the kinds of those of that length.
  std::optional<std::size_t> shortest_violation;
  std::set<std::string> shortest_kinds;
};

/// Nothing if there are more than `most` interleavings. Throws std::length_error if a task takes
/// more than 16 steps.
/// @param settings  the scenario's parameters, as Scenario::Configure takes them.
std::optional<BruteForce> RunEveryWay(const Scenario& scenario, const std::string& observer,
                                      std::uint64_t most,
                                      const std::map<std::string, std::string>& settings = {});

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_BRUTE_FORCE_H_
