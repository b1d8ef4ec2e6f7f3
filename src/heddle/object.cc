#include <fmt/format.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <bit>

namespace heddle {

Object::Object(Scheduler& scheduler, std::string_view name, ObjectTraits traits)
    : program_(&scheduler.program()),
      id_(static_cast<std::uint16_t>(program_->Register(*this, name))),
      traits_(traits) {}

const char* Object::name() const { return program_->NameOf(*this).c_str(); }

Object::~Object() {
  if (!traits_.stand_in) program_->Unregister(*this);
}

bool Object::Enabled(const Operation&, TaskId) const { return true; }
int Object::Choices(const Operation&, TaskId) const { return 1; }
ChoiceKind Object::KindOf(const Operation&, TaskId, int) const { return ChoiceKind::kEnvironment; }
std::string Object::OperationValue(const Operation&) const { return {}; }
Obstacle Object::WaitsFor(const Operation&, TaskId) const { return {-1, Describe()}; }
std::optional<Leftover> Object::LeftBehind() const { return {}; }
std::string Object::TextOf(const void*) const { return {}; }
std::span<std::byte> Object::Payload(Operation&) { return {}; }
std::span<std::byte> Object::Residue(TaskId) { return {}; }

std::string Object::PointerText(const Object* object) const {
  return program_->PointerText(object);
}
std::string Object::PointerText(const void* thing) const { return program_->PointerText(thing); }
Access Object::AccessThatDestroys(const Object& target) {
  Access access = target.AccessIn(Mode::kWrite);
  access.plain = access.frees = true;
  // While somebody holds it, which is misuse, no lock can come just before this either.
  access.releases = target.Holders() != 0;
  return access;
}

const std::string& Object::NameOf(TaskId task) const { return program_->NameOf(task); }

std::string Object::NamesOf(std::uint64_t tasks) const {
  std::string text;
  for (; tasks != 0; tasks &= tasks - 1) {
    text += (text.empty() ? "" : ", ") + NameOf(std::countr_zero(tasks));
  }
  return text.empty() ? "nobody" : text;
}

int ChoicesOf(const Operation& operation, TaskId task) {
  const Object& object = *operation.object;
  const int choices = object.Choices(operation, task);
  if (choices >= 1 && choices <= kMaxChoices) return choices;
  throw std::logic_error(fmt::format("{}: {} can be performed in {} ways: there must be 1 to {}",
                                     object.name(), object.OperationName(operation), choices,
                                     kMaxChoices));
}

std::string_view WordForChoice(const Operation& operation, TaskId task, int choice) {
  if (!operation.has_choices) return {};
  const auto kind_of = [&](int one) { return operation.object->KindOf(operation, task, one); };
  const auto is_odd = [](ChoiceKind kind) {
    return kind == ChoiceKind::kSpurious || kind == ChoiceKind::kTimeout;
  };
  const ChoiceKind kind = kind_of(choice);
  if (is_odd(kind)) return NameOf(kind);
  // Where the last of the choices is the odd one, the others are how it goes by itself.
  const int choices = ChoicesOf(operation, task);
  return choices == 1 || is_odd(kind_of(choices - 1)) ? std::string_view() : NameOf(kind);
}

}  // namespace heddle
