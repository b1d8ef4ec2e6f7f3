#include "src/search/circumstances.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <utility>

#include "src/order/memory_model.h"
#include "src/program/world.h"
#include "src/search/trace_builder.h"
#include "src/trace/waiting.h"

namespace heddle::internal {

namespace {

/// Takes the steps of an execution once more, and looks who is left waiting at its end.
class EndOfExecution : private World::StepListener {
 public:
  EndOfExecution(const Scenario& scenario, const Parameters& parameters, const Trace& trace,
                 const std::vector<Transition>& transitions, const Lessons& lessons)
      : world_(scenario, parameters, trace.observer, Memory::kHeap, lessons) {
    world_.SetMemoryModel(std::make_unique<AnyOlderStore>(world_.program()));
    for (const Transition transition : transitions) {
      ++step_;
      if ((world_.enabled() >> transition.task & 1) == 0 || !world_.Allows(transition)) return;
      world_.Step(transition.task, transition.choice, this);
      NoteHolders();
    }
  }

  void NoteWaits(Explanation& explanation) {
    std::map<int, Explanation::Wait> waits;
    for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      const Operation& operation = world_.pending(task);
      const Waiting waiting = WaitingFor(task, operation);
      if (world_.program().tasks()[task].traits.may_be_abandoned || waiting.may_wait) continue;
      Explanation::Wait wait{task, waiting.operation, waiting.object, waiting.obstacle.holder, 0};
      const auto held = held_since_.find({operation.object->id(), wait.holder});
      if (held != held_since_.end()) wait.held_since = held->second;
      waits.emplace(task, wait);
      if (waiting.obstacle.missed && !explanation.early_notification) {
        explanation.early_notification = LastUnheard(operation.object->id());
      }
    }
    for (const auto& [task, wait] : waits) {
      explanation.waits = CircleFrom(task, waits);
      explanation.circle = !explanation.waits.empty();
      if (explanation.circle) return;
    }
    for (auto& [task, wait] : waits) explanation.waits.push_back(std::move(wait));
  }

 private:
  void Performed(TaskId, Operation& operation) override {
    const std::string_view name = operation.object->OperationName(operation);
    if (!name.starts_with("notify")) return;
    if (operation.woken == 0) unheard_[operation.object->id()] = step_;
  }

  void NoteHolders() {
    for (const Object* object : world_.program().objects()) {
      for (TaskId task = 0; task < world_.program().task_count(); ++task) {
        const std::pair key(object->id(), task);
        if ((object->Holders() >> task & 1) == 0) {
          held_since_.erase(key);
        } else {
          held_since_.emplace(key, step_);
        }
      }
    }
  }

  std::optional<int> LastUnheard(int object) const {
    const auto step = unheard_.find(object);
    if (step == unheard_.end()) return {};
    return step->second;
  }

  /// The circle of those that wait for one another, if `task` is in one.
  static std::vector<Explanation::Wait> CircleFrom(int task,
                                                   const std::map<int, Explanation::Wait>& waits) {
    std::vector<Explanation::Wait> circle;
    for (int next = task; circle.size() <= waits.size();) {
      const auto wait = waits.find(next);
      if (wait == waits.end()) return {};
      circle.push_back(wait->second);
      next = wait->second.holder;
      if (next == task) return circle;
    }
    return {};
  }

  World world_;
  int step_ = 0;
  std::map<std::pair<int, TaskId>, int> held_since_;  // by a lock's number and its holder
  std::map<int, int> unheard_;  // by an object's number: its last notification that nobody heard
};

}  // namespace

void NoteCircumstances(const Scenario& scenario, const Parameters& parameters, const Trace& trace,
                       const std::vector<Transition>& transitions, const Lessons& lessons,
                       Explanation& explanation) {
  const std::string& kind = trace.violation->kind;
  if (kind == "deadlock" || kind == "lost-wakeup" || kind == "unfinished") {
    EndOfExecution(scenario, parameters, trace, transitions, lessons).NoteWaits(explanation);
  }
  if (kind != "data-race" && kind != "use-after-free" && kind != "double-free") return;
  constexpr int kAnySteps = 1'000'000'000;
  for (const bool orders : {false, true}) {
    Lessons known = lessons;
    known.memory_orders = orders;
    const TraceWithRace built =
        BuildTraceWithRace(scenario, parameters, trace.observer, transitions, kAnySteps,
                           BuildUntil::kViolation, known);
    if (!built.race || built.trace.violation != trace.violation) continue;
    const auto [first, second] = *built.race;
    explanation.race = {first + 1, second + 1, trace.ObjectOf(trace.steps[second])};
    return;
  }
}

}  // namespace heddle::internal
