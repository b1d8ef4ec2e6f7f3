#include <fmt/format.h>
#include <heddle/atomic_base.h>
#include <heddle/executor.h>

#include <algorithm>

namespace heddle {

void AtomicBase::NoteWeakerOrder() { program().NoteWeakerOrder(); }

void AtomicBase::RefuseOrder(std::memory_order order, const char* what, const char* right) const {
  static constexpr std::string_view kNames[] = {"relaxed", "consume", "acquire",
                                                "release", "acq_rel", "seq_cst"};
  throw Misuse(fmt::format("'{}': {} cannot have the order {}: it must be {}", name(), what,
                           kNames[static_cast<int>(order)], right));
}

bool AtomicBase::RunsForReal() const { return program().executor().RunsForReal(); }

bool AtomicBase::Enabled(const Operation& operation, TaskId task) const {
  if (operation.code == kWake) return waiters_.IsNotified(task);
  if (operation.code != kAwait) return true;
  const auto& access = static_cast<const AccessOperation&>(operation);
  return access.accepts(access, word());
}

Progress AtomicBase::PerformWaiting(AccessOperation& access, TaskId task, int choice) {
  switch (access.code) {
    case kNotifyOne:
      access.woken = waiters_.One(choice);
      break;
    case kNotifyAll:
      access.woken = waiters_.waiting();
      break;
    default:  // a wait, at first or once more
      waiters_.Leave(task);
      access.seen = word();
      if (access.seen != access.expected) return Progress::kDone;
      waiters_.Wait(task);
      access.code = kWake;
      return Progress::kMore;
  }
  if (access.woken == 0 && program().executor().Remembers()) NoteUnheard();
  waiters_.Notify(access.woken);
  return Progress::kDone;
}

int AtomicBase::Choices(const Operation& operation, TaskId task) const {
  if (operation.code == kNotifyOne) return std::max(waiters_.count(), 1);
  const auto& access = static_cast<const AccessOperation&>(operation);
  const bool spent = (spent_.load(std::memory_order_relaxed) >> task & 1) != 0;
  return access.weak && !spent && word() == access.expected ? 2 : 1;
}

ChoiceKind AtomicBase::KindOf(const Operation& operation, TaskId, int choice) const {
  if (operation.code == kNotifyOne) return ChoiceKind::kWakeup;
  return choice == 0 ? ChoiceKind::kEnvironment : ChoiceKind::kSpurious;
}

Obstacle AtomicBase::WaitsFor(const Operation& operation, TaskId task) const {
  if (operation.code != kWake) return Object::WaitsFor(operation, task);
  const bool same = word() == static_cast<const AccessOperation&>(operation).expected;
  return {-1,
          same ? fmt::format("it is still {}, and nobody has notified it", Describe())
               : fmt::format("it is {} by now, but nobody has notified it", Describe()),
          unheard_.load(std::memory_order_relaxed)};
}

// A wait reads, and what it notes of its own task commutes with all but a notification. A
// compare-and-exchange that finds another value than it expects is a read. Only a write, which
// depends on a read, can change that.
Footprint AtomicBase::FootprintOf(const Operation& operation, TaskId) const {
  bool reads = operation.code == kLoad || operation.code == kAwait || operation.code == kWait ||
               operation.code == kWake;
  if (operation.code == kCompareExchange) {
    reads = word() != static_cast<const AccessOperation&>(operation).expected;
  }
  return {AccessIn(reads ? Mode::kRead : Mode::kWrite), {}};
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
    case kFetchSub:
      return "fetch-sub";
    case kFetchAnd:
      return "fetch-and";
    case kFetchOr:
      return "fetch-or";
    case kFetchXor:
      return "fetch-xor";
    case kWait:
      return "wait";
    case kWake:
      return "wake";
    case kNotifyOne:
      return "notify one";
    case kNotifyAll:
      return "notify all";
    default:
      return "await";
  }
}

}  // namespace heddle
