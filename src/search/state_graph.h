#ifndef HEDDLE_SRC_SEARCH_STATE_GRAPH_H_
#define HEDDLE_SRC_SEARCH_STATE_GRAPH_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::internal {

/// All that a program can do: every state that can be reached, and each step from it, in words.
struct StateGraph {
  struct Move {
    TraceStep step;        ///< without what it changes: the states say that
    std::uint32_t to = 0;  ///< the state that it leads to
  };
  struct End {
    std::optional<Violation> violation;
    /// The observer's value, if one is on and the execution ran to its end.
    std::optional<std::string> outcome;
  };
  struct State {
    std::vector<std::string> objects;  ///< what each holds; empty for nothing to show
    std::vector<Move> moves;
    /// Where no task can go on, or where something has gone wrong.
    std::optional<End> end;
  };

  std::vector<std::string> tasks;
  std::vector<std::string> objects;
  std::vector<State> states;  ///< the first is the start
};

/// Visits every reachable state once, nearest first, as the strategy `states` does, and goes on
/// past what goes wrong, but not in an execution in which it does. A data race ends an execution
/// one step before its second access. Of `options` it takes the observer, spurious wakeups and
/// limits. Throws UsageError if there are more than `most` states, and where a limit stops it:
/// there is no use in a part of a graph.
StateGraph VisitStateGraph(const Scenario& scenario, const Parameters& parameters,
                           const ExploreOptions& options, std::size_t most);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_STATE_GRAPH_H_
