#include <fmt/format.h>
#include <heddle/heap.h>
#include <heddle/parameters.h>
#include <heddle/scheduler.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

// LeakSanitizer's, where it is linked in.
extern "C" [[gnu::weak]] void __lsan_ignore_object(const void* memory);

namespace heddle {

namespace internal {

void ReportFailure(TaskState& state, std::exception_ptr failure) noexcept {
  state.scheduler->TaskFailed(state, std::move(failure));
}

void RefuseSecondAwait() { throw std::logic_error("a Task is awaited a second time"); }

void TaskPromiseBase::Rethrow() { std::rethrow_exception(std::exchange(failure, nullptr)); }

}  // namespace internal

void Operation::PerformAtOnce(TaskState& state) {
  state.scheduler->PerformAtOnce(state);
  state.pending = nullptr;
}

Scheduler::~Scheduler() { Clear(); }

// The scheduler's own lists are not part of the scenario's world, so they are kept on the ordinary
// heap.

TaskId Scheduler::Spawn(std::string_view name, Task<> body, TaskTraits traits) {
  return SpawnTask(name, std::move(body), traits, nullptr);
}

TaskId Scheduler::SpawnTask(std::string_view name, Task<> body, TaskTraits traits,
                            const internal::Objection* overruled) {
  if (bound_) throw std::logic_error("a task spawns another: all are spawned while setting up");
  AllocateFrom heap(nullptr);
  if (!body.has_coroutine()) {
    throw std::logic_error(fmt::format("'{}' is spawned with a Task that was moved away", name));
  }
  const internal::Objection* const objection = body.objection();
  if (objection != nullptr && objection != overruled) {
    throw std::logic_error(fmt::format("'{}' cannot be spawned: {}", name, objection->text));
  }
  if (spawned_.size() == kMaxTasks) {
    throw std::length_error("a scenario can have at most 64 tasks");
  }
  spawned_.push_back({std::string(name), traits, std::move(body)});
  return static_cast<TaskId>(spawned_.size()) - 1;
}

void Scheduler::RequireNoCapture(std::string_view name, bool captures) {
  if (!captures) return;
  AllocateFrom heap(nullptr);
  throw std::logic_error(
      fmt::format("'{}' captures a reference to a variable of the set-up, which is gone when it is "
                  "used: capture the value, or Make what it refers to",
                  name));
}

void Scheduler::AddInvariant(std::string_view name, const Object* about,
                             std::function<Failure()> check, QuickCheck quick) {
  AllocateFrom heap(nullptr);
  invariants_.push_back({std::string(name), std::move(check), about});
  quick_invariants_.push_back(quick);
}

void Scheduler::AddFinal(std::string_view name, std::function<Failure()> check) {
  AllocateFrom heap(nullptr);
  finals_.push_back({std::string(name), std::move(check)});
}

void Scheduler::AddObserver(std::string_view name, std::function<void(std::string&)> append,
                            bool grows, std::function<bool(std::string_view)> can_become) {
  AllocateFrom heap(nullptr);
  observers_.push_back({std::string(name), std::move(append), grows, std::move(can_become)});
}

int Scheduler::Register(Object& object, std::string_view name) {
  if (bound_) {
    throw std::logic_error(
        "a task makes an object that tasks share: all are made while setting up");
  }
  if (objects_.size() == kMostObjects) {
    throw std::length_error("a scenario can have at most 65536 objects");
  }
  AllocateFrom heap(nullptr);
  names_.emplace_back(name);
  objects_.push_back(&object);
  gone_.push_back(false);
  return static_cast<int>(objects_.size()) - 1;
}

int Scheduler::ReserveNumbers(int count) {
  if (static_cast<std::size_t>(number_count()) + static_cast<std::size_t>(count) > kMostObjects) {
    throw std::length_error(
        "objects, and what heaps have room for, take more than 65536 numbers: let a heap have room "
        "for less");
  }
  const int first = number_count();
  reserved_numbers_ += count;
  return first;
}

void Scheduler::Unregister(Object& object) {
  if (clearing_) return;
  if (bound_) {
    ObjectDied(object);
    return;
  }
  AllocateFrom heap(nullptr);
  if (lost_.empty()) lost_ = object.name();
}

void Scheduler::ObjectDied(Object& object) { gone_[object.id()] = true; }

void Scheduler::ObjectDestroyed(Object& object, TaskId task, std::source_location) {
  if (destroyed_[object.id()].exchange(true, std::memory_order_relaxed)) {
    throw DoubleFree(spawned_[task].name + " destroys '" + object.name() +
                     "', which was destroyed");
  }
  any_destroyed_.store(true, std::memory_order_relaxed);
}

void Scheduler::LookWhetherAlive(const Operation& operation, TaskId task) const {
  const Footprint touched = operation.object->Touches(operation, task);
  for (const Access& access : {touched.first, touched.second}) {
    if (access.mode == Mode::kNone || access.object >= objects_.size()) continue;
    if (!destroyed_[access.object].load(std::memory_order_relaxed)) continue;
    throw UseAfterFree(spawned_[task].name + " uses '" + objects_[access.object]->name() +
                       "', which was destroyed");
  }
}

bool Scheduler::Owns(int id) const {
  for (const Owned& owned : owned_) {
    if (owned.object == id) return true;
  }
  return false;
}

void Scheduler::Replace(int id, Object* by, bool gone) {
  objects_[id] = by;
  gone_[id] = gone;
}

void Scheduler::Own(void* thing, const Object* object, std::size_t numbered_size,
                    void (*destroy)(void*)) {
  AllocateFrom heap(nullptr);
  owned_.push_back({thing, object == nullptr ? -1 : object->id(), numbered_size, destroy});
}

std::string Scheduler::PointerText(const Object* object) const {
  for (const Object* candidate : objects_) {
    if (candidate == object) return NameOf(*object);
  }
  return PointerText(static_cast<const void*>(object));
}

std::string Scheduler::PointerText(const void* thing) const {
  if (thing == nullptr) return "null";
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    if (gone_[id]) continue;
    const std::string text = objects_[id]->TextOf(thing);
    if (!text.empty()) return text;
  }
  int number = 0;
  for (const Owned& owned : owned_) {
    if (owned.object >= 0 && owned.thing == thing) return names_[owned.object];
    if (owned.numbered_size == 0) continue;
    const auto offset =
        reinterpret_cast<std::uintptr_t>(thing) - reinterpret_cast<std::uintptr_t>(owned.thing);
    if (offset == 0) return fmt::format("thing {}", number);
    if (offset < owned.numbered_size) return fmt::format("thing {} + {}", number, offset);
    ++number;
  }
  return "not null";
}

