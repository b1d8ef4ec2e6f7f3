#include <fmt/format.h>
#include <heddle/maker.h>

#include <algorithm>
#include <stdexcept>

namespace heddle {

MakerBase::MakerBase(Scheduler& scheduler, std::string_view name, int most)
    : Object(scheduler, name,
             {.waits_as_touched = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .needs_no_lock = true,
              .ignores_ends = true,
              .destroys = true}),
      most_(most) {
  constexpr int kMost = 64;
  if (most >= 1 && most <= kMost) return;
  throw std::invalid_argument(
      fmt::format("'{}' lets each task make {} objects: it must be 1 to {}", name, most, kMost));
}

// Engines know all objects, of which type they are and where they lie, from the beginning.
void MakerBase::BeforeStart() {
  const int tasks = program().task_count();
  objects_.reserve(static_cast<std::size_t>(tasks) * most_);
  for (TaskId task = 0; task < tasks; ++task) {
    for (int number = 1; number <= most_; ++number) {
      Object& object =
          MakeFor(program().scheduler(), fmt::format("{} {}.{}", name(), NameOf(task), number));
      object.is_made_ = false;
      objects_.push_back(&object);
    }
  }
  counts_ = std::make_unique<Count[]>(tasks);
}

Object* MakerBase::NextOf(TaskId task) const {
  const int made = counts_[task].made;
  return made == most_ ? nullptr : objects_[static_cast<std::size_t>(task) * most_ + made];
}

void MakerBase::RequireOwn(const Object& target, TaskId task) const {
  if (std::find(objects_.begin(), objects_.end(), &target) != objects_.end()) return;
  throw Misuse(fmt::format("{} destroys '{}', which '{}' has not made", NameOf(task), target.name(),
                           name()));
}

Progress MakerBase::Perform(Operation& operation, TaskId task, int) {
  auto& own = static_cast<ObjectOperation&>(operation);
  if (operation.code == kDestroy) {
    RequireOwn(*own.target, task);
    program().Destroy(*own.target, task, operation.where);
    ++counts_[task].destroyed;
    return Progress::kDone;
  }
  own.target = NextOf(task);
  if (own.target == nullptr) {
    throw Misuse(
        fmt::format("{} makes more than {} of '{}': let each task make more, where that "
                    "is made",
                    NameOf(task), most_, name()));
  }
  own.target->is_made_ = true;
  ++counts_[task].made;
  return Progress::kDone;
}

// Nobody else touches an object before it is made, so that what makes it commutes with all that
// they do.
Footprint MakerBase::FootprintOf(const Operation& operation, TaskId task) const {
  if (operation.code == kDestroy) {
    return {AccessThatDestroys(*static_cast<const ObjectOperation&>(operation).target), {}};
  }
  const Object* const next = NextOf(task);
  if (next == nullptr) return {};  // misuse, whatever else is the case
  Access access;
  access.object = static_cast<std::uint16_t>(next->id());
  access.mode = Mode::kWrite;
  access.plain = true;
  return {access, {}};
}

Use MakerBase::Uses(const Operation& operation) const {
  if (operation.code != kDestroy) return {};
  return {static_cast<const ObjectOperation&>(operation).target, true};
}

std::string_view MakerBase::OperationName(const Operation& operation) const {
  return operation.code == kDestroy ? "destroy" : "make";
}

std::string MakerBase::OperationValue(const Operation& operation) const {
  const Object* const target = static_cast<const ObjectOperation&>(operation).target;
  return target == nullptr ? "" : target->name();
}

std::string MakerBase::Describe() const {
  int made = 0, destroyed = 0;
  for (TaskId task = 0; counts_ != nullptr && task < program().task_count(); ++task) {
    made += counts_[task].made;
    destroyed += counts_[task].destroyed;
  }
  return fmt::format("{} made{}", made,
                     destroyed == 0 ? std::string() : fmt::format(", {} destroyed", destroyed));
}

}  // namespace heddle
