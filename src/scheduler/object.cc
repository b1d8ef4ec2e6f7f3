#include "src/scheduler/object.h"

#include "src/scheduler/scheduler.h"

namespace heddle {

Object::Object(Scheduler& scheduler, const char* name, ObjectKind kind)
    : scheduler_(&scheduler),
      name_(name),
      id_(static_cast<std::uint16_t>(scheduler.Register(*this))),
      kind_(kind) {}

bool Object::Enabled(const Operation&, TaskId) const { return true; }
int Object::Choices(const Operation&) const { return 1; }
std::string Object::OperationValue(const Operation&) const { return {}; }
std::span<std::byte> Object::Payload(Operation&) { return {}; }
std::span<std::byte> Object::Residue(TaskId) { return {}; }

}  // namespace heddle
