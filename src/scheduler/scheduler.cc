#include "src/scheduler/scheduler.h"

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
  if (bound_) throw std::logic_error("a task spawns another: all are spawned while setting up");
  AllocateFrom heap(nullptr);
  if (spawned_.size() == kMaxTasks) {
    throw std::length_error("a scenario can have at most 64 tasks");
  }
  spawned_.push_back({std::string(name), traits, std::move(body)});
  return static_cast<TaskId>(spawned_.size()) - 1;
}

void Scheduler::AddInvariant(std::string_view name, const Object* about,
                             std::function<Failure()> check, QuickCheck quick) {
  AllocateFrom heap(nullptr);
  invariants_.push_back({std::string(name), std::move(check), about});
  quick_invariants_.push_back(quick);
}

void Scheduler::Finally(std::string_view name, std::function<Failure()> check) {
  AllocateFrom heap(nullptr);
  finals_.push_back({std::string(name), std::move(check)});
}

void Scheduler::Observe(std::string_view name, std::function<void(std::string&)> append,
                        std::function<bool(std::string_view)> can_become) {
  AllocateFrom heap(nullptr);
  observers_.push_back({std::string(name), std::move(append), false, std::move(can_become)});
}

void Scheduler::ObserveGrowing(std::string_view name, std::function<void(std::string&)> append) {
  AllocateFrom heap(nullptr);
  observers_.push_back({std::string(name), std::move(append), true, {}});
}

int Scheduler::Register(Object& object) {
  if (bound_) {
    throw std::logic_error(
        "a task makes an object that tasks share: all are made while setting up");
  }
  if (objects_.size() == kMostObjects) {
    throw std::length_error("a scenario can have at most 65536 objects");
  }
  AllocateFrom heap(nullptr);
  objects_.push_back(&object);
  return static_cast<int>(objects_.size()) - 1;
}

void Scheduler::Own(void* thing, void (*destroy)(void*)) {
  AllocateFrom heap(nullptr);
  owned_.push_back({thing, destroy});
}

void Scheduler::BindTasks(TaskState* states, bool perform_at_once) {
  for (Object* object : objects_) object->OnStart();
  bound_ = true;
  AllocateFrom heap(nullptr);
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
  for (const Object* object : objects_) {
    if (auto leftover = object->LeftBehind()) return leftover;
  }
  return {};
}

void Scheduler::ForgetTask(TaskId task) {
  const void* frame = spawned_[task].body.Forget();
  if (__lsan_ignore_object != nullptr) __lsan_ignore_object(frame);
}

void Scheduler::Clear() {
  bound_ = false;
  held_locks_allowed_ = false;
  states_.clear();
  while (!spawned_.empty()) spawned_.pop_back();
  observers_.clear();
  finals_.clear();
  invariants_.clear();
  quick_invariants_.clear();
  while (!owned_.empty()) {
    const Owned last = owned_.back();
    owned_.pop_back();
    last.destroy(last.thing);
  }
  objects_.clear();
}

void Scheduler::Abandon() {
  for (SpawnedTask& task : spawned_) task.body.Forget();
  owned_.clear();
  Clear();
}

}  // namespace heddle
