#include "src/search/trace_builder.h"

#include <fmt/format.h>
#include <heddle/explore.h>

#include <bit>
#include <chrono>
#include <map>

#include "src/guard/crash_guard.h"
#include "src/guard/leak_sanitizer.h"
#include "src/guard/step_watch.h"
#include "src/order/memory_model.h"
#include "src/program/recorder.h"
#include "src/search/dependence_order.h"

namespace heddle::internal {

namespace {

/// "shared_string.cc:57"
std::string PlaceOf(const TraceStep& step) {
  return fmt::format("{}:{}", step.file.substr(step.file.rfind('/') + 1), step.line);
}

/// What a world has to know that is stepped by hand: what happens for no reason may happen wherever
/// it did.
Lessons ByHand() {
  Lessons by_hand;
  by_hand.spurious_wakeups = kMaxSpuriousWakeups;
  return by_hand;
}

/// The same, and what it has to know of `lessons`.
Lessons OrdersOf(const Lessons& lessons) {
  Lessons orders = ByHand();
  orders.memory_orders = lessons.memory_orders;
  return orders;
}

/// Runs an execution step by step and writes it down.
class TraceWriter : private World::StepListener {
 public:
  TraceWriter(const Scenario& scenario, const Parameters& parameters, const std::string& observer,
              const Lessons& lessons)
      : world_(scenario, parameters, observer, Memory::kHeap, OrdersOf(lessons)),
        recorder_(world_, "heddle"),
        trace_(recorder_.trace()),
        order_(world_),
        accesses_(world_.program().number_count(),
                  std::vector<LastAccesses>(world_.program().task_count())) {
    world_.SetMemoryModel(std::make_unique<AnyOlderStore>(world_.program()));
    trace_.violation = world_.failure();
    if (!trace_.violation) trace_.violation = world_.CheckInvariants();
  }

  World& world() { return world_; }
  bool violated() const { return trace_.violation.has_value(); }
  const DependenceOrder& order() const { return order_; }
  const std::optional<std::pair<int, int>>& race() const { return race_; }

  void Step(Transition transition) {
    const int number = static_cast<int>(trace_.steps.size()) + 1;
    if (transition.task >= world_.program().task_count()) {
      throw UsageError(fmt::format("step {}: there is no task number {}", number, transition.task));
    }
    if ((world_.enabled() >> transition.task & 1) == 0) {
      throw UsageError(fmt::format("step {}: {} cannot go on here", number,
                                   world_.program().NameOf(transition.task)));
    }
    if (!world_.Allows(transition)) {
      throw UsageError(fmt::format("step {}: {}'s operation cannot be performed in way {}", number,
                                   world_.program().NameOf(transition.task), transition.choice));
    }
    TraceStep& step = recorder_.Begin(transition);
    if (step.choice > 0 && StoreHistory::IsLoad(world_.pending(step.task))) {
      step.choice_kind = NameOf(ChoiceKind::kReadsFrom);
    }
    order_.Push(world_, transition);
    if (const std::uint64_t woken = world_.Step(transition.task, transition.choice, this))
      order_.SetWoken(woken);
    recorder_.End();
    NoteHolders(transition.task);
    if (!trace_.violation) Check();
    NoteAccesses();
  }

  /// The trace of the steps so far, judged as an execution that ends here.
  Trace Finish(int max_steps) {
    if (!trace_.violation && static_cast<int>(trace_.steps.size()) > max_steps) {
      const std::string unfinished = Unfinished();  // nothing, if one step more was its end
      trace_.violation =
          Violation{"endless", fmt::format("not at its end after {} steps{}{}", max_steps,
                                           unfinished.empty() ? "" : ": ", unfinished)};
    }
    if (world_.enabled() == 0 && !world_.failure()) {
      if (!trace_.violation) {
        trace_.violation = world_.CheckEnd();
        if (!trace_.violation) trace_.violation = FindLeak();
        if (trace_.violation) SayWhereLocked();
      }
      NoteOutcome(world_);
    } else if (!trace_.violation) {
      JudgeSpins();
    }
    return std::move(trace_);
  }

 private:
  void Performed(TaskId, Operation& operation) override {
    TraceStep& step = trace_.steps.back();
    recorder_.Performed(operation);
    if (step.choice > 0 && StoreHistory::IsLoad(operation)) {
      step.value += fmt::format(" (the newest is {})", operation.object->Describe());
    }
  }

  void NoteRace(int with, const char* kind) {
    race_ = std::pair(with, static_cast<int>(trace_.steps.size()) - 1);
    trace_.violation =
        Violation{kind, fmt::format("nothing orders {} and {}", Doing(trace_, trace_.steps[with]),
                                    Doing(trace_, trace_.steps.back()))};
  }

  /// Keeps the number of the last step as that of the accesses to plain memory that it was.
  void NoteAccesses() {
    const int step = static_cast<int>(trace_.steps.size()) - 1;
    const Footprint& footprint = order_[step].footprint;
    for (const Access& access : {footprint.first, footprint.second}) {
      if (access.mode == Mode::kNone || !access.plain) continue;
      LastAccesses& last = accesses_[access.object][trace_.steps.back().task];
      (access.mode == Mode::kRead ? last.load : last.store) = step;
    }
  }

