#include "src/program/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "src/guard/static_guard.h"
#include "src/order/memory_order.h"
#include "src/program/judge.h"
#include "src/trace/thrown.h"

namespace heddle::internal {

/// Judges data races in a step, and hands on what is heard of it.
class World::RaceListener final : public StepListener {
 public:
  RaceListener(World& world, const TaskState& state, StepListener* next)
      : world_(world), next_(next), footprint_(world.FootprintNow(state.id)) {
    world_.race_.reset();
    const TaskId awaited = state.pending->awaited_task;
    if (awaited >= 0 && world_.program().task_state(awaited).finished) {
      world_.detector_->Order(awaited, state.id);
    }
  }
  void Performed(TaskId task, Operation& operation) override {
    {
      AllocateFrom here(world_.arena_.get());
      world_.race_ = world_.detector_->Performed(task, operation, footprint_);
    }
    if (next_ != nullptr) next_->Performed(task, operation);
  }

 private:
  World& world_;
  StepListener* next_;
  Footprint footprint_;
};

/// Has a load read what the world's memory model lets it, and hands on what is heard of it.
class World::ModelListener final : public StepListener {
 public:
  ModelListener(MemoryModel& model, int choice, StepListener* next)
      : model_(model), choice_(choice), next_(next) {}
  void Performed(TaskId task, Operation& operation) override {
    model_.Performed(operation, choice_);
    if (next_ != nullptr) next_->Performed(task, operation);
  }

