#include "src/program/graveyard.h"

#include <fmt/format.h>
#include <heddle/internal/world_memory.h>

#include <utility>

namespace heddle::internal {

namespace {

std::string Place(const std::source_location& where) {
  const std::string_view file = where.file_name();
  return fmt::format("{}:{}", file.substr(file.rfind('/') + 1), where.line());
}

}  // namespace

/// Stands for an object that is dead, to operations on it and on what uses it.
class Graveyard::Stone final : public Object {
 public:
  /// @param asked  what says whether the operation could go on: the object itself, or a condition
  ///        that uses it; null if it is not there.
  Stone(Graveyard& graveyard, int id, Object* asked)
      : Object(graveyard.program_, id), graveyard_(graveyard), asked_(asked) {}

  bool Serves(int id, const Object* asked) const { return this->id() == id && asked_ == asked; }
  void set_graves(const Grave* graves) { graves_ = graves; }

  // Whoever waited when it died waits for ever: that shows at the end.
  bool Enabled(const Operation& operation, TaskId task) const override {
    return asked_ == nullptr || !operation.may_block || asked_->Enabled(operation, task);
  }

  Progress Perform(Operation& operation, TaskId task, int) override {
    throw UseAfterFree(fmt::format("{} uses '{}' ({} at {}), which {}", program().NameOf(task),
                                   name(), OperationName(operation), Place(operation.where),
                                   graveyard_.HowItDied(id(), graves_)));
  }

  // What is named is named in the same modes as before, but that nothing is put in or taken out.
  Footprint FootprintOf(const Operation& operation, TaskId task) const override {
    if (asked_ == nullptr) return {AccessIn(Mode::kWrite), {}};
    Footprint footprint = asked_->FootprintOf(operation, task);
    for (Access* access : {&footprint.first, &footprint.second}) {
      if (access->mode == Mode::kPush || access->mode == Mode::kPop) access->mode = Mode::kWrite;
    }
    return footprint;
  }

  std::string_view OperationName(const Operation& operation) const override {
    return asked_ == nullptr ? "use" : asked_->OperationName(operation);
  }
  std::string Describe() const override { return "destroyed"; }

 private:
  Graveyard& graveyard_;
  Object* const asked_;
  const Grave* graves_ = nullptr;
};

Graveyard::Graveyard(Program& program) : program_(program), objects_(program.objects()) {}

Graveyard::~Graveyard() = default;

Object* Graveyard::StoneOf(int id, Object* asked, const Grave* graves) {
  for (const auto& stone : stones_) {
    if (!stone->Serves(id, asked)) continue;
    stone->set_graves(graves);
    return stone.get();
  }
  AllocateFrom heap(nullptr);
  // In the place of the object there is its stone already, if it is gone.
  stones_.push_back(std::make_unique<Stone>(*this, id, asked));
  stones_.back()->set_graves(graves);
  return stones_.back().get();
}

void Graveyard::Bury(Object& object, const Grave* graves) {
  const int id = object.id();
  const bool gone = !graves[id].by_operation;
  program_.Replace(id, StoneOf(id, gone ? nullptr : &object, graves), gone);
}

Object* Graveyard::StoneFor(const Operation& operation, const Grave* graves) {
  const int count = static_cast<int>(objects_.size());
  for (int id = 0; id < count; ++id) {
    if (graves[id].dead && operation.object == objects_[id]) return program_.objects()[id];
  }
  // What destroys it once more says so itself, as long as it is there.
  const Use use = operation.object->Uses(operation);
  if (use.object == nullptr) return nullptr;
  for (int id = 0; id < count; ++id) {
    if (!graves[id].dead || use.object != objects_[id]) continue;
    if (!graves[id].by_operation) return StoneOf(id, nullptr, graves);
    return use.destroys ? nullptr : StoneOf(id, operation.object, graves);
  }
  return nullptr;
}

void Graveyard::Redirect(TaskState& state, const Grave* graves) {
  if (state.finished || state.pending == nullptr) return;
  if (Object* stone = StoneFor(*state.pending, graves)) state.pending->object = stone;
}

void Graveyard::Restore(const Grave* graves) {
  for (int id = 0; id < static_cast<int>(objects_.size()); ++id) {
    const bool dead = graves != nullptr && graves[id].dead;
    const bool gone = dead && !graves[id].by_operation;
    Object* const now = dead ? StoneOf(id, gone ? nullptr : objects_[id], graves) : objects_[id];
    if (program_.objects()[id] != now) program_.Replace(id, now, gone);
  }
}

std::string Graveyard::HowItDied(int id, const Grave* graves) const {
  const Grave& grave = graves[id];
  const std::string& who = program_.NameOf(grave.by);
  if (grave.by_operation) return fmt::format("{} destroyed at {}", who, Place(grave.where));
  if (grave.where.line() == 0) return fmt::format("{} destroyed at its end", who);
  return fmt::format("{} destroyed before {}", who, Place(grave.where));
}

}  // namespace heddle::internal