std::optional<std::int64_t> Scheduler::NextAwakening() const {
  std::optional<std::int64_t> next;
  for (const TaskState* state : states_) {
    if (state->finished || !state->pending->object->traits().waits_for_time) continue;
    const std::int64_t wakes_at = state->pending->object->WakesAt(*state->pending);
    if (wakes_at <= NowMicroseconds()) continue;
    next = next ? std::min(*next, wakes_at) : wakes_at;
  }
  return next;
}

void Scheduler::BindTasks(TaskState* states, bool perform_at_once) {
  if (!lost_.empty()) {
    throw UsageError("the object '" + lost_ +
                     "' was destroyed before the tasks ran: what they share has to live as long as "
                     "the scenario, as what Scheduler::Make makes does");
  }
  for (Object* object : objects_) object->OnStart();
  bound_ = true;
  AllocateFrom heap(nullptr);
  destroyed_ = std::make_unique<std::atomic<bool>[]>(objects_.size());
  states_.clear();
  for (std::size_t i = 0; i < spawned_.size(); ++i) {
    TaskState& state = states[i];
    state = TaskState{};
    state.scheduler = this;
    state.id = static_cast<std::int16_t>(i);
    state.performs_at_once = perform_at_once;
    spawned_[i].body.Bind(state);
    states_.push_back(&state);
  }
}

std::optional<Leftover> Scheduler::FindLeftover() const {
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    if (gone_[id]) continue;
    if (auto leftover = objects_[id]->LeftBehind()) return leftover;
  }
  return {};
}

void Scheduler::ForgetTask(TaskId task) {
  const void* frame = spawned_[task].body.Forget();
  if (__lsan_ignore_object != nullptr) __lsan_ignore_object(frame);
}

void Scheduler::Clear() {
  bound_ = false;
  clearing_ = true;
  held_locks_allowed_ = leaks_allowed_ = false;
  reserved_numbers_ = 0;
  lost_.clear();
  states_.clear();
  while (!spawned_.empty()) spawned_.pop_back();
  observers_.clear();
  finals_.clear();
  invariants_.clear();
  quick_invariants_.clear();
  while (!owned_.empty()) {
    const Owned last = owned_.back();
    owned_.pop_back();
    if (last.object >= 0 && gone_[last.object]) continue;  // a task has destroyed it
    last.destroy(last.thing);
  }
  objects_.clear();
  names_.clear();
  gone_.clear();
  destroyed_.reset();
  any_destroyed_.store(false, std::memory_order_relaxed);
  clearing_ = false;
}

void Scheduler::DestroyContents() {
  clearing_ = true;
  for (std::size_t task = spawned_.size(); task-- > 0;) spawned_[task].body.DestroyFrame();
  for (std::size_t i = owned_.size(); i-- > 0;) {
    if (owned_[i].object < 0 || !gone_[owned_[i].object]) owned_[i].destroy(owned_[i].thing);
  }
  clearing_ = false;
}

void Scheduler::Abandon() {
  for (SpawnedTask& task : spawned_) task.body.Forget();
  owned_.clear();
  Clear();
}

}  // namespace heddle