 private:
  MemoryModel& model_;
  const int choice_;
  StepListener* next_;
};

World::World(const Scenario& scenario, const Parameters& parameters, std::string observer,
             Memory memory, const Lessons& lessons, bool learns)
    : Machine(scenario, parameters, std::move(observer)),
      memory_(memory),
      guarded_(lessons.guarded || lessons.watches_statics || lessons.memory_orders ||
               memory == Memory::kHeap),
      statics_(lessons.watches_statics ? std::make_unique<DataSegments>() : nullptr),
      arena_(memory == Memory::kArena ? std::make_unique<Arena>() : nullptr),
      lessons_(lessons),
      learns_(learns),
      knows_spins_(!lessons.spin_sites.empty()) {
  try {
    MakeShadow();
    Start();
  } catch (...) {
    Dismantle();  // while the arena is still there
    throw;
  }
}

World::~World() { Dismantle(); }

std::unique_ptr<World> World::Another(Memory memory) const {
  return std::make_unique<World>(scenario(), parameters(), observer(), memory, lessons_);
}

// In an arena nothing is destroyed: the memory goes as a whole. On the heap everything is, so that
// a leak checker and AddressSanitizer see what a real program would do.
void World::Dismantle() {
  if (arena_ != nullptr) {
    program().Abandon();
    arena_->Reset();
  } else {
    program().Clear();
    delete detector_;
    if (vital_ != nullptr) ::operator delete(vital_->graves);
    ::operator delete(vital_);
  }
  vital_ = nullptr;
  detector_ = nullptr;
  graveyard_.reset();
}

namespace {

/// Throws std::runtime_error unless operator new and delete, which allocate from it now, are ours.
void RequireAllocator(const Arena& arena) {
  const std::size_t before = arena.contents().size();
  void* const probe = ::operator new(1);
  const bool allocated = Arena::Holds(probe);
  ::operator delete(probe);
  if (allocated && arena.contents().size() == before) return;
  AllocateFrom heap(nullptr);
  throw std::runtime_error(
      "this program's operator new and delete are not Heddle's (but another library's, or "
      "valgrind's), so that there can be no snapshots: explore without them");
}

}  // namespace

void World::Start() {
  Dismantle();
  before_time_passed_.reset();
  memory_model_.reset();
  time_passings_ = 0;
  {
    AllocateFrom here(arena_.get());
    if (arena_ != nullptr) RequireAllocator(*arena_);
    try {
      SetUpBy([this](auto set_up) {
        AllocateFrom heap(nullptr);
        const auto crash = RunWatched([] { return std::string("setting up"); },
                                      [&] {
                                        AllocateFrom here(arena_.get());
                                        set_up();
                                      });
        if (crash != nullptr) throw std::runtime_error(crash->Words());
      });
      tasks_ = program().task_count();
      vital_ = static_cast<Vital*>(::operator new(sizeof(Vital) + tasks_ * sizeof(TaskState)));
      *vital_ = Vital{};
      BindTasks(reinterpret_cast<TaskState*>(vital_ + 1));
      if (lessons_.memory_orders) {
        detector_ = new DataRaceDetector(tasks_, program().number_count(), program().objects());
      }
    } catch (const StaticChanged&) {
      throw;
    } catch (...) {
      AllocateFrom heap(nullptr);  // the message must outlive the world
      RequireRoom();
      RefuseSetUp(scenario().name);
    }
  }
  FindWhatThereIs();
  if (guarded_) program().AskQuickInvariantsBy({&World::InvariantsHoldGuarded, this});
  if (destroys_) OpenGraves();
  if (arena_ != nullptr) {
    shape_at_start_ = arena_->shape();
    live_at_start_.clear();
    arena_->ForEachLive([this](std::span<const std::byte> one) { live_at_start_.push_back(one); });
  }
  FindWatched();
  for (int task = 0; task < tasks_; ++task) Resume(states()[task]);
  if (shadow_ != nullptr) shadow_->Start();
  Look();
}

void World::FindWhatThereIs() {
  mutexes_.clear();
  heaps_.clear();
  asks_others_ = destroys_ = false;
  bool has_atomics = false;
  for (Object* object : program().objects()) {
    has_atomics |= object->traits().atomic;
    destroys_ |= object->traits().destroys;
    if (const auto* mutex = dynamic_cast<const Mutex*>(object)) {
      mutexes_.push_back(mutex);
    } else {
      asks_others_ |= !object->traits().leaves_nothing;
    }
    if (auto* heap = dynamic_cast<Heap*>(object)) heaps_.push_back(heap);
  }
  quick_ = !guarded_ && !knows_spins_ && !has_atomics && !destroys_;
}

// Crashes are watched for in every world here: it costs nothing, and what a crash leaves behind of
// a world that is not made yet would be lost.
void World::Resume(TaskState& state) {
  const auto resume = [&] {
    AllocateFrom here(arena_.get());
    state.body.Resume();
  };
  const auto crash = RunWatched(
      [&] { return program().NameOf(state.id) + ", before its first operation,"; }, resume);
  if (crash != nullptr) {
    CrashedIn(state, *crash);
    return;
  }
  try {
    LookAtTheDead(state);
  } catch (...) {
    FailedIn(state);
  }
}

std::uint64_t World::PerformGuarded(TaskState& state, int choice, StepListener* listener) {
  std::optional<RaceListener> races;
  // Who waits at an atomic is ordered by the value that lets it go on, and not by being woken.
  const bool wakes_in_order = state.pending != nullptr && !state.pending->object->traits().atomic;
  if (detector_ != nullptr && !trying_) listener = &races.emplace(*this, state, listener);
  std::optional<ModelListener> reads;
  if (memory_model_ != nullptr) listener = &reads.emplace(*memory_model_, choice, listener);
  std::uint64_t woken = 0;
  const auto crash = RunWatched([&] { return StepInWords(program(), state); },
                                [&] { Perform(state, choice, listener, woken); });
  if (crash != nullptr) {
    CrashedIn(state, *crash);
    // It may have ended an object's life before.
    try {
      LookAtTheDead(state);
    } catch (...) {
      FailedIn(state);
    }
  }
  for (std::uint64_t rest = races && wakes_in_order ? woken : 0; rest != 0; rest &= rest - 1) {
    detector_->Order(state.id, std::countr_zero(rest));
  }
  // On the heap, where alone there is one, every step is guarded.
  if (shadow_ != nullptr) shadow_->Step(state.id, choice);
  return woken;
}

bool World::InvariantsHoldGuarded(void* world) {
  const World& self = *static_cast<World*>(world);
  return std::none_of(self.program().invariants().begin(), self.program().invariants().end(),
                      [&self](const Property& property) { return self.Ask(property).has_value(); });
}

void World::Restore(std::span<const std::byte> bytes, const View& view,
                    const Footprint* footprint) {
  arena_->Restore(bytes);
  ForgetFailure();
  before_time_passed_.reset();
  unfinished_ = view.unfinished;
  enabled_ = view.enabled;
  may_block_ = view.may_block;
  value_dependent_ = view.value_dependent;
  suspects_ = view.suspects;
  time_passings_ = view.time_passings;
  if (!quick_) [[unlikely]]
    RestoreWhatIsRare();
  std::copy_n(footprint, tasks_, footprints_);
}

void World::Restore(std::span<const std::byte> bytes) {
  arena_->Restore(bytes);
  ForgetFailure();
  before_time_passed_.reset();
  RestoreWhatIsRare();
  Look();
}

void World::RestoreWhatIsRare() {
  if (graveyard_ != nullptr) graveyard_->Restore(vital_->graves);
  race_.reset();
}

namespace {

/// What Object::FootprintOf asks of an operation that may block: the engines rely on it.
void CheckWaiting(const Operation& operation, const Footprint& footprint) {
  for (const Access& access : {footprint.first, footprint.second}) {
    if (access.mode == Mode::kNone) continue;
    const char* what = access.plain                 ? "has a plain access"
                       : access.mode == Mode::kPush ? "pushes (Mode::kPush)"
                                                    : nullptr;
    if (what == nullptr) continue;
    throw std::logic_error(fmt::format("{}: {} may block and {}: it must not",
                                       operation.object->name(),
                                       operation.object->OperationName(operation), what));
  }
}

}  // namespace

void World::LookAt(TaskId task) {
  const TaskState& state = states()[task];
  const std::uint64_t bit = std::uint64_t{1} << task;
  may_block_ &= ~bit;
  if (!quick_) [[unlikely]] {
    value_dependent_ &= ~bit;
    suspects_ &= ~bit;
  }
  if (state.finished) {
    unfinished_ &= ~bit;
    footprints_[task] = Footprint();
    return;
  }
  unfinished_ |= bit;
  const Operation& operation = *state.pending;
  footprints_[task] = operation.object->FootprintOf(operation, task);
  if (!quick_) [[unlikely]] {
    if (operation.object->traits().atomic) LookAtAtomic(task);
    if (knows_spins_) Suspect(task);
  }
  if (!operation.may_block) return;
  may_block_ |= bit;
  if (!operation.object->traits().waits_as_touched) [[unlikely]]
    CheckWaiting(operation, footprints_[task]);
}

void World::Look() {
  unfinished_ = 0;
  for (int task = 0; task < tasks_; ++task) LookAt(task);
  FindEnabled();
}

void World::FindEnabled() {
  if (unfinished_ == 0) {  // at an end, nobody waits for a moment
    enabled_ = 0;
    return;
  }
  PassTimeUntilEnabled([this] {
    enabled_ = unfinished_ & ~may_block_;
    for (std::uint64_t rest = may_block_; rest != 0; rest &= rest - 1) {
      const int task = std::countr_zero(rest);
      const Operation& operation = *states()[task].pending;
      if (MayGoOn(operation, task)) enabled_ |= std::uint64_t{1} << task;
    }
    if (!quick_) [[unlikely]]
      LookAtValues();
    return enabled_;
  });
}

bool World::MayGoOnGuarded(TaskId task) {
  TaskState& state = states()[task];
  bool enabled = false;
  const auto crash =
      CrashGuard::Run([&] { enabled = state.pending->object->Enabled(*state.pending, task); });
  if (crash == nullptr) return enabled;
  CrashedIn(state, *crash);
  LookAt(task);
  enabled_ &= ~(std::uint64_t{1} << task);
  return false;
}

// Notes by whom an atomic is accessed, and how; and whether the order of two accesses by different
// tasks, a store and a load, may be less than what the explorer takes it for.
void World::LookAtAtomic(TaskId task) {
  const auto& access = static_cast<const AtomicBase::AccessOperation&>(pending(task));
  const std::uint64_t bit = std::uint64_t{1} << task;
  const bool compares = access.code == AtomicBase::kCompareExchange;
  if (compares) value_dependent_ |= bit;
  if (orders_matter_ || lessons_.memory_orders) return;
  uses_.resize(program().objects().size());
  AtomicUse& use = uses_[access.object->id()];
  const bool acquires = Acquires(access.order) && (!compares || Acquires(access.failure_order));
  if (Reads(access)) (acquires ? use.loads : use.weak_loads) |= bit;
  if (compares || Writes(access)) (Releases(access.order) ? use.stores : use.weak_stores) |= bit;
  const auto by_two = [](std::uint64_t a, std::uint64_t b) {
    return a != 0 && b != 0 && std::popcount(a | b) > 1;
  };
  orders_matter_ = by_two(use.weak_stores, use.loads | use.weak_loads) ||
                   by_two(use.weak_loads, use.stores | use.weak_stores);
}

// What hangs on values that the last step may have changed.
void World::LookAtValues() {
  for (std::uint64_t rest = value_dependent_; rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    const Operation& operation = *states()[task].pending;
    footprints_[task] = operation.object->FootprintOf(operation, task);
  }
  if (suspects_ != 0) FindSpins();
}

void World::PassTimeTo(std::int64_t moment) {
  before_time_passed_ = CheckInvariants();
  if (detector_ != nullptr) detector_->PassTime();
  vital_->now = moment;
  ++time_passings_;
}

std::uint64_t World::Step(TaskId task, int choice, StepListener* listener) {
  const std::uint64_t woken = PerformAndResume<false>(states()[task], choice, listener);
  LookAfterStepOf(task);
  return woken;
}

void World::RequireRoom() const {
  if (arena_ != nullptr && internal::MadeVariableOfThread()) {
    throw UsageError(scenario().name +
                     ": it makes a thread_local variable, which would end with its world: what it "
                     "needs has to be made by its set-up");
  }
  if (arena_ == nullptr || !arena_->overflowed()) return;
  throw UsageError(
      fmt::format("{}: it needs more memory than the {} MiB of an arena; without snapshots, on the "
                  "ordinary heap, it has all there is",
                  scenario().name, Arena::kCapacity >> 20));
}

// A property that crashes does not hold.
Failure World::Ask(const Property& property) const {
  Failure failure;
  const auto crash = RunWatched([&] { return "the property '" + property.name + "'"; },
                                [&] { failure = property.check(); });
  if (crash != nullptr) failure = crash->Words();
  return failure;
}

void World::OpenGraves() {
  if (vital_->graves != nullptr) return;
  quick_ = false;
  AllocateFrom here(arena_.get());
  const std::size_t count = program().objects().size();
  vital_->graves = static_cast<Grave*>(::operator new(count * sizeof(Grave)));
  std::uninitialized_fill_n(vital_->graves, count, Grave());
}

void World::Bury(Object& object) {
  if (graveyard_ == nullptr) {
    AllocateFrom heap(nullptr);
    graveyard_ = std::make_unique<Graveyard>(program());
  }
  graveyard_->Bury(object, vital_->graves);
}

void World::ObjectDestroyed(Object& object, TaskId task, std::source_location where) {
  OpenGraves();
  Grave& grave = vital_->graves[object.id()];
  if (grave.dead) {
    throw DoubleFree(fmt::format("{} destroys '{}', which {}", program().NameOf(task),
                                 object.name(),
                                 graveyard_->HowItDied(object.id(), vital_->graves)));
  }
  grave = {where, static_cast<std::int16_t>(task), true, true, true, false};
  Bury(object);
}

void World::ObjectDied(Object& object) {
  OpenGraves();
  Grave& grave = vital_->graves[object.id()];
  grave = {};
  grave.dead = true;
  grave.owned = program().Owns(object.id());
  Bury(object);
}

void World::LookAtTheDead(TaskState& state) {
  if (vital_->graves == nullptr) return;
  if (graveyard_ != nullptr) {
    const char* owned = nullptr;
    for (std::size_t id = 0; id < program().objects().size(); ++id) {
      Grave& grave = vital_->graves[id];
      if (!grave.dead || grave.known) continue;
      grave.known = true;
      grave.by = state.id;
      if (!state.finished) grave.where = state.pending->where;
      if (grave.owned) owned = program().objects()[id]->name();
    }
    for (TaskId task = 0; task < tasks_; ++task) {
      graveyard_->Redirect(states()[task], vital_->graves);
      if (task != state.id && states()[task].pending != nullptr) LookAt(task);
    }
    if (owned != nullptr) {
      throw Misuse(fmt::format("{} destroys '{}', which the scheduler has made and destroys itself",
                               program().NameOf(state.id), owned));
    }
  }
  for (Heap* heap : heaps_) heap->RequireUntouched(state.id);
}

std::optional<Violation> World::WaitsForTheDead() const {
  for (std::uint64_t rest = unfinished_; rest != 0; rest &= rest - 1) {
    const int task = std::countr_zero(rest);
    const Operation& operation = pending(task);
    if (!operation.object->traits().stand_in) continue;
    return Violation{
        "use-after-free",
        fmt::format("{} waits for '{}' ({}), which {}", program().NameOf(task),
                    operation.object->name(), operation.object->OperationName(operation),
                    graveyard_->HowItDied(operation.object->id(), vital_->graves))};
  }
  return {};
}

std::optional<Violation> World::CheckInvariants() const {
  if (before_time_passed_) return before_time_passed_;
  return FirstFailing(program().invariants(), "invariant",
                      [this](const Property& property) { return Ask(property); });
}

std::optional<Violation> World::CheckEnd() const {
  const auto unfinished = [this]() -> std::optional<Violation> {
    if (!quick_ && vital_->graves != nullptr) {
      if (auto dead = WaitsForTheDead()) return dead;
    }
    if (unfinished_ == 0) return {};
    return JudgeWaiting(program(), Unfinished(spinning()));
  };
  const auto left_behind = [this]() -> std::optional<Violation> {
    if (!MayHaveLeftover()) return {};
    if (auto leftover = JudgeLeftover(program())) return leftover;
    const auto leak = FindLeak();
    if (!leak) return {};
    return Violation{"leak", fmt::format("nobody has freed {} bytes", leak->size())};
  };
  return JudgeEnd(
      program(), unfinished, [this](const Property& property) { return Ask(property); },
      left_behind);
}

void World::AppendOutcome(std::string& out) const {
  if (watching() == nullptr) return;
  // Where it crashes, the search does.
  Watch([&] { return "the observer '" + observer() + "'"; }, [&] { watching()->append(out); });
}

}  // namespace heddle::internal