  /// Where all tasks that could go on spin, this is an end: found by trying what they would do, in
  /// a world that can be taken back.
  void JudgeSpins() {
    try {
      World again(world_.scenario(), world_.parameters(), trace_.observer, Memory::kArena,
                  ByHand());
      for (const TraceStep& step : trace_.steps) {
        if (step.choice >= again.Choices(step.task))
          return;  // an older value, which it cannot read
        again.Step(step.task, step.choice);
      }
      again.FindAllSpins();
      if (again.enabled() != 0 || again.failure()) return;
      trace_.violation = again.CheckEnd();
      NoteOutcome(again);
    } catch (const std::runtime_error&) {
      // There are no snapshots here: it is not judged.
    }
  }

  /// The observer may crash.
  void NoteOutcome(const World& world) {
    if (trace_.observer.empty()) return;
    const auto crash = CrashGuard::Run([&] { world.AppendOutcome(trace_.outcome.emplace()); });
    if (crash == nullptr) return;
    trace_.outcome.reset();
    if (!trace_.violation) trace_.violation = Violation{"crash", "an observer: " + crash->Words()};
  }

  void Check() {
    for (const Race& race : order_.RacesOfLast()) {
      if (!race.both_plain) continue;
      return NoteRace(race.first,
                      KindOfRace(order_[race.first].footprint, order_[race.second].footprint));
    }
    if (const auto& race = world_.race()) {
      const LastAccesses& last = accesses_[race->object][race->other];
      return NoteRace(race->other_stores ? last.store : last.load, race->kind);
    }
    trace_.violation = world_.failure();
    if (!trace_.violation) trace_.violation = world_.CheckInvariants();
  }

  /// Memory that is lost shows in an arena alone: there the same steps are taken once more.
  std::optional<Violation> FindLeak() const {
    if (world_.program().leaks_allowed() || world_.unfinished() != 0) return {};
    try {
      World world(world_.scenario(), world_.parameters(), trace_.observer, Memory::kArena,
                  ByHand());
      if (!TakeAllSteps(world, [] {})) return {};
      auto violation = world.CheckEnd();
      const auto leak = world.FindLeak();
      if (!leak) return violation;
      const auto lives = [&] { return world.Holds(*leak); };
      int allocated_after = -1, steps = 0;
      world.Start();
      bool lived = lives();
      TakeAllSteps(world, [&] {
        if (!lived && lives()) allocated_after = steps;
        lived = lives();
        ++steps;
      });
      violation->message += ", allocated ";
      violation->message += allocated_after < 0
                                ? "before the first step"
                                : "after step " + std::to_string(allocated_after + 1) + ", " +
                                      Doing(trace_, trace_.steps[allocated_after]);
      return violation;
    } catch (const std::runtime_error&) {
      return {};  // there are no arenas in this process, or none is left
    }
  }

  /// Takes the same steps in `world`, and calls `after` after each. False if they are none of its.
  template <typename After>
  bool TakeAllSteps(World& world, After after) const {
    for (const TraceStep& step : trace_.steps) {
      if ((world.enabled() >> step.task & 1) == 0 || step.choice >= world.Choices(step.task)) {
        return false;
      }
      world.Step(step.task, step.choice);
      after();
    }
    return true;
  }

  /// Remembers where `task`, which has just performed a step, has taken what mutexes it holds.
  void NoteHolders(TaskId task) {
    for (const Object* object : world_.program().objects()) {
      const bool holds = (object->Holders() >> task & 1) != 0;
      Taking& taken = taken_[object->id()];
      if (holds && taken.by != task) taken = {task, trace_.steps.size() - 1};
      if (!holds && taken.by == task) taken.by = -1;
    }
  }

  void SayWhereLocked() {
    if (trace_.violation->kind != "held-lock") return;
    for (const Object* object : world_.program().objects()) {
      const auto leftover = object->LeftBehind();
      if (!leftover) continue;
      const auto taken = taken_.find(object->id());
      if (taken == taken_.end() || taken->second.by < 0) return;
      trace_.violation->message += ", taken at " + PlaceOf(trace_.steps[taken->second.step]);
      return;
    }
  }

  std::string Unfinished() const {
    std::string names;
    for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
      names += (names.empty() ? "" : ", ") + world_.program().NameOf(std::countr_zero(rest));
    }
    return names;
  }

  /// Of a task, to one object: the numbers of its last accesses, from 0.
  struct LastAccesses {
    int load = -1, store = -1;
  };

