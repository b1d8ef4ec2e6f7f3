#include <fmt/format.h>
#include <heddle/executor.h>
#include <heddle/parameters.h>
#include <heddle/program.h>
#include <heddle/scheduler.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

// LeakSanitizer's, where it is linked in.
extern "C" [[gnu::weak]] void __lsan_ignore_object(const void* memory);

namespace heddle {

namespace {

constexpr std::size_t kMaxObjects = std::size_t{1} << 16;  // what an Access can number

}  // namespace

Program::Program(Executor& executor)
    : executor_(&executor), scheduler_(std::make_unique<Scheduler>(*this)) {}
Program::~Program() { Clear(); }

// A program's own lists are not part of its world, so they are kept on the ordinary heap.

int Program::Register(Object& object, std::string_view name) {
  if (bound_) {
    throw std::logic_error(
        "a task makes an object that tasks share: the set-up makes them, and a Maker is for tasks");
  }
  if (objects_.size() == kMaxObjects) {
    throw std::length_error("a scenario can have at most 65536 objects");
  }
  internal::AllocateFrom heap(nullptr);
  names_.emplace_back(name);
  objects_.push_back(&object);
  gone_.push_back(false);
  return static_cast<int>(objects_.size()) - 1;
}

int Program::ReserveNumbers(int count) {
  if (static_cast<std::size_t>(number_count()) + static_cast<std::size_t>(count) > kMaxObjects) {
    throw std::length_error(
        "objects, and what heaps have room for, take more than 65536 numbers: let a heap have room "
        "for less");
  }
  const int first = number_count();
  reserved_numbers_ += count;
  return first;
}

void Program::Unregister(Object& object) {
  if (clearing_) return;
  if (bound_) {
    executor_->ObjectDied(object);
    return;
  }
  internal::AllocateFrom heap(nullptr);
  if (lost_.empty()) lost_ = object.name();
}

void Program::Destroy(Object& object, TaskId task, std::source_location where) {
  if (object.Holders() != 0) {
    throw Misuse(fmt::format("{} destroys '{}', which is {}", NameOf(task), object.name(),
                             object.Describe()));
  }
  executor_->ObjectDestroyed(object, task, where);
}

void Program::MarkDestroyed(const Object& object, TaskId task, std::source_location where) {
  Destruction& destruction = destroyed_[object.id()];
  if (destruction.done.exchange(true, std::memory_order_relaxed)) {
    throw DoubleFree(fmt::format("{} destroys '{}', which {}", NameOf(task), object.name(),
                                 HowDestroyed(object.id())));
  }
  destruction.file.store(where.file_name(), std::memory_order_relaxed);
  destruction.line.store(where.line(), std::memory_order_relaxed);
  destruction.by.store(task, std::memory_order_relaxed);
  any_destroyed_.store(true, std::memory_order_relaxed);
}

std::string Program::HowDestroyed(int id) const {
  const Destruction& destruction = destroyed_[id];
  const TaskId by = destruction.by.load(std::memory_order_relaxed);
  const char* const file = destruction.file.load(std::memory_order_relaxed);
  const std::uint32_t line = destruction.line.load(std::memory_order_relaxed);
  if (by < 0 || file == nullptr || line == 0) return "was destroyed";
  const std::string_view path = file;
  return fmt::format("{} destroyed at {}:{}", NameOf(by), path.substr(path.rfind('/') + 1), line);
}

const Observer* Program::FindObserver(std::string_view name) const {
  const auto found = std::find_if(observers_.begin(), observers_.end(),
                                  [name](const Observer& one) { return one.name == name; });
  return found == observers_.end() ? nullptr : &*found;
}

void Program::LookWhetherAlive(const Operation& operation, TaskId task) const {
  const Footprint footprint = operation.object->FootprintOf(operation, task);
  for (const Access& access : {footprint.first, footprint.second}) {
    if (access.mode == Mode::kNone || access.object >= objects_.size()) continue;
    // What destroys it once more says so itself.
    if (access.frees || !destroyed_[access.object].done.load(std::memory_order_relaxed)) continue;
    throw UseAfterFree(
        fmt::format("{} uses '{}' ({}), which {}", NameOf(task), objects_[access.object]->name(),
                    operation.object->OperationName(operation), HowDestroyed(access.object)));
  }
}

bool Program::Owns(int id) const {
  for (const Owned& owned : owned_) {
    if (owned.object == id) return true;
  }
  return false;
}

void Program::Replace(int id, Object* by, bool gone) {
  objects_[id] = by;
  gone_[id] = gone;
}

std::string Program::PointerText(const Object* object) const {
  for (const Object* candidate : objects_) {
    if (candidate == object) return NameOf(*object);
  }
  return PointerText(static_cast<const void*>(object));
}

std::string Program::PointerText(const void* thing) const {
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

std::optional<std::int64_t> Program::NextAwakening() const {
  std::optional<std::int64_t> next;
  for (const TaskState* state : states_) {
    if (state->finished || !state->pending->object->traits().waits_for_time) continue;
    const std::int64_t wakes_at = state->pending->object->WakesAt(*state->pending);
    if (wakes_at <= executor_->NowMicroseconds()) continue;
    next = next ? std::min(*next, wakes_at) : wakes_at;
  }
  return next;
}

void Program::BindTasks(TaskState* states, bool perform_at_once) {
  if (!lost_.empty()) {
    throw UsageError("the object '" + lost_ +
                     "' was destroyed before the tasks ran: what they share has to live as long as "
                     "the scenario, as what Program::Make makes does");
  }
  has_all_tasks_ = true;
  for (std::size_t id = 0; id < objects_.size(); ++id) objects_[id]->BeforeStart();
  for (Object* object : objects_) object->OnStart();
  bound_ = true;
  internal::AllocateFrom heap(nullptr);
  destroyed_ = std::make_unique<Destruction[]>(objects_.size());
  states_.clear();
  for (std::size_t i = 0; i < tasks_.size(); ++i) {
    TaskState& state = states[i];
    state = TaskState{};
    state.executor = executor_;
    state.id = static_cast<std::int16_t>(i);
    state.performs_at_once = perform_at_once;
    tasks_[i].body.Bind(state);
    states_.push_back(&state);
  }
}

std::optional<Leftover> Program::FindLeftover() const {
  for (std::size_t id = 0; id < objects_.size(); ++id) {
    if (gone_[id]) continue;
    if (auto leftover = objects_[id]->LeftBehind()) return leftover;
  }
  return {};
}

void Program::ForgetTask(TaskId task) {
  const void* frame = tasks_[task].body.Forget();
  if (__lsan_ignore_object != nullptr) __lsan_ignore_object(frame);
}

void Program::Clear() {
  bound_ = has_all_tasks_ = false;
  clearing_ = true;
  held_locks_allowed_ = leaks_allowed_ = false;
  reserved_numbers_ = 0;
  lost_.clear();
  states_.clear();
  while (!tasks_.empty()) tasks_.pop_back();
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

void Program::DestroyContents() {
  clearing_ = true;
  for (std::size_t task = tasks_.size(); task-- > 0;) tasks_[task].body.DestroyInPlace();
  for (std::size_t i = owned_.size(); i-- > 0;) {
    if (owned_[i].object < 0 || !gone_[owned_[i].object]) owned_[i].destroy(owned_[i].thing);
  }
  clearing_ = false;
}

void Program::Abandon() {
  for (SpawnedTask& task : tasks_) task.body.Forget();
  owned_.clear();
  Clear();
}

}  // namespace heddle
