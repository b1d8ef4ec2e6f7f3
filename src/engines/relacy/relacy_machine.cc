#include "src/engines/relacy/relacy_machine.h"

#include <fmt/format.h>
#include <heddle/fence.h>
#include <heddle/heap.h>

#include <bit>
#include <new>
#include <stdexcept>
#include <utility>

#include "src/order/memory_order.h"
#include "src/program/judge.h"
#include "src/trace/thrown.h"
#include "src/trace/waiting.h"

namespace heddle::internal {

namespace {

using Place = RelacyProgram::Place;

Place PlaceOf(const Object& object) {
  if (object.traits().atomic) return Place::kAtomic;
  return object.traits().orders_nothing ? Place::kNowhere : Place::kSynchronizing;
}

}  // namespace

RelacyMachine::RelacyMachine(const Scenario& scenario, const Parameters& parameters,
                             const ExploreOptions& options, bool stop_at_violation, Collect collect,
                             std::function<bool()> stopped, bool refuse_statics)
    : Machine(scenario, parameters, options.observe),
      options_(options),
      stop_at_violation_(stop_at_violation),
      collect_(std::move(collect)),
      stopped_(std::move(stopped)),
      statics_(scenario.name, refuse_statics) {}

RelacyMachine::~RelacyMachine() = default;

void RelacyMachine::Begin() {
  program().Clear();
  execution_.transitions.clear();
  execution_.violation.reset();
  execution_.violation_length = 0;
  execution_.races_with = -1;
  execution_.outcome.reset();
  execution_.endless = false;
  started_ = over_ = discard_ = false;
  statics_.Begin();
  internal::out_of_memory = false;
  try {
    SetUpBy([this](auto set_up) {
      const auto crash = statics_.Run([] { return std::string("setting up"); }, set_up);
      if (crash != nullptr) throw std::runtime_error(crash->Words());
    });
  } catch (const StaticChanged&) {
    throw;
  } catch (const std::bad_alloc&) {
    if (internal::out_of_memory) throw;
    RefuseSetUp(scenario().name);
  } catch (...) {
    RefuseSetUp(scenario().name);
  }
  for (const Object* object : program().objects()) {
    if (dynamic_cast<const Heap*>(object) == nullptr) continue;
    throw UsageError(fmt::format(
        "{}: Relacy does not know the memory that '{}' frees; explore it by Heddle's own engine",
        scenario().name, object->name()));
  }
  BindTasks();
  FindWatched();
  places_.clear();
  accesses_.assign(program().objects().size(), {});
  history_ = StoreHistory(program());
  for (const Object* object : program().objects()) places_.push_back(PlaceOf(*object));
  for (TaskId task = 0; task < program().task_count(); ++task) {
    TaskState& state = states()[task];
    if (const auto crash =
            statics_.Run([&] { return program().NameOf(task) + ", before its first operation,"; },
                         [&state] { state.body.Resume(); })) {
      CrashedIn(state, *crash);
    }
  }
  CheckInvariants();
  FindRunnable();
}

void RelacyMachine::Connect(RelacyContext& context) {
  context_ = &context;
  runnable_ = (std::uint64_t{1} << program().task_count()) - 1;
}

void RelacyMachine::RunTask(TaskId task) noexcept {
  try {
    if (!started_) Start(task);
    if (!over_) RunSteps(task);
  } catch (...) {
    broken_ = std::current_exception();
    over_ = true;
  }
  if (over_) context_->ReleaseAll();
}

/// Relacy chooses the first task before it can be told who can go on. A choice of one who cannot is
/// no execution; and where none can, or it is over already, one choice stands for all.
void RelacyMachine::Start(TaskId first) {
  started_ = true;
  if (over_ || enabled_ == 0) {
    discard_ = first != 0;
  } else if (IsEnabled(first)) {
    TellRelacy(first);
    return;
  } else {
    discard_ = true;
  }
  Leave();
}

void RelacyMachine::RunSteps(TaskId task) {
  while (!Ended(task)) {
    Step(task);
    if (over_) return;
    FindRunnable();
    TellRelacy(task);
    if (Ended(task)) break;
    if (!IsEnabled(task)) {
      runnable_ &= ~(std::uint64_t{1} << task);
      if (!context_->Park()) NobodyCanGoOn();
    }
    if (!over_) context_->Schedule();
    if (over_) return;
  }
  context_->NoteOwnEnd();
}

void RelacyMachine::NobodyCanGoOn() {
  if (enabled_ != 0) throw std::logic_error("Relacy sees a deadlock, and somebody can go on");
  Leave();
}

void RelacyMachine::Step(TaskId task) {
  TaskState& state = states()[task];
  execution_.transitions.push_back({static_cast<std::uint8_t>(task), 0});
  const auto perform = [&] {
    std::uint64_t woken = 0;
    TakeStep(
        state, [&](Operation& operation) { return Perform(operation, task); },
        [](const Operation&) {}, woken);
  };
  try {
    const auto crash = statics_.Run([&] { return StepInWords(program(), state); }, perform);
    if (crash != nullptr) CrashedIn(state, *crash);
  } catch (const StaticChanged&) {
    throw;
  } catch (...) {
    FailedIn(state);
  }
  CheckInvariants();
  if (++steps_ % 4096 == 0 && stopped_()) {
    stop_ = discard_ = true;
    Leave();
  }
  if (static_cast<int>(execution_.transitions.size()) > options_.max_steps) {
    execution_.endless = true;
    NoteViolation({"endless", fmt::format("not at its end after {} steps", options_.max_steps)});
    Leave();
  }
}

Progress RelacyMachine::Perform(Operation& operation, TaskId task) {
  program().RequireAlive(operation, task);
  NoteFootprint(operation, task);
  const int choices = Choices(task);
  const int choice = choices > 1 ? context_->Choose(choices) : 0;
  execution_.transitions.back().choice = static_cast<std::uint8_t>(choice);
  if (operation.object->traits().atomic) return PerformAtomic(operation, task, choice);
  return operation.object->Perform(operation, task, choice);
}

void RelacyMachine::NoteFootprint(const Operation& operation, TaskId task) {
  if (operation.awaited_task >= 0 && states()[operation.awaited_task].finished) {
    context_->NoteEndOf(operation.awaited_task);
  }
  if (operation.object->traits().atomic) return;
  if (operation.object->traits().fence) {
    context_->Fence(static_cast<const Fence::FenceOperation&>(operation).order);
  }
  // What gave the notice that it has awaited comes before it.
  const int object = operation.object->id();
  if (operation.object->AwaitsNotice(operation) && places_[object] == Place::kSynchronizing) {
    context_->Synchronize(object, Mode::kWrite, 0);
  }
  const Footprint footprint = operation.object->FootprintOf(operation, task);
  NoteAccess(footprint.first, task);
  NoteAccess(footprint.second, task);
}

void RelacyMachine::NoteAccess(const Access& access, TaskId task) {
  if (access.mode == Mode::kNone) return;
  if (!access.plain) {
    if (places_[access.object] != Place::kSynchronizing) return;
    context_->Synchronize(access.object, access.mode, program().objects()[access.object]->Bound());
    return;
  }
  const bool store = access.mode != Mode::kRead;
  const int step = static_cast<int>(execution_.transitions.size()) - 1;
  LastAccesses& last = accesses_[access.object];
  const auto unordered = context_->Access(access.object, store);
  if (unordered && !execution_.violation) {
    execution_.races_with = (unordered->store ? last.store : last.load)[unordered->task];
    NoteViolation({access.frees ? "use-after-free" : "data-race", ""});
  }
  (store ? last.store : last.load)[task] = step;
}

Progress RelacyMachine::PerformAtomic(Operation& operation, TaskId task, int choice) {
  auto& atomic = static_cast<AtomicBase&>(*operation.object);
  auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
  // What it does to the newest value is the object's own business; what Relacy adds is that a load
  // can read an older one, and what is ordered by that.
  const Progress progress = atomic.Perform(operation, task, choice);
  switch (operation.code) {
    case AtomicBase::kLoad:
    case AtomicBase::kAwait: {
      const int age = ReadAtomic(access);
      execution_.transitions.back().choice = static_cast<std::uint8_t>(age);
      return Progress::kDone;
    }
    case AtomicBase::kStore:
      context_->AtomicStore(atomic.id(), access.order);
      break;
    case AtomicBase::kNotifyOne:
    case AtomicBase::kNotifyAll:
      break;
    default:
      if (Writes(access)) {
        context_->AtomicModify(atomic.id(), access.order);
      } else {
        context_->AtomicLoadNewest(atomic.id(), OrderOf(access));
      }
  }
  history_.Performed(operation);
  return progress;
}

/// Reads a value as Relacy has it, and gives how old it is. An await reads until one will do, which
/// the newest does.
int RelacyMachine::ReadAtomic(AtomicBase::AccessOperation& access) {
  for (;;) {
    const int age = context_->AtomicLoad(access.object->id(), access.order);
    if (history_.Read(access, age)) return age;
    context_->WaitForNewer();
  }
}

void RelacyMachine::FindRunnable() {
  unfinished_ = 0;
  for (TaskId task = 0; task < program().task_count(); ++task) {
    if (!Ended(task)) unfinished_ |= std::uint64_t{1} << task;
  }
  PassTimeUntilEnabled([this] {
    enabled_ = 0;
    for (TaskId task = 0; task < program().task_count(); ++task) {
      if (Ended(task)) continue;
      if (!pending(task).may_block || MayGoOn(states()[task])) {
        enabled_ |= std::uint64_t{1} << task;
      }
    }
    return enabled_;
  });
}

// What a task waits for may be its own code: where that crashes, the task does.
bool RelacyMachine::MayGoOn(TaskState& state) {
  bool may = false;
  const Operation& operation = *state.pending;
  const auto crash =
      statics_.Run([&] { return program().NameOf(state.id) + ", in what it waits for,"; },
                   [&] { may = operation.object->Enabled(operation, state.id); });
  if (crash == nullptr) return may;
  CrashedIn(state, *crash);
  unfinished_ &= ~(std::uint64_t{1} << state.id);
  return false;
}

void RelacyMachine::PassTimeTo(std::int64_t moment) {
  Machine::PassTimeTo(moment);
  CheckInvariants();
}

/// Tells Relacy of everybody but `caller` who can go on now.
void RelacyMachine::TellRelacy(TaskId caller) {
  for (TaskId task = 0; task < program().task_count(); ++task) {
    const std::uint64_t bit = std::uint64_t{1} << task;
    if (task == caller || (unfinished_ & bit) == 0) continue;
    if (((enabled_ ^ runnable_) & bit) == 0) continue;
    context_->SetRunnable(task, IsEnabled(task));
    runnable_ ^= bit;
  }
  if (IsEnabled(caller)) runnable_ |= std::uint64_t{1} << caller;
}

void RelacyMachine::CheckInvariants() {
  if (execution_.violation) return;
  if (auto failing = FirstFailing(program().invariants(), "invariant",
                                  [this](const Property& property) { return Ask(property); })) {
    NoteViolation(std::move(*failing));
  }
}

void RelacyMachine::CheckEnd() {
  auto wrong = JudgeEnd(
      program(), [this] { return JudgeWaiting(program(), Unfinished()); },
      [this](const Property& property) { return Ask(property); },
      [this] { return JudgeLeftover(program()); });
  if (wrong) NoteViolation(std::move(*wrong));
}

// The first thing that goes wrong in an execution is what counts against it.
void RelacyMachine::NoteViolation(Violation violation) {
  if (execution_.violation) return;
  execution_.violation = std::move(violation);
  execution_.violation_length = static_cast<int>(execution_.transitions.size());
  if (stop_at_violation_) Leave();
}

void RelacyMachine::Leave() { over_ = true; }

void RelacyMachine::Fail(TaskState& state, Violation violation) {
  Machine::Fail(state, std::move(violation));
  NoteViolation(*failure());
  Leave();
}

void RelacyMachine::CrashedIn(TaskState& state, const Crash& crash) {
  if (crash.cause != Crash::Cause::kOutOfTime) return Machine::CrashedIn(state, crash);
  program().ForgetTask(state.id);
  stop_ = discard_ = stopped_();
  transitions_out_of_time_ = execution_.transitions;
  state.finished = true;
  Leave();
}

// A property that crashes does not hold.
Failure RelacyMachine::Ask(const Property& property) {
  Failure failure;
  if (const auto crash = statics_.Run([&] { return "the property '" + property.name + "'"; },
                                      [&] { failure = property.check(); })) {
    failure = crash->Words();
  }
  return failure;
}

bool RelacyMachine::End() {
  if (broken_) std::rethrow_exception(broken_);
  // What a task does without the memory that it asks for is nothing that it does.
  if (internal::out_of_memory) throw std::bad_alloc();
  if (stop_) return false;
  if (discard_) return true;
  const bool ran_through = enabled_ == 0 && !failure() && !execution_.endless;
  if (ran_through) {
    if (!execution_.violation) CheckEnd();
    if (watching() != nullptr) {
      std::string outcome;
      const auto crash = statics_.Run([&] { return "the observer '" + options_.observe + "'"; },
                                      [&] { watching()->append(outcome); });
      if (crash == nullptr) {
        execution_.outcome = std::move(outcome);
      } else {
        NoteViolation({"crash", "an observer: " + crash->Words()});
      }
    }
  }
  return collect_(execution_);
}

}  // namespace heddle::internal
