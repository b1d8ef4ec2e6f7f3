#include "src/search/explain_output.h"

#include <bit>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "src/memory/snapshot_list.h"
#include "src/search/hash_set.h"
#include "src/search/prefix_log.h"

namespace heddle::internal {

namespace {

class Explanation {
 public:
  Explanation(World& world, std::string_view output) : world_(world), output_(output) {}

  void Run(std::uint64_t max_states) {
    Arrive(0);
    while (!waiting_.empty() && met_ < max_states) {
      const auto longest = waiting_.begin();
      auto& [states, taken] = longest->second;
      if (taken == states.size()) {
        waiting_.erase(longest);
        continue;
      }
      GoOnFrom(states.Get(taken++, scratch_), longest->first);
    }
  }
  Conformance::Prefix Report() const { return prefix_.Report(); }

 private:
  /// States that have printed the same, and how many of them are done with.
  struct Layer {
    SnapshotList states;
    std::size_t taken = 0;
  };

  void GoOnFrom(std::span<const std::byte> state, std::size_t printed) {
    world_.Restore(state);
    for (std::uint64_t rest = world_.enabled(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      world_.Restore(state);
      const int choices = world_.Choices(task);
      for (int choice = 0; choice < choices; ++choice) {
        if (choice > 0) world_.Restore(state);
        world_.Step(task, choice);
        Arrive(printed);
      }
    }
  }

  /// Looks at a state that comes of one that has printed the first `before` bytes of the output.
  void Arrive(std::size_t before) {
    if (world_.failure()) return;
    value_.clear();
    world_.watching()->append(value_);
    const std::string_view value = value_;
    if (!output_.starts_with(value)) return prefix_.Differs(before, value.substr(before));
    if (!visited_.Insert(HashOf(world_.bytes().data(), world_.bytes().size()))) return;
    ++met_;
    prefix_.Met(value.size());
    if (world_.enabled() == 0) return prefix_.Ends(value.size());
    const auto [layer, is_new] =
        waiting_.try_emplace(value.size(), Layer{SnapshotList(world_.bytes())});
    layer->second.states.Add(world_.bytes());
  }

  World& world_;
  const std::string_view output_;
  HashSet visited_;
  PrefixLog prefix_;
  std::map<std::size_t, Layer, std::greater<>> waiting_;  // by how much they have printed
  std::vector<std::uint64_t> scratch_;
  std::string value_;
  std::uint64_t met_ = 0;
};

}  // namespace

Conformance::Prefix ExplainOutput(World& world, std::string_view output, std::uint64_t max_states) {
  Explanation explanation(world, output);
  explanation.Run(max_states);
  return explanation.Report();
}

}  // namespace heddle::internal
