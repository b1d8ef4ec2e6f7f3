#ifndef HEDDLE_SRC_SEARCH_NEAREST_H_
#define HEDDLE_SRC_SEARCH_NEAREST_H_

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/memory/hash128.h"
#include "src/program/world.h"
#include "src/search/breadth_first.h"
#include "src/search/hash_set.h"
#include "src/search/search.h"

namespace heddle::internal {

/// What an execution is to come to.
struct Goal {
  enum class Kind {
    kViolation,   ///< the first thing that goes wrong is of the kind `value`
    kPassingEnd,  ///< an end, and nothing has gone wrong on the way or there
    kOutcome,     ///< an end with the outcome `value`, where no task has failed
  };
  Kind kind = Kind::kViolation;
  std::string value = {};
};

/// The kind of what has gone wrong in the step that `world` has just taken; empty if nothing has.
std::string WrongAfterStep(const World& world);

/// The way to a goal by the fewest steps, among these by the fewest switches, and among these the
/// first in the order of the tasks: whoever looks for it finds the same.
struct NearestWay {
  bool found = false;
  /// All was visited that had to be: if it was found there is nothing nearer, and if not there is
  /// none.
  bool exact = false;
  /// From the start of the execution.
  std::vector<Transition> transitions = {};
};

/// Searches the state graph for executions that come to a goal, a layer of states at a time. Of a
/// state it keeps, for each task that can have taken the last step to it, the way with the fewest
/// switches. A state of an earlier layer needs none: the goal would be nearer from there.
///
/// Data races are judged where the world does so (Lessons::memory_orders): then who has accessed
/// what is part of a state.
class NearestSearch {
 public:
  /// @param search  its world is taken through the states; it ends where the search is done.
  NearestSearch(Search& search, Goal goal);

  /// The nearest way that begins with `prefix`, on which nothing goes wrong. States from which an
  /// earlier call has found none are not visited again.
  NearestWay From(std::span<const Transition> prefix);

 private:
  /// One way to arrive at a state: the best whose last step is by the same task.
  struct Arrival {
    std::uint32_t parent;
    std::uint32_t switches;
    std::uint32_t next;  // another arrival at the same state
    std::uint32_t rank;  // among those of its layer, in the order of their ways
    Transition transition;
  };
  /// A state, by the first of its arrivals.
  struct State {
    std::uint32_t arrivals;
  };
  static constexpr std::uint32_t kNone = static_cast<std::uint32_t>(-1);
  struct Hasher {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
  };

  bool done() const { return found_ || search_.done(); }
  void Begin(std::span<const Transition> prefix);
  void Follow(Transition transition, std::uint32_t from);
  void Arrive(Transition transition, std::uint32_t from);
  bool IsGoalAtEnd();
  void EndLayer();
  /// A step from an arrival, and how many switches there are then.
  struct Way {
    std::uint32_t switches = kNone;
    std::uint32_t parent = kNone;
    Transition transition = {};
  };
  bool Before(const Way& a, const Way& b) const;
  /// The best way from a state of this layer by `transition`.
  Way BestFor(const State& state, Transition transition) const;
  void RankArrivals();
  void Offer(const Way& way) {
    if (Before(way, best_)) best_ = way;
  }
  std::vector<Transition> PathTo(std::uint32_t arrival) const;

  World& world_;
  Search& search_;
  const Goal goal_;
  HashSet visited_;
  std::vector<Arrival> arrivals_;  // the first stands for the prefix
  std::vector<State> layer_, next_;
  std::unordered_map<Hash128, std::uint32_t, Hasher> met_;  // the states of next_, by their hashes
  std::vector<std::uint32_t> ends_;                         // those of them that are the goal
  BreadthFirst<std::uint32_t>* frontier_ = nullptr;
  TaskId last_ = -1;  // of the prefix
  bool found_ = false;
  std::uint32_t first_of_next_ = 1;     // the first arrival at a state of next_
  std::vector<std::uint32_t> by_rank_;  // scratch
  Way best_;                            // met so far in this layer
  std::string outcome_;                 // scratch
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_NEAREST_H_
