#include "src/search/shorten.h"

#include <algorithm>
#include <bit>
#include <memory>
#include <string>
#include <utility>

#include "src/order/memory_model.h"
#include "src/search/shortest_schedule.h"

namespace heddle::internal {

Trial::Trial(World& world, Goal goal, bool older_stores)
    : world_(world), goal_(std::move(goal)), older_stores_(older_stores) {}

std::optional<std::vector<Transition>> Trial::Run(const std::vector<Transition>& schedule,
                                                  std::size_t more) {
  world_.Start();
  if (older_stores_) world_.SetMemoryModel(std::make_unique<AnyOlderStore>(world_.program()));
  taken_.clear();
  Met met = world_.enabled() == 0 ? AtEnd() : Met::kNothing;
  for (std::size_t i = 0; i < schedule.size() && met == Met::kNothing; ++i) {
    const Transition transition = schedule[i];
    if ((world_.enabled() >> transition.task & 1) == 0 || !world_.Allows(transition)) continue;
    met = Step(transition);
  }
  int task = taken_.empty() ? 0 : taken_.back().task;
  for (; more > 0 && met == Met::kNothing; --more) {
    const std::uint64_t enabled = world_.enabled();
    if ((enabled >> task & 1) == 0) task = std::countr_zero(enabled);
    met = Step({static_cast<std::uint8_t>(task), 0});
  }
  if (met != Met::kGoal) return {};
  return taken_;
}

Trial::Met Trial::Step(Transition transition) {
  taken_.push_back(transition);
  world_.Step(transition.task, transition.choice);
  if (goal_.kind == Goal::Kind::kOutcome) {
    if (world_.failure()) return Met::kOther;
    return world_.enabled() == 0 ? AtEnd() : Met::kNothing;
  }
  const std::string wrong = WrongAfterStep(world_);
  if (wrong.empty()) return world_.enabled() == 0 ? AtEnd() : Met::kNothing;
  const bool wanted = goal_.kind == Goal::Kind::kViolation && wrong == goal_.value;
  return wanted ? Met::kGoal : Met::kOther;
}

Trial::Met Trial::AtEnd() {
  if (goal_.kind == Goal::Kind::kOutcome) {
    std::string outcome;
    world_.AppendOutcome(outcome);
    return outcome == goal_.value ? Met::kGoal : Met::kOther;
  }
  const auto wrong = world_.CheckEnd();
  const bool wanted =
      goal_.kind == Goal::Kind::kPassingEnd ? !wrong : wrong && wrong->kind == goal_.value;
  return wanted ? Met::kGoal : Met::kOther;
}

namespace {

class Shortening {
 public:
  Shortening(Trial& trial, std::vector<Transition> schedule, const std::function<bool()>& done)
      : trial_(trial), best_(std::move(schedule)), done_(done) {}

  std::vector<Transition> Run() {
    do {
      changed_ = false;
      LeaveOut();
      Gather();
    } while (changed_ && !done_());
    return std::move(best_);
  }

 private:
  static std::pair<std::size_t, int> RankOf(const std::vector<Transition>& schedule) {
    return {schedule.size(), CountSwitches(schedule)};
  }

  bool Try(const std::vector<Transition>& candidate) {
    auto taken = trial_.Run(candidate, best_.size() - std::min(best_.size(), candidate.size()));
    if (!taken || RankOf(*taken) >= RankOf(best_)) return false;
    best_ = std::move(*taken);
    changed_ = true;
    return true;
  }

  /// Leaves out pieces, the large ones first.
  void LeaveOut() {
    for (std::size_t size = (best_.size() + 1) / 2; size > 0; size /= 2) {
      for (std::size_t at = 0; at < best_.size() && !done_();) {
        std::vector<Transition> candidate = best_;
        const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(at);
        candidate.erase(begin,
                        begin + static_cast<std::ptrdiff_t>(std::min(size, candidate.size() - at)));
        if (!Try(candidate)) at += size;
      }
    }
  }

  std::size_t EndOfTurn(std::size_t at) const {
    if (at >= best_.size()) return at;
    const int task = best_[at].task;
    while (at < best_.size() && best_[at].task == task) ++at;
    return at;
  }

  /// Moves each turn of a task to its turn before, or that to it.
  void Gather() {
    for (std::size_t first = 0; first < best_.size() && !done_(); first = EndOfTurn(first)) {
      const std::size_t end = EndOfTurn(first);
      for (std::size_t at = end; at < best_.size(); at = EndOfTurn(at)) {
        if (best_[at].task != best_[first].task) continue;
        std::vector<Transition> earlier = best_, later = best_;
        const auto in = [](std::vector<Transition>& schedule, std::size_t i) {
          return schedule.begin() + static_cast<std::ptrdiff_t>(i);
        };
        std::rotate(in(earlier, end), in(earlier, at), in(earlier, EndOfTurn(at)));
        std::rotate(in(later, first), in(later, end), in(later, at));
        if (!Try(earlier)) Try(later);
        break;
      }
    }
  }

  Trial& trial_;
  std::vector<Transition> best_;
  const std::function<bool()>& done_;
  bool changed_ = false;
};

}  // namespace

std::optional<std::vector<Transition>> Shorten(Trial& trial,
                                               const std::vector<Transition>& schedule,
                                               const std::function<bool()>& done) {
  auto taken = trial.Run(schedule, 0);
  if (!taken) return {};
  return Shortening(trial, std::move(*taken), done).Run();
}

}  // namespace heddle::internal
