#include <fmt/format.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

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
int Object::Choices(const Operation&) const { return 1; }
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
const std::string& Object::NameOf(TaskId task) const { return program_->NameOf(task); }

int ChoicesOf(const Operation& operation) {
  const Object& object = *operation.object;
  const int choices = object.Choices(operation);
  if (choices >= 1 && choices <= kMostChoices) return choices;
  throw std::logic_error(fmt::format("{}: {} can be performed in {} ways: there must be 1 to {}",
                                     object.name(), object.OperationName(operation), choices,
                                     kMostChoices));
}

}  // namespace heddle
