#include "src/search/state_graph.h"

#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <map>
#include <memory>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "src/guard/step_watch.h"
#include "src/memory/hash128.h"
#include "src/memory/snapshot_list.h"
#include "src/program/world.h"
#include "src/search/pass.h"
#include "src/search/path_log.h"
#include "src/search/search.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

namespace {

/// A state in which something has gone wrong, and the way to it, which says what.
struct BadEnd {
  std::uint32_t state;
  std::vector<Transition> transitions;
};

class GraphVisit : private World::StepListener {
 public:
  GraphVisit(Search& search, std::size_t most)
      : world_(search.world()), search_(search), most_(most), kept_(world_.bytes()) {}

  void Run() {
    NameTasks();
    if (world_.failure()) {
      AddState();
      EndBadly(PathLog::kRoot, *world_.failure(), {});
      return;
    }
    Arrive();
    for (std::size_t i = 0; i < to_expand_.size() && !search_.done(); ++i) Expand(i);
  }

  bool too_large() const { return too_large_; }
  StateGraph TakeGraph() { return std::move(graph_); }
  const std::vector<BadEnd>& bad_ends() const { return bad_ends_; }

 private:
  void Expand(std::size_t i) {
    const std::uint32_t from = to_expand_[i];
    world_.Restore(kept_.Get(i, scratch_));
    const auto race = RaceAhead(world_);
    const std::uint64_t enabled = world_.enabled();
    for (std::uint64_t rest = enabled; rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      world_.Restore(kept_.Get(i, scratch_));
      const int choices = world_.Choices(task);
      for (int choice = 0; choice < choices && !search_.done(); ++choice) {
        world_.Restore(kept_.Get(i, scratch_));
        const bool races = race && (race->first == task || race->second == task);
        const int other = !races ? -1 : race->first == task ? race->second : race->first;
        Take(from, {static_cast<std::uint8_t>(task), static_cast<std::uint8_t>(choice)}, other);
      }
    }
  }

  /// @param races_with  the task of which the next step is not ordered with this one; or -1.
  void Take(std::uint32_t from, Transition transition, int races_with) {
    const Operation& operation = world_.pending(transition.task);
    StateGraph::Move move;
    move.step.task = transition.task;
    move.step.choice = transition.choice;
    move.step.choice_kind = WordForChoice(operation, transition.task, transition.choice);
    move.step.operation = operation.object->OperationName(operation);
    move.step.object = operation.object->id();
    move.step.file = operation.where.file_name();
    move.step.line = static_cast<int>(operation.where.line());
    world_.Step(transition.task, transition.choice, this);
    move.step.value = std::exchange(value_, {});
    move.to = Follow(from, transition, races_with);
    graph_.states[from].moves.push_back(std::move(move));
  }

  /// @return the state that `transition` has led to.
  std::uint32_t Follow(std::uint32_t from, Transition transition, int races_with) {
    search_.Tick(0);
    if (races_with >= 0) {
      std::vector<Transition> both = PathTo(from, transition);
      both.push_back({static_cast<std::uint8_t>(races_with), 0});
      return GoWrong(from, transition, {"data-race", ""}, both);
    }
    if (world_.race()) {
      return GoWrong(from, transition, {world_.race()->kind, ""}, PathTo(from, transition));
    }
    if (world_.failure()) {
      return GoWrong(from, transition, *world_.failure(), PathTo(from, transition));
    }
    if (const auto& failed = world_.failed_before_time_passed()) {
      return GoWrong(from, transition, *failed, PathTo(from, transition));
    }
    const auto known = numbers_.find(Here());
    if (known != numbers_.end()) return known->second;
    paths_.Add(from, transition);
    return Arrive();
  }

  std::vector<Transition> PathTo(std::uint32_t from, Transition transition) const {
    std::vector<Transition> path = paths_.PathTo(from);
    path.push_back(transition);
    return path;
  }

  /// A step led to where something has gone wrong: an end of its own, one for each state and kind.
  std::uint32_t GoWrong(std::uint32_t from, Transition transition, const Violation& violation,
                        std::vector<Transition> transitions) {
    const auto key = std::tuple(Here().high, Here().low, violation.kind, violation.message,
                                static_cast<int>(transitions.back().task));
    const auto known = wrong_.find(key);
    if (known != wrong_.end()) return known->second;
    paths_.Add(from, transition);
    const std::uint32_t number = AddState();
    wrong_.emplace(key, number);
    EndBadly(number, violation, std::move(transitions));
    return number;
  }

