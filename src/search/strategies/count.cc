#include <fmt/format.h>

#include <bit>
#include <memory>
#include <unordered_map>
#include <vector>

#include "src/memory/snapshot_list.h"
#include "src/search/endless.h"
#include "src/search/hash_set.h"
#include "src/search/path_log.h"
#include "src/search/search_strategy.h"

namespace heddle::internal {

namespace {

struct Hash128Hasher {
  std::size_t operator()(const Hash128& hash) const { return hash.low; }
};

class CountSearch {
 public:
  explicit CountSearch(Search& search)
      : world_(search.world()),
        options_(search.options()),
        search_(search),
        findings_(search.findings()),
        layer_(world_.bytes()),
        next_(world_.bytes()) {}

  void Run() {
    const bool failed = world_.failure().has_value();
    const auto& wrong = failed ? world_.failure() : world_.failed_before_time_passed();
    if (wrong) Note({PathLog::kRoot, 0, failed, 1}, *wrong, {});
    Arrive({PathLog::kRoot, Transition{}, 0, failed, 1});
    for (depth_ = 0; next_.size() != 0 && !search_.done(); ++depth_) {
      layer_.Swap(next_);
      layer_entries_.swap(next_entries_);
      next_.Clear();
      next_entries_.clear();
      found_.clear();
      for (std::size_t i = 0; i < layer_.size() && !search_.done(); ++i) {
        Expand(layer_.Get(i, scratch_), layer_entries_[i]);
      }
    }
  }

 private:
  /// A state with the tasks that sleep there, and how many executions lead to it.
  struct Entry {
    std::uint32_t number;
    std::uint64_t sleep;
    bool failed;  // some task has failed on the way
    ExecutionCount executions;
  };
  struct Arrival {
    std::uint32_t from;
    Transition transition;
    std::uint64_t sleep;
    bool failed;
    ExecutionCount executions;
  };

  void Arrive(const Arrival& arrival) {
    // What is left asleep, and whether a task has failed, tells points apart like the state itself.
    struct {
      Hash128 state;
      std::uint64_t sleep, failed;
    } key{HashOf(world_.bytes().data(), world_.bytes().size()), arrival.sleep, arrival.failed};
    const auto [found, is_new] = found_.try_emplace(
        HashOf(&key, sizeof(key)), static_cast<std::uint32_t>(next_entries_.size()));
    if (!is_new) {
      Add(next_entries_[found->second].executions, arrival.executions);
      return;
    }
    search_.MetState();
    const std::uint32_t number =
        depth_ < 0 ? PathLog::kRoot : paths_.Add(arrival.from, arrival.transition);
    next_.Add(world_.bytes());
    next_entries_.push_back({number, arrival.sleep, arrival.failed, arrival.executions});
  }

  void Add(ExecutionCount& sum, ExecutionCount more) {
    if (__builtin_add_overflow(sum, more, &sum)) search_.StopBy("more than 2^128 executions");
  }

  void Note(const Entry& entry, const Violation& violation,
            std::initializer_list<Transition> further) {
    ++findings_.violations;
    if (!search_.WouldKeep(depth_ + static_cast<int>(further.size()))) return;
    std::vector<Transition> path = paths_.PathTo(entry.number);
    path.insert(path.end(), further);
    search_.Violated(violation, path);
  }

  void NoteTooLong(const Entry& entry) {
    const TooLong judged = JudgeTooLong(world_, paths_.PathTo(entry.number), search_);
    if (judged.endless) {
      ++findings_.violations;
      search_.Violated(judged.endless->violation, judged.endless->transitions);
    } else if (judged.circle) {
      search_.MetCircle();
    } else {
      Note(entry, {"endless", ""}, {});
    }
  }

  void Expand(std::span<const std::byte> state, const Entry& entry) {
    world_.Restore(state);
    const std::uint64_t enabled = world_.enabled();
    if (!entry.failed) {
      if (auto failed = world_.CheckInvariants()) Note(entry, *failed, {});
      if (const auto race = RaceAhead(world_)) {
        Note(entry, {KindOfRace(world_.footprint(race->first), world_.footprint(race->second)), ""},
             {{static_cast<std::uint8_t>(race->first), 0},
              {static_cast<std::uint8_t>(race->second), 0}});
      }
    }
    if (depth_ > options_.max_steps) {
      findings_.cut_short = true;
      if (!entry.failed && !findings_.met_circle) NoteTooLong(entry);
      return;
    }
    if (enabled == 0) {
      if (!entry.failed) {
        if (auto failed = world_.CheckEnd()) Note(entry, *failed, {});
      }
      search_.Ended(paths_.PathTo(entry.number), false, !entry.failed, entry.executions);
      return;
    }
    std::uint64_t sleep = entry.sleep;
    for (std::uint64_t rest = enabled & ~sleep; rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      world_.Restore(state);
      const int choices = world_.Choices(task);
      std::uint64_t sleep_on = 0;
      for (std::uint64_t sleepers = sleep; sleepers != 0; sleepers &= sleepers - 1) {
        const int sleeper = std::countr_zero(sleepers);
        if (!Dependent(world_.footprint(sleeper), world_.footprint(task))) {
          sleep_on |= std::uint64_t{1} << sleeper;
        }
      }
      for (int choice = 0; choice < choices; ++choice) {
        if (choice > 0) world_.Restore(state);
        const Transition transition{static_cast<std::uint8_t>(task),
                                    static_cast<std::uint8_t>(choice)};
        world_.Step(task, choice);
        search_.Tick(depth_);
        if (!entry.failed) {
          if (world_.race()) Note(entry, {world_.race()->kind, ""}, {transition});
          const auto& wrong =
              world_.failure() ? world_.failure() : world_.failed_before_time_passed();
          if (wrong) Note(entry, *wrong, {transition});
        }
        Arrive({entry.number, transition, sleep_on, entry.failed || world_.failure(),
                entry.executions});
        if (search_.done()) return;
      }
      sleep |= std::uint64_t{1} << task;
    }
  }

  World& world_;
  const ExploreOptions& options_;
  Search& search_;
  Findings& findings_;
  PathLog paths_;
  SnapshotList layer_, next_;
  std::vector<Entry> layer_entries_, next_entries_;
  std::unordered_map<Hash128, std::uint32_t, Hash128Hasher> found_;  // in the next layer
  std::vector<std::uint64_t> scratch_;
  int depth_ = -1;
};

/// Every pair of state and sleep set once at each depth. A sleep set lets exactly one execution of
/// each Mazurkiewicz trace through to its end (Godefroid, 1996), so adding up over the pairs how
/// many ways lead there counts the traces, and those of each outcome, without running them.
void ExploreCount(Search& search) {
  CountSearch& count = *search.Hold(std::make_shared<CountSearch>(search));
  count.Run();
}

HEDDLE_SEARCH_STRATEGY(count, ExploreCount,
                       {.name = "count",
                        .visits = "counts traces without running them",
                        .exhaustive = true,
                        .needs_snapshots = true,
                        .by_state = true});

}  // namespace

}  // namespace heddle::internal
