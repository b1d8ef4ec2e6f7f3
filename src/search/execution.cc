#include "src/search/execution.h"

#include <heddle/internal/world_memory.h>

#include <algorithm>
#include <new>
#include <span>
#include <stdexcept>
#include <utility>

#include "src/search/endless.h"

namespace heddle::internal {

Execution::Execution(Search& search)
    : world_(search.world()),
      options_(search.options()),
      search_(search),
      timeline_(world_),
      order_(world_) {
  // What is wrong before the first step.
  if (world_.failure()) {
    NoteFailure();
  } else if (auto violation = world_.CheckInvariants()) {
    Note(std::move(*violation));
  }
}

/// Lets a task go on for as long as no other is enabled and the order of events absorbs its steps.
class Execution::Absorbing {
 public:
  Absorbing(Execution& execution, TaskId task, bool on)
      : execution_(execution), task_(task), on_(on) {}

  [[gnu::always_inline]] bool AfterFirst(std::uint64_t woken) {
    World& world = execution_.world_;
    if (woken != 0) execution_.order_.SetWoken(woken);
    if (execution_.MetDataRace()) [[unlikely]]
      execution_.NoteDataRace();
    well = world.InvariantsHold();
    if (!on_ || !well || world.JudgesOrders()) return false;
    const auto objects = world.ObjectsOthersWaitFor(task_);
    if (!objects) return false;
    waited_for_ = *objects;
    return true;
  }
  [[gnu::always_inline]] bool Before(const Operation& operation) {
    footprint_ = operation.object->FootprintOf(operation, task_);
    return execution_.order_.Absorb(operation, footprint_);
  }
  [[gnu::always_inline]] bool After(std::uint64_t woken) {
    if (woken != 0) {
      execution_.order_.SetWoken(woken);
      waited_for_.AddAll();  // who is woken can be enabled by that alone, as one that is spawned
    }
    well = execution_.world_.InvariantsHold();
    return well && waited_for_.HasNoneOf(footprint_);
  }

  bool well = true;

 private:
  Execution& execution_;
  const TaskId task_;
  const bool on_;
  ObjectSet waited_for_;
  Footprint footprint_;
};

/// Lets the one task left go on, with no record of the order of its steps.
class Execution::Alone {
 public:
  explicit Alone(const World& world) : world_(world) {}

  bool AfterFirst(std::uint64_t woken) { return After(woken); }
  bool Before(const Operation&) { return true; }
  bool After(std::uint64_t) { return well = world_.InvariantsHold(); }

  bool well = true;

 private:
  const World& world_;
};

int Execution::StepOn(Transition transition, bool on) {
  order_.Push(world_, transition);
  return Run(transition, Absorbing(*this, transition.task, on));
}

void Execution::StepAlone(TaskId task) { Run({static_cast<std::uint8_t>(task), 0}, Alone(world_)); }

template <typename Guide>
int Execution::Run(Transition transition, Guide guide) {
  const int time = world_.time_passings();
  const int steps = timeline_.Run(transition, StepsToCheck(), guide);
  Check(steps, guide.well && !world_.failure() && world_.time_passings() == time);
  return steps;
}

bool Execution::MetDataRace() const {
  if (world_.race()) return true;
  for (const Race& race : order_.RacesOfLast()) {
    if (race.both_plain) return true;
  }
  return false;
}

// An uncertain race is between operations that wait: no plain accesses.
void Execution::NoteDataRace() {
  if (violation_) return;
  if (world_.race()) return Note({world_.race()->kind, ""});
  for (const Race& race : order_.RacesOfLast()) {
    if (!race.both_plain) continue;
    const Footprint& second = order_[race.second].footprint;
    std::string_view kind = "data-race";
    for (const Footprint& step : order_.StepsOf(race.first)) {
      if (kind == "data-race" && Dependent(step, second)) kind = KindOfRace(step, second);
    }
    Note({std::string(kind), ""});
    return;
  }
}

void Execution::NoteWhatIsWrong() {
  if (world_.failure() && !failed_) NoteFailure();
  if (!violation_) {
    if (auto violation = world_.CheckInvariants()) Note(std::move(*violation));
  }
  if (depth() > options_.max_steps) GiveUp();
}

void Execution::NoteFailure() {
  // What a task does without the memory that it asks for is nothing that it does.
  if (internal::out_of_memory) throw std::bad_alloc();
  failed_ = true;
  failure_depth_ = depth();
  if (!violation_) Note(*world_.failure());
}

void Execution::GiveUp() {
  search_.findings().cut_short = true;
  if (violation_ || search_.findings().met_circle) return;
  const TooLong judged = JudgeTooLong(world_, timeline_.transitions(), search_);
  if (judged.endless) {
    NoteAt(judged.endless->violation, judged.endless->transitions);
  } else if (judged.circle) {
    search_.MetCircle();
  } else {
    Note({"endless", ""});
  }
}

// The first thing that goes wrong in an execution is what counts against it.
void Execution::Note(Violation violation) { NoteAt(std::move(violation), timeline_.transitions()); }

void Execution::NoteAt(Violation violation, std::span<const Transition> transitions) {
  violation_ = std::move(violation);
  violation_depth_ = depth();
  search_.Violated(*violation_, transitions);
  // Where the search ends by it, so does this execution.
  if (search_.done()) search_.Ended(timeline_.transitions(), true, false);
}

void Execution::End() {
  const bool ran_through = world_.enabled() == 0 && !failed_;
  if (ran_through && !violation_) {
    if (auto failed = world_.CheckEnd()) {
      Note(std::move(*failed));
      if (search_.done()) return;
    }
  }
  search_.Ended(timeline_.transitions(), violation_.has_value(), ran_through);
  // What goes wrong at an end is of this end alone: from before it, other ends can be reached.
  if (violation_ && violation_depth_ == depth()) violation_.reset();
}

void Execution::BackTo(int depth, int events) {
  timeline_.BackTo(depth);
  order_.PopTo(events);
  if (violation_ && violation_depth_ > depth) violation_.reset();
  if (failed_ && failure_depth_ > depth) failed_ = false;
}

}  // namespace heddle::internal
