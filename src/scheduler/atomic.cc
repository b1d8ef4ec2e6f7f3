#include "src/scheduler/atomic.h"

#include "src/scheduler/scheduler.h"

namespace heddle {

void AtomicBase::NoteWeakerOrder() { scheduler().NoteWeakerOrder(); }

bool AtomicBase::Enabled(const Operation& operation, TaskId) const {
  if (operation.code != kAwait) return true;
  const auto& access = static_cast<const AccessOperation&>(operation);
  return access.accepts(access, word());
}

// Whether a compare-and-exchange writes depends on what others do, so it counts as a write.
Footprint AtomicBase::Touches(const Operation& operation, TaskId) const {
  const bool reads = operation.code == kLoad || operation.code == kAwait;
  return {Touch(reads ? Mode::kRead : Mode::kWrite), {}};
}

std::string_view AtomicBase::OperationName(const Operation& operation) const {
  switch (operation.code) {
    case kLoad:
      return "load";
    case kStore:
      return "store";
    case kExchange:
      return "exchange";
    case kCompareExchange:
      return "compare-exchange";
    case kFetchAdd:
      return "fetch-add";
    default:
      return "await";
  }
}

}  // namespace heddle
