#include "src/search/older_values.h"

namespace heddle {

OlderValues::OlderValues(const World& world) : values_(world.objects().size()) {
  for (const Object* object : world.objects()) {
    if (!object->traits().atomic) continue;
    values_[object->id()].push_back(static_cast<const AtomicBase*>(object)->word());
  }
}

bool OlderValues::IsLoad(const Operation& operation) {
  return operation.object->traits().atomic &&
         (operation.code == AtomicBase::kLoad || operation.code == AtomicBase::kAwait);
}

bool OlderValues::CanRead(const Operation& operation, int age) const {
  if (!IsLoad(operation)) return false;
  const std::vector<AtomicBase::Word>& values = values_[operation.object->id()];
  const auto back = static_cast<std::size_t>(age);
  if (back >= values.size()) return false;
  const auto& access = static_cast<const AtomicBase::AccessOperation&>(operation);
  return operation.code == AtomicBase::kLoad ||
         access.accepts(access, values[values.size() - 1 - back]);
}

void OlderValues::Performed(Operation& operation, int age) {
  if (!operation.object->traits().atomic) return;
  auto& access = static_cast<AtomicBase::AccessOperation&>(operation);
  std::vector<AtomicBase::Word>& values = values_[operation.object->id()];
  if (IsLoad(operation)) {
    access.seen = values[values.size() - 1 - static_cast<std::size_t>(age)];
  } else if (operation.code != AtomicBase::kCompareExchange || access.exchanged) {
    values.push_back(static_cast<const AtomicBase*>(operation.object)->word());
  }
}

}  // namespace heddle
