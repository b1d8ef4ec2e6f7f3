#include <fmt/format.h>
#include <heddle/executor.h>
#include <heddle/scheduler.h>

#include <stdexcept>
#include <utility>

namespace heddle {

namespace internal {

void RefuseSecondAwait() { throw std::logic_error("a Task is awaited a second time"); }

void TaskPromiseBase::Rethrow() { std::rethrow_exception(std::exchange(failure, nullptr)); }

}  // namespace internal

bool Scheduler::Watches(std::string_view observer) const {
  return program_.executor().Watches(observer);
}
bool Scheduler::RunsForReal() const { return program_.executor().RunsForReal(); }

TaskId Scheduler::Spawn(std::string_view name, Task<> body, TaskTraits traits) {
  return SpawnTask(name, std::move(body), traits, nullptr);
}

TaskId Scheduler::SpawnTask(std::string_view name, Task<> body, TaskTraits traits,
                            const internal::Objection* overruled) {
  RequireSettingUp();
  internal::AllocateFrom heap(nullptr);
  if (!body.has_coroutine()) {
    throw std::logic_error(fmt::format("'{}' is spawned with a Task that was moved away", name));
  }
  const internal::Objection* const objection = body.objection();
  if (objection != nullptr && objection != overruled) {
    throw std::logic_error(fmt::format("'{}' cannot be spawned: {}", name, objection->text));
  }
  return AddTask(name, traits, internal::SpawnedBody(std::move(body)));
}

TaskId Scheduler::Spawn(std::string_view name, std::unique_ptr<StateMachine> body,
                        TaskTraits traits) {
  RequireSettingUp();
  internal::AllocateFrom heap(nullptr);
  if (body == nullptr) {
    throw std::logic_error(fmt::format("'{}' is spawned with no StateMachine: it is null", name));
  }
  return AddTask(name, traits, internal::SpawnedBody(std::move(body)));
}

void Scheduler::RequireSettingUp() const {
  if (!program_.has_all_tasks_) return;
  throw std::logic_error(
      "a task spawns another by the scheduler, which is for the set-up: a Spawner is for tasks");
}

TaskId Scheduler::AddTask(std::string_view name, TaskTraits traits, internal::SpawnedBody body) {
  if (program_.tasks_.size() == kMaxTasks) {
    throw std::length_error("a scenario can have at most 64 tasks");
  }
  program_.tasks_.push_back({std::string(name), traits, std::move(body)});
  return static_cast<TaskId>(program_.tasks_.size()) - 1;
}

void Scheduler::RequireNoCapture(std::string_view name, bool captures) {
  if (!captures) return;
  internal::AllocateFrom heap(nullptr);
  throw std::logic_error(
      fmt::format("'{}' captures a reference to a variable of the set-up, which is gone when it is "
                  "used: capture the value, or Make what it refers to",
                  name));
}

void Scheduler::AddInvariant(std::string_view name, const Object* about,
                             std::function<Failure()> check, QuickCheck quick) {
  internal::AllocateFrom heap(nullptr);
  program_.invariants_.push_back({std::string(name), std::move(check), about});
  program_.quick_invariants_.push_back(quick);
}

void Scheduler::AddFinal(std::string_view name, std::function<Failure()> check) {
  internal::AllocateFrom heap(nullptr);
  program_.finals_.push_back({std::string(name), std::move(check)});
}

void Scheduler::AddObserver(std::string_view name, std::function<void(std::string&)> append,
                            bool grows, std::function<bool(std::string_view)> can_become) {
  internal::AllocateFrom heap(nullptr);
  program_.observers_.push_back(
      {std::string(name), std::move(append), grows, std::move(can_become)});
}

void Scheduler::Own(void* thing, const Object* object, std::size_t numbered_size,
                    void (*destroy)(void*)) {
  internal::AllocateFrom heap(nullptr);
  program_.owned_.push_back({thing, object == nullptr ? -1 : object->id(), numbered_size, destroy});
}

}  // namespace heddle
