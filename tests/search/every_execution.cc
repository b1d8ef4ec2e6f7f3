#include "tests/search/every_execution.h"

#include <cstddef>

#include "src/program/world.h"

namespace heddle::internal {

namespace {

constexpr std::size_t kMaxSteps = 60;

/// Each step may crash, races are judged by the memory orders that the program names, and objects
/// remember what notifications nobody heard.
Lessons AllThatMatters(int spurious_wakeups) {
  Lessons lessons;
  lessons.guarded = true;
  lessons.memory_orders = true;
  lessons.remembers = true;
  lessons.spurious_wakeups = spurious_wakeups;
  return lessons;
}

class Tour {
 public:
  Tour(const Scenario& scenario, const Parameters& parameters, const std::string& observer,
       const std::vector<Transition>& followed, std::uint64_t most, int spurious_wakeups)
      : world_(scenario, parameters, observer, Memory::kArena, AllThatMatters(spurious_wakeups)),
        followed_(followed),
        most_(most) {
    found_.passing_after.resize(followed.size() + 1);
  }

  std::optional<EveryExecution> Run() {
    if (world_.failure()) {
      Fails(world_.failure()->kind);
    } else if (const auto wrong = world_.CheckInvariants()) {
      Fails(wrong->kind);
    } else {
      Visit();
    }
    if (too_many_) return {};
    return found_;
  }

 private:
  void Visit() {
    if (path_.size() > kMaxSteps || found_.executions > most_) too_many_ = true;
    if (too_many_) return;
    if (world_.enabled() == 0) {
      if (const auto wrong = world_.CheckEnd()) return Fails(wrong->kind);
      return Passes();
    }
    const std::vector<std::byte> here(world_.bytes().begin(), world_.bytes().end());
    for (int task = 0; task < world_.program().task_count(); ++task) {
      world_.Restore(here);
      if ((world_.enabled() >> task & 1) == 0) continue;
      const int choices = world_.Choices(task);
      for (int choice = 0; choice < choices; ++choice) {
        world_.Restore(here);
        path_.push_back({static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)});
        world_.Step(task, choice);
        const auto& race = world_.race();
        const auto& failure = world_.failure();
        if (race) {
          Fails(race->kind);
        } else if (failure) {
          Fails(failure->kind);
        } else if (const auto wrong = world_.CheckInvariants()) {
          Fails(wrong->kind);
        } else {
          Visit();
        }
        path_.pop_back();
      }
    }
  }

  Length LengthOfPath() const {
    int switches = 0;
    for (std::size_t i = 1; i < path_.size(); ++i) {
      if (path_[i].task != path_[i - 1].task) ++switches;
    }
    return {static_cast<int>(path_.size()), switches};
  }

  void Fails(const std::string& kind) {
    ++found_.executions;
    const Length length = LengthOfPath();
    const auto known = found_.shortest.emplace(kind, length).first;
    if (length < known->second) known->second = length;
  }

  void Passes() {
    ++found_.executions;
    const Length length = LengthOfPath();
    for (std::size_t same = 0; same <= followed_.size(); ++same) {
      auto& least = found_.passing_after[same];
      if (!least || length < *least) least = length;
      if (same == path_.size() || same == followed_.size() || path_[same] != followed_[same]) break;
    }
  }

  World world_;
  const std::vector<Transition>& followed_;
  const std::uint64_t most_;
  EveryExecution found_;
  std::vector<Transition> path_;
  bool too_many_ = false;
};

}  // namespace

std::optional<EveryExecution> GoThroughEveryExecution(const Scenario& scenario,
                                                      const Parameters& parameters,
                                                      const std::string& observer,
                                                      const std::vector<Transition>& followed,
                                                      std::uint64_t most, int spurious_wakeups) {
  return Tour(scenario, parameters, observer, followed, most, spurious_wakeups).Run();
}

}  // namespace heddle::internal