  // What the execution leaks was judged when it was found; to show it is no second leak.
  const internal::MayLeak may_leak_;
  StepWatch watch_{ExploreOptions().limit_step_seconds,
                   std::chrono::steady_clock::time_point::max()};
  World world_;
  Recorder recorder_;
  Trace& trace_;
  DependenceOrder order_;
  std::vector<std::vector<LastAccesses>> accesses_;  // by the objects' ids and the tasks'
  struct Taking {
    TaskId by = -1;
    std::size_t step = 0;
  };
  std::optional<std::pair<int, int>> race_;
  std::map<int, Taking> taken_;  // who holds a mutex, by its number
};

/// The events `kept` of an execution, in the order that a task keeps its turn as long as it can.
/// The last event stays the last.
std::vector<Transition> WithFewSwitches(const DependenceOrder& order,
                                        const std::vector<bool>& kept) {
  std::vector<std::vector<int>> of_task(order.tasks());
  int last = -1;
  for (int event = 0; event < order.size(); ++event) {
    if (!kept[event]) continue;
    of_task[order[event].transition.task].push_back(event);
    last = event;
  }
  std::vector<bool> done(order.size(), false);
  std::vector<std::size_t> next(order.tasks(), 0);
  std::size_t left = 0;
  for (const auto& events : of_task) left += events.size();
  const auto ready = [&](int event) {
    if (event == last && left > 1) return false;
    for (int before = 0; before < event; ++before) {
      if (kept[before] && !done[before] && order.Ordered(before, event)) return false;
    }
    return true;
  };
  std::vector<Transition> transitions;
  for (int task = 0; left > 0;) {
    bool moved = false;
    while (next[task] < of_task[task].size() && ready(of_task[task][next[task]])) {
      const int event = of_task[task][next[task]++];
      transitions.push_back(order[event].transition);
      done[event] = true;
      --left;
      moved = true;
    }
    if (left == 0) break;
    // The task that was to go on first in the given order goes next.
    int earliest = -1;
    for (int other = 0; other < order.tasks(); ++other) {
      if (next[other] == of_task[other].size()) continue;
      const int event = of_task[other][next[other]];
      if (ready(event) && (earliest < 0 || event < earliest)) earliest = event;
    }
    if (earliest < 0 && !moved) return {};
    if (earliest >= 0) task = order[earliest].transition.task;
  }
  return transitions;
}

}  // namespace

std::string Doing(const Trace& trace, const TraceStep& step) {
  return fmt::format("{}: {} {} ({})", trace.tasks.at(step.task), step.operation,
                     trace.ObjectOf(step), PlaceOf(step));
}

Trace BuildTrace(const Scenario& scenario, const Parameters& parameters,
                 const std::string& observer, const std::vector<Transition>& transitions,
                 int max_steps, BuildUntil until, const Lessons& lessons) {
  return BuildTraceWithRace(scenario, parameters, observer, transitions, max_steps, until, lessons)
      .trace;
}

TraceWithRace BuildTraceWithRace(const Scenario& scenario, const Parameters& parameters,
                                 const std::string& observer,
                                 const std::vector<Transition>& transitions, int max_steps,
                                 BuildUntil until, const Lessons& lessons) {
  TraceWriter writer(scenario, parameters, observer, lessons);
  for (const Transition transition : transitions) {
    if (until == BuildUntil::kViolation && writer.violated()) break;
    writer.Step(transition);
  }
  return {writer.Finish(max_steps), writer.race()};
}

std::vector<Transition> Straighten(const Scenario& scenario, const Parameters& parameters,
                                   const std::string& observer,
                                   const std::vector<Transition>& transitions, int max_steps,
                                   const Lessons& lessons) {
  constexpr std::size_t kLongest = 2000;  // beyond that nobody reads it, and it would take long
  if (transitions.empty() || transitions.size() > kLongest) return transitions;
  TraceWriter writer(scenario, parameters, observer, lessons);
  for (const Transition transition : transitions) writer.Step(transition);
  const DependenceOrder& order = writer.order();
  const bool at_end = writer.world().enabled() == 0;
  const Trace wanted = writer.Finish(max_steps);

  const auto serves = [&](const std::vector<Transition>& candidate) {
    if (candidate.empty()) return false;
    try {
      const Trace trace = BuildTrace(scenario, parameters, observer, candidate, max_steps,
                                     BuildUntil::kLastTransition, lessons);
      return trace.outcome == wanted.outcome &&
             trace.violation.has_value() == wanted.violation.has_value() &&
             (!trace.violation || trace.violation->kind == wanted.violation->kind);
    } catch (const UsageError&) {
      return false;
    }
  };

  std::vector<bool> kept(order.size(), true);
  if (!at_end) {
    // Only what the last event, or the one it races with, depends on.
    const int last = order.size() - 1;
    for (int event = 0; event < last; ++event) {
      kept[event] = order.Ordered(event, last);
      for (const Race& race : order.RacesOf(last)) {
        kept[event] = kept[event] || order.Ordered(event, race.first);
      }
    }
    if (auto slice = WithFewSwitches(order, kept); serves(slice)) return slice;
    kept.assign(order.size(), true);
  }
  auto all = WithFewSwitches(order, kept);
  return serves(all) ? all : transitions;
}

}  // namespace heddle::internal
