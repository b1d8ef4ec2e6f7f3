#include "src/order/store_history.h"

#include <cstddef>

#include "src/order/memory_order.h"

namespace heddle::internal {

namespace {

bool WillDo(const Operation& operation, AtomicBase::Word value) {
  const auto& access = static_cast<const AtomicBase::AccessOperation&>(operation);
  return operation.code != AtomicBase::kAwait || access.accepts(access, value);
}

}  // namespace

StoreHistory::StoreHistory(const Program& program) : values_(program.objects().size()) {
  for (const Object* object : program.objects()) {
    if (!object->traits().atomic) continue;
    values_[object->id()].push_back(static_cast<const AtomicBase*>(object)->word());
  }
}

bool StoreHistory::IsLoad(const Operation& operation) {
  return operation.object->traits().atomic &&
         (operation.code == AtomicBase::kLoad || operation.code == AtomicBase::kAwait);
}

const AtomicBase::Word* StoreHistory::Find(const Operation& operation, int age) const {
  const std::vector<AtomicBase::Word>& values = values_[operation.object->id()];
  const auto back = static_cast<std::size_t>(age);
  return back < values.size() ? &values[values.size() - 1 - back] : nullptr;
}

bool StoreHistory::CanRead(const Operation& operation, int age) const {
  if (!IsLoad(operation)) return false;
  const AtomicBase::Word* value = Find(operation, age);
  return value != nullptr && WillDo(operation, *value);
}

bool StoreHistory::Read(Operation& load, int age) const {
  const AtomicBase::Word value = *Find(load, age);
  static_cast<AtomicBase::AccessOperation&>(load).seen = value;
  return WillDo(load, value);
}

void StoreHistory::Performed(const Operation& operation) {
  if (!operation.object->traits().atomic || IsLoad(operation)) return;
  if (!Writes(static_cast<const AtomicBase::AccessOperation&>(operation))) return;
  values_[operation.object->id()].push_back(
      static_cast<const AtomicBase*>(operation.object)->word());
}

}  // namespace heddle::internal
