#include <fmt/format.h>
#include <heddle/spawner.h>

#include <cstdint>
#include <stdexcept>

namespace heddle {

/// A task of the spawner's begins: waits until it is spawned, and takes its body.
class HEDDLE_OPERATION Spawner::BeginOperation : public Operation {
 public:
  BeginOperation(Spawner& spawner, std::source_location where)
      : Operation(spawner, kBegin, /*may_block=*/true, where), spawner_(spawner) {}
  Task<> await_resume() { return std::move(spawner_.bodies_[index]); }
  int index = 0;

 private:
  Spawner& spawner_;
};

Spawner::Spawner(Scheduler& scheduler, std::string_view name, int most)
    : Object(scheduler, name,
             {.waits_as_touched = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .ignores_ends = true}),
      most_(most) {
  if (most < 1) {
    throw std::invalid_argument(
        fmt::format("'{}' can spawn {} tasks: there must be 1 or more", name, most));
  }
  bodies_.reserve(most);
  for (int number = 1; number <= most; ++number) {
    const TaskId task = scheduler.Spawn(fmt::format("{} {}", name, number), Run(*this));
    if (number == 1) first_ = task;
  }
}

Task<> Spawner::Run(Spawner& self) {
  Task<> body = co_await self.Begin();
  co_await std::move(body);
}

Spawner::BeginOperation Spawner::Begin() {
  return BeginOperation(*this, std::source_location::current());
}

Spawner::SpawnOperation Spawner::Spawn(Task<> body, std::source_location where) {
  if (const internal::Objection* const objection = body.objection()) {
    throw std::logic_error(fmt::format("'{}' cannot spawn that: {}", name(), objection->text));
  }
  return SpawnOperation(*this, std::move(body), where);
}

bool Spawner::Enabled(const Operation& operation, TaskId task) const {
  return operation.code != kBegin || task - first_ < spawned_;
}

Progress Spawner::Perform(Operation& operation, TaskId task, int) {
  if (operation.code == kBegin) {
    static_cast<BeginOperation&>(operation).index = task - first_;
    return Progress::kDone;
  }
  if (spawned_ == most_) {
    throw Misuse(fmt::format("'{}' spawns more than {} tasks: let it spawn more, where it is made",
                             name(), most_));
  }
  auto& spawn = static_cast<SpawnOperation&>(operation);
  bodies_.push_back(std::move(spawn.body));
  spawn.spawned = first_ + spawned_++;
  operation.woken |= std::uint64_t{1} << spawn.spawned;
  return Progress::kDone;
}

// Which task a spawn gives hangs on the spawns before it. A beginning is ordered after its spawn,
// as what awaits a notice is, and after nothing else.
Footprint Spawner::FootprintOf(const Operation& operation, TaskId) const {
  if (operation.code == kBegin) return {};
  return {AccessIn(Mode::kWrite), {}};
}

std::string_view Spawner::OperationName(const Operation& operation) const {
  return operation.code == kBegin ? "begin" : "spawn";
}

std::string Spawner::OperationValue(const Operation& operation) const {
  if (operation.code == kBegin) return {};
  return program().NameOf(static_cast<const SpawnOperation&>(operation).spawned);
}

std::string Spawner::Describe() const { return fmt::format("{} of {} spawned", spawned_, most_); }

Obstacle Spawner::WaitsFor(const Operation& operation, TaskId) const {
  return {-1, operation.code == kBegin ? "nobody has spawned it" : ""};
}

}  // namespace heddle
