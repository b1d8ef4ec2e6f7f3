#include "src/engines/relacy/relacy_scheduler.h"

#include <fmt/format.h>
#include <heddle/heap.h>

#include <bit>
#include <new>
#include <stdexcept>
#include <utility>

#include "src/trace/thrown.h"

namespace heddle {

namespace {

using Place = RelacyProgram::Place;

Place PlaceOf(const Object& object) {
  if (object.traits().atomic) return Place::kAtomic;
  return object.traits().orders_nothing ? Place::kNowhere : Place::kSynchronizing;
}

}  // namespace

RelacyScheduler::RelacyScheduler(const Scenario& scenario, const Parameters& parameters,
                                 const ExploreOptions& options, bool stop_at_violation,
                                 Collect collect, std::function<bool()> stopped,
                                 bool refuse_statics)
    : scenario_(scenario),
      parameters_(parameters),
      options_(options),
      stop_at_violation_(stop_at_violation),
      collect_(std::move(collect)),
      stopped_(std::move(stopped)),
      statics_(scenario.name, refuse_statics) {}

RelacyScheduler::~RelacyScheduler() { Clear(); }

void RelacyScheduler::Begin() {
  Clear();
  execution_.transitions.clear();
  execution_.violation.reset();
  execution_.violation_length = 0;
  execution_.races_with = -1;
  execution_.outcome.reset();
  execution_.endless = false;
  now_ = 0;
  started_ = over_ = failed_ = discard_ = false;
  statics_.Begin();
  internal::out_of_memory = false;
  try {
    if (const auto crash = statics_.Run([] { return std::string("setting up"); },
                                        [this] { scenario_.SetUp(*this, parameters_); })) {
      throw std::runtime_error(crash->Words());
    }
  } catch (const StaticChanged&) {
    throw;
  } catch (const std::bad_alloc&) {
    if (internal::out_of_memory) throw;
    RefuseSetUp(scenario_.name);
  } catch (...) {
    RefuseSetUp(scenario_.name);
  }
  for (const Object* object : objects()) {
    if (dynamic_cast<const Heap*>(object) == nullptr) continue;
    throw UsageError(fmt::format(
        "{}: Relacy does not know the memory that '{}' frees; explore it by Heddle's own engine",
        scenario_.name, object->name()));
  }
  states_ = std::make_unique<TaskState[]>(task_count());
  BindTasks(states_.get(), /*perform_at_once=*/false);
  watching_ = nullptr;
  for (const Observer& observer : observers()) {
    if (observer.name == options_.observe) watching_ = &observer;
  }
  if (!options_.observe.empty() && watching_ == nullptr) {
    throw UsageError(fmt::format("{}: the observer '{}' does not go with these parameters",
                                 scenario_.name, options_.observe));
  }
  places_.clear();
  accesses_.assign(objects().size(), {});
  values_.assign(objects().size(), {});
  for (const Object* object : objects()) {
    places_.push_back(PlaceOf(*object));
    if (places_.back() == Place::kAtomic) {
      values_[object->id()].push_back(static_cast<const AtomicBase*>(object)->word());
    }
  }
  for (TaskId task = 0; task < task_count(); ++task) {
    TaskState& state = states_[task];
    if (const auto crash =
            statics_.Run([&] { return spawned()[task].name + ", before its first operation,"; },
                         [&state] { state.resume.resume(); })) {
      CrashedIn(state, *crash);
    }
  }
  CheckInvariants();
  FindRunnable();
}

void RelacyScheduler::Connect(RelacyContext& context) {
  context_ = &context;
  runnable_ = (std::uint64_t{1} << task_count()) - 1;
}

void RelacyScheduler::RunTask(TaskId task) noexcept {
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
void RelacyScheduler::Start(TaskId first) {
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

void RelacyScheduler::RunSteps(TaskId task) {
  while (!states_[task].finished) {
    Step(task);
    if (over_) return;
    FindRunnable();
    TellRelacy(task);
    if (states_[task].finished) break;
    if (!IsEnabled(task)) {
      runnable_ &= ~(std::uint64_t{1} << task);
      if (!context_->Park()) NobodyCanGoOn();
    }
    if (!over_) context_->Schedule();
    if (over_) return;
  }
  context_->NoteOwnEnd();
}

void RelacyScheduler::NobodyCanGoOn() {
  if (enabled_ != 0) throw std::logic_error("Relacy sees a deadlock, and somebody can go on");
  Leave();
}

void RelacyScheduler::Step(TaskId task) {
  TaskState& state = states_[task];
  Operation& operation = *state.pending;
  Object& object = *operation.object;
  execution_.transitions.push_back({static_cast<std::uint8_t>(task), 0});
  const auto perform = [&] {
    TouchMemory(operation, task);
    Progress progress;
    if (object.traits().atomic) {
      progress = PerformAtomic(operation, task);
    } else {
      int choice = 0;
      if (operation.has_choices) {
        if (const int choices = ChoicesOf(operation); choices > 1)
          choice = context_->Choose(choices);
      }
      execution_.transitions.back().choice = static_cast<std::uint8_t>(choice);
      progress = object.Perform(operation, task, choice);
    }
    operation.woken = 0;
    if (progress == Progress::kDone) state.resume.resume();
  };
  try {
    const auto crash = statics_.Run([&] { return StepInWords(*this, state); }, perform);
    if (crash != nullptr) CrashedIn(state, *crash);
  } catch (const StaticChanged&) {
    throw;
  } catch (...) {
    TaskFailed(state, std::current_exception());
  }
  CheckInvariants();
  if (++steps_ % 4096 == 0 && stopped_()) {
    stop_ = discard_ = true;
    Leave();
  }
  if (static_cast<int>(execution_.transitions.size()) > options_.most_steps) {
    execution_.endless = true;
    NoteViolation("endless", fmt::format("not at its end after {} steps", options_.most_steps));
    Leave();
  }
}

void RelacyScheduler::TouchMemory(const Operation& operation, TaskId task) {
  if (operation.awaited_task >= 0 && states_[operation.awaited_task].finished) {
    context_->NoteEndOf(operation.awaited_task);
  }
  if (operation.object->traits().atomic) return;
  const Footprint touched = operation.object->Touches(operation, task);
  NoteAccess(touched.first, task);
  NoteAccess(touched.second, task);
}

void RelacyScheduler::NoteAccess(const Access& access, TaskId task) {
  if (access.mode == Mode::kNone) return;
  if (!access.plain) {
    if (places_[access.object] != Place::kSynchronizing) return;
    context_->Synchronize(access.object, access.mode, objects()[access.object]->Bound());
    return;
  }
  const bool store = access.mode != Mode::kRead;
  const int step = static_cast<int>(execution_.transitions.size()) - 1;
  LastAccesses& last = accesses_[access.object];
  const auto unordered = context_->Access(access.object, store);
  if (unordered && !execution_.violation) {
    execution_.races_with = (unordered->store ? last.store : last.load)[unordered->task];
    NoteViolation("data-race", "");
  }
  (store ? last.store : last.load)[task] = step;
}

Progress RelacyScheduler::PerformAtomic(Operation& operation, TaskId task) {
  auto& atomic = static_cast<AtomicBase&>(*operation.object);
  auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
  std::vector<AtomicBase::Word>& values = values_[atomic.id()];
  // What it does to the newest value is the object's own business; what Relacy adds is that a load
  // can read an older one, and what is ordered by that.
  const Progress progress = atomic.Perform(operation, task, 0);
  bool writes = true;
  switch (operation.code) {
    case AtomicBase::kLoad:
    case AtomicBase::kAwait: {
      const int age = ReadAtomic(atomic, access);
      execution_.transitions.back().choice = static_cast<std::uint8_t>(age);
      return Progress::kDone;
    }
    case AtomicBase::kStore:
      context_->AtomicStore(atomic.id(), access.order);
      break;
    case AtomicBase::kCompareExchange:
      writes = access.exchanged;
      [[fallthrough]];
    default:
      if (writes) {
        context_->AtomicModify(atomic.id(), access.order);
      } else {
        context_->AtomicLoadNewest(atomic.id(), access.order);
      }
  }
  if (writes) values.push_back(atomic.word());
  return progress;
}

/// Reads a value as Relacy has it, and gives how old it is. An await reads until one will do, which
/// the newest does.
int RelacyScheduler::ReadAtomic(const AtomicBase& atomic, AtomicBase::AccessOperation& access) {
  const std::vector<AtomicBase::Word>& values = values_[atomic.id()];
  for (;;) {
    const int age = context_->AtomicLoad(atomic.id(), access.order);
    access.seen = values[values.size() - 1 - static_cast<std::size_t>(age)];
    if (access.code != AtomicBase::kAwait || access.accepts(access, access.seen)) return age;
    context_->WaitForNewer();
  }
}

// Where nobody is enabled, and some sleep, virtual time passes to the next moment at which one
// wakes.
void RelacyScheduler::FindRunnable() {
  unfinished_ = 0;
  for (TaskId task = 0; task < task_count(); ++task) {
    if (!states_[task].finished) unfinished_ |= std::uint64_t{1} << task;
  }
  do {
    enabled_ = 0;
    for (TaskId task = 0; task < task_count(); ++task) {
      if (states_[task].finished) continue;
      if (!states_[task].pending->may_block || MayGoOn(states_[task])) {
        enabled_ |= std::uint64_t{1} << task;
      }
    }
  } while (enabled_ == 0 && PassTime());
}

// What a task waits for may be its own code: where that crashes, the task does.
bool RelacyScheduler::MayGoOn(TaskState& state) {
  bool may = false;
  const Operation& operation = *state.pending;
  const auto crash =
      statics_.Run([&] { return spawned()[state.id].name + ", in what it waits for,"; },
                   [&] { may = operation.object->Enabled(operation, state.id); });
  if (crash == nullptr) return may;
  CrashedIn(state, *crash);
  unfinished_ &= ~(std::uint64_t{1} << state.id);
  return false;
}

bool RelacyScheduler::PassTime() {
  const auto next = NextAwakening();
  if (!next) return false;
  now_ = *next;
  CheckInvariants();
  return true;
}

/// Tells Relacy of everybody but `caller` who can go on now.
void RelacyScheduler::TellRelacy(TaskId caller) {
  for (TaskId task = 0; task < task_count(); ++task) {
    const std::uint64_t bit = std::uint64_t{1} << task;
    if (task == caller || (unfinished_ & bit) == 0) continue;
    if (((enabled_ ^ runnable_) & bit) == 0) continue;
    context_->SetRunnable(task, IsEnabled(task));
    runnable_ ^= bit;
  }
  if (IsEnabled(caller)) runnable_ |= std::uint64_t{1} << caller;
}

void RelacyScheduler::CheckInvariants() {
  if (execution_.violation) return;
  for (const Property& property : invariants()) {
    if (const Failure failure = Ask(property)) {
      NoteViolation("invariant", property.name + ": " + *failure);
      return;
    }
  }
}

/// What is wrong with an execution that ends here. The kinds of deadlock are told apart by whoever
/// puts it into words.
void RelacyScheduler::CheckEnd() {
  for (TaskId task = 0; task < task_count(); ++task) {
    if (states_[task].finished || spawned()[task].traits.may_be_abandoned) continue;
    NoteViolation("deadlock", "nobody can go on");
    return;
  }
  for (const Property& property : finals()) {
    if (const Failure failure = Ask(property)) {
      NoteViolation("final", property.name + ": " + *failure);
      return;
    }
  }
  if (auto leftover = FindLeftover()) {
    NoteViolation(std::string(leftover->kind), std::move(leftover->words));
  }
}

// The first thing that goes wrong in an execution is what counts against it.
void RelacyScheduler::NoteViolation(std::string kind, std::string message) {
  if (execution_.violation) return;
  execution_.violation = Violation{std::move(kind), std::move(message)};
  execution_.violation_length = static_cast<int>(execution_.transitions.size());
  if (stop_at_violation_) Leave();
}

void RelacyScheduler::Leave() { over_ = true; }

void RelacyScheduler::Fail(TaskState& state, std::string kind, const std::string& message) {
  state.finished = true;
  state.pending = nullptr;
  failed_ = true;
  NoteViolation(std::move(kind), fmt::format("{}: {}", spawned()[state.id].name, message));
  Leave();
}

void RelacyScheduler::TaskFailed(TaskState& state, std::exception_ptr failure) noexcept {
  Violation violation = ViolationOf(std::move(failure));
  Fail(state, std::move(violation.kind), violation.message);
}

void RelacyScheduler::CrashedIn(TaskState& state, const Crash& crash) {
  ForgetTask(state.id);
  switch (crash.cause) {
    case Crash::Cause::kTooLong:
      return Fail(state, "endless", "does not come to its next operation: " + crash.Words());
    case Crash::Cause::kOutOfTime:
      stop_ = discard_ = stopped_();
      transitions_out_of_time_ = execution_.transitions;
      state.finished = true;
      return Leave();
    default:
      return Fail(state, "crash", crash.Words());
  }
}

// A property that crashes does not hold.
Failure RelacyScheduler::Ask(const Property& property) {
  Failure failure;
  if (const auto crash = statics_.Run([&] { return "the property '" + property.name + "'"; },
                                      [&] { failure = property.check(); })) {
    failure = crash->Words();
  }
  return failure;
}

bool RelacyScheduler::End() {
  if (broken_) std::rethrow_exception(broken_);
  // What a task does without the memory that it asks for is nothing that it does.
  if (internal::out_of_memory) throw std::bad_alloc();
  if (stop_) return false;
  if (discard_) return true;
  const bool ran_through = enabled_ == 0 && !failed_ && !execution_.endless;
  if (ran_through) {
    if (!execution_.violation) CheckEnd();
    if (watching_ != nullptr) {
      std::string outcome;
      const auto crash = statics_.Run([&] { return "the observer '" + options_.observe + "'"; },
                                      [&] { watching_->append(outcome); });
      if (crash == nullptr) {
        execution_.outcome = std::move(outcome);
      } else {
        NoteViolation("crash", "an observer: " + crash->Words());
      }
    }
  }
  return collect_(execution_);
}

}  // namespace heddle
