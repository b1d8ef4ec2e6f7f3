#include <fmt/format.h>
#include <heddle/atomic.h>
#include <heddle/scheduler.h>

namespace heddle {

void AtomicBase::NoteWeakerOrder() { program().NoteWeakerOrder(); }

void AtomicBase::RefuseOrder(std::memory_order order, const char* what, const char* right) const {
  static constexpr std::string_view kNames[] = {"relaxed", "consume", "acquire",
                                                "release", "acq_rel", "seq_cst"};
  throw Misuse(fmt::format("'{}': {} cannot have the order {}: it must be {}", name(), what,
                           kNames[static_cast<int>(order)], right));
}

bool AtomicBase::Enabled(const Operation& operation, TaskId) const {
  if (operation.code != kAwait) return true;
  const auto& access = static_cast<const AccessOperation&>(operation);
  return access.accepts(access, word());
}

// A compare-and-exchange that finds another value than it expects is a read. Only a write, which
// depends on a read, can change that.
Footprint AtomicBase::Touches(const Operation& operation, TaskId) const {
  bool reads = operation.code == kLoad || operation.code == kAwait;
  if (operation.code == kCompareExchange) {
    reads = word() != static_cast<const AccessOperation&>(operation).expected;
  }
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