  /// The state is new.
  std::uint32_t Arrive() {
    const std::uint32_t number = AddState();
    numbers_.emplace(Here(), number);
    if (const auto failed = world_.CheckInvariants()) {
      EndBadly(number, *failed, paths_.PathTo(number));
    } else if (world_.enabled() != 0) {
      kept_.Add(world_.bytes());
      to_expand_.push_back(number);
    } else {
      const auto failed_at_end = world_.CheckEnd();
      graph_.states[number].end.emplace();
      if (failed_at_end) EndBadly(number, *failed_at_end, paths_.PathTo(number));
      if (!search_.options().observe.empty()) {
        world_.AppendOutcome(graph_.states[number].end->outcome.emplace());
      }
    }
    return number;
  }

  std::uint32_t AddState() {
    if (graph_.states.size() >= most_) {
      too_large_ = true;
      search_.Finish();
    }
    StateGraph::State& state = graph_.states.emplace_back();
    for (const Object* object : world_.program().objects()) {
      // It holds nothing before it is made.
      state.objects.push_back(object->is_made() ? object->Describe() : std::string());
    }
    while (graph_.objects.size() < state.objects.size()) {
      graph_.objects.emplace_back(world_.program().objects()[graph_.objects.size()]->name());
    }
    NameTasks();
    return static_cast<std::uint32_t>(graph_.states.size()) - 1;
  }

  void EndBadly(std::uint32_t state, const Violation& violation,
                std::vector<Transition> transitions) {
    if (!graph_.states[state].end) graph_.states[state].end.emplace();
    graph_.states[state].end->violation = violation;
    bad_ends_.push_back({state, std::move(transitions)});
  }

  /// Tasks can be spawned on the way.
  void NameTasks() {
    const auto& tasks = world_.program().tasks();
    while (graph_.tasks.size() < tasks.size()) {
      graph_.tasks.push_back(tasks[graph_.tasks.size()].name);
    }
  }

  Hash128 Here() const { return HashOf(world_.bytes().data(), world_.bytes().size()); }

  void Performed(TaskId, Operation& operation) override {
    value_ = operation.object->OperationValue(operation);
  }

  struct Hasher {
    std::size_t operator()(const Hash128& hash) const { return hash.low; }
  };

  World& world_;
  Search& search_;
  const std::size_t most_;
  bool too_large_ = false;
  StateGraph graph_;
  PathLog paths_;  // its numbers are those of the states
  std::unordered_map<Hash128, std::uint32_t, Hasher> numbers_;
  std::map<std::tuple<std::uint64_t, std::uint64_t, std::string, std::string, int>, std::uint32_t>
      wrong_;
  std::vector<BadEnd> bad_ends_;
  SnapshotList kept_;
  std::vector<std::uint32_t> to_expand_;  // the state that each of `kept_` is
  std::vector<std::uint64_t> scratch_;
  std::string value_;  // of the step that is being taken
};

}  // namespace

StateGraph VisitStateGraph(const Scenario& scenario, const Parameters& parameters,
                           const ExploreOptions& options, std::size_t most) {
  const auto start = std::chrono::steady_clock::now();
  const StepWatch watch(options.limit_step_seconds,
                        EarliestDeadline(start, options.limit_seconds).when);
  Lessons lessons;
  lessons.guarded = true;  // a crash is one end of many
  lessons.spurious_wakeups = options.spurious_wakeups;
  for (;;) {
    World world(scenario, parameters, options.observe, Memory::kArena, lessons, /*learns=*/true);
    Budget budget(options, start);
    Search search(world, options, budget);
    const auto visit = search.Hold(std::make_shared<GraphVisit>(search, most));
    if (!RunSearch(
            search, [&visit] { visit->Run(); }, lessons))
      continue;
    world.RequireRoom();
    if (visit->too_large()) {
      throw UsageError(
          fmt::format("{} {}: there are more than {} states, too many to play with; smaller "
                      "parameters make fewer",
                      scenario.name, parameters.Text(), most));
    }
    const std::string stopped_by = search.findings().stopped_by;
    if (!stopped_by.empty()) {
      throw UsageError(
          fmt::format("{}: stopped by {} before all states were visited, which a graph "
                      "to play with needs",
                      scenario.name, stopped_by));
    }
    if (world.OrdersMatter() && !lessons.memory_orders) {
      lessons.memory_orders = true;
      continue;
    }
    StateGraph graph = visit->TakeGraph();
    for (const BadEnd& bad : visit->bad_ends()) {
      const Trace trace = BuildTrace(scenario, parameters, options.observe, bad.transitions,
                                     options.max_steps, BuildUntil::kViolation, lessons);
      // What is found anew knows places and names as well.
      if (trace.violation) graph.states[bad.state].end->violation = trace.violation;
    }
    return graph;
  }
}

}  // namespace heddle::internal
