#ifndef HEDDLE_SRC_PROGRAM_LESSONS_H_
#define HEDDLE_SRC_PROGRAM_LESSONS_H_

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

namespace heddle::internal {

/// A place in the source, as a number.
using Site = std::uint64_t;

/// What the passes of an exploration so far have taught the next one. An exploration begins with
/// what is quick and usually enough; where it turns out not to be, the next pass knows better.
struct Lessons {
  /// A step can crash or not come to its end: each is watched (see World).
  bool guarded = false;
  /// A static variable changes: what changes it, and where, is looked for. (Guarded, too.)
  bool watches_statics = false;
  /// The reads at which tasks were seen to spin, each with all reads of the rounds that begin with
  /// it.
  std::unordered_map<Site, std::unordered_set<Site>> spin_sites = {};
  /// A world on the heap, which cannot try a round and go back, has one in an arena beside it.
  bool shadow = false;
  /// Data races are judged by the memory orders that the program names.
  bool memory_orders = false;
  /// Not learnt, but asked for: objects remember, as part of a state, whether a notification came
  /// when nobody waited, so that a lost wakeup is told from another deadlock.
  bool remembers = false;
  /// Not learnt, but asked for: how often each task may go on from each condition for no reason.
  int spurious_wakeups = 0;

  /// Learns what another search has learnt.
  void Add(const Lessons& other) {
    guarded |= other.guarded;
    watches_statics |= other.watches_statics;
    shadow |= other.shadow;
    memory_orders |= other.memory_orders;
    remembers |= other.remembers;
    spurious_wakeups = std::max(spurious_wakeups, other.spurious_wakeups);
    for (const auto& [site, reads] : other.spin_sites) {
      spin_sites[site].insert(reads.begin(), reads.end());
    }
  }

  friend bool operator==(const Lessons&, const Lessons&) = default;
};

/// Thrown by what takes part in a search that cannot go on with the lessons there are: the
/// exploration begins anew with these.
struct RunAgain {
  Lessons lessons;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_LESSONS_H_
