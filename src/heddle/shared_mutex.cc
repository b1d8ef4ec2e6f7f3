#include <fmt/format.h>
#include <heddle/executor.h>
#include <heddle/shared_mutex.h>

#include <bit>

namespace heddle {

namespace {

bool IsShared(const Operation& operation) { return operation.code >= SharedMutex::kLockShared; }

bool GivesBack(const Operation& operation) {
  return operation.code == SharedMutex::kUnlock || operation.code == SharedMutex::kUnlockShared;
}

bool Tries(const Operation& operation) {
  return operation.code == SharedMutex::kTryLock || operation.code == SharedMutex::kTryLockShared;
}

}  // namespace

bool SharedMutex::IsMisuse(const Operation& operation, TaskId task) const {
  const bool writes = writer_ == task;
  const bool reads = IsReadBy(task);
  if (!GivesBack(operation)) return writes || reads;
  return IsShared(operation) ? !reads : !writes;
}

bool SharedMutex::HasRoomFor(const Operation& operation) const {
  return writer_ == kNobody && (IsShared(operation) || readers() == 0);
}

// Misuse is let through, so that it is reported as that and not as a deadlock.
bool SharedMutex::Enabled(const Operation& operation, TaskId task) const {
  return GivesBack(operation) || HasRoomFor(operation) || IsMisuse(operation, task);
}

Progress SharedMutex::Perform(Operation& operation, TaskId task, int) {
  if (IsMisuse(operation, task)) Refuse(operation, task);
  const std::uint64_t self = std::uint64_t{1} << task;
  const bool shared = IsShared(operation);
  if (GivesBack(operation)) {
    if (shared) {
      readers_.fetch_and(~self, std::memory_order_relaxed);
    } else {
      writer_ = kNobody;
    }
    return Progress::kDone;
  }
  const bool takes = HasRoomFor(operation);
  if (Tries(operation)) static_cast<TryOperation&>(operation).taken = takes;
  if (!takes) return Progress::kDone;
  if (shared) {
    readers_.fetch_or(self, std::memory_order_relaxed);
  } else {
    writer_ = task;
  }
  return Progress::kDone;
}

void SharedMutex::Refuse(const Operation& operation, TaskId task) const {
  const bool gives_back = GivesBack(operation);
  const char* what = !gives_back           ? "locks"
                     : IsShared(operation) ? "unlocks as a reader"
                                           : "unlocks";
  throw Misuse(fmt::format("{} {} '{}', which it {}", NameOf(task), what, name(),
                           gives_back ? "does not hold so" : "holds already"));
}

// What readers do commutes: neither lets another reader in or keeps it out. Misuse goes wrong in
// whichever state the mutex is, and changes nothing.
Footprint SharedMutex::FootprintOf(const Operation& operation, TaskId task) const {
  if (IsMisuse(operation, task)) return {};
  return {AccessIn(IsShared(operation) ? Mode::kRead : Mode::kWrite), {}};
}

std::string_view SharedMutex::OperationName(const Operation& operation) const {
  static constexpr std::string_view kNames[] = {"lock",        "unlock",        "try-lock",
                                                "lock shared", "unlock shared", "try-lock shared"};
  return kNames[operation.code];
}

std::string SharedMutex::OperationValue(const Operation& operation) const {
  if (!Tries(operation)) return {};
  return static_cast<const TryOperation&>(operation).taken ? "true" : "false";
}

std::string SharedMutex::Describe() const {
  if (writer_ != kNobody) return "held by " + NameOf(writer_);
  return readers() == 0 ? "free" : "read by " + NamesOf(readers());
}

Obstacle SharedMutex::WaitsFor(const Operation&, TaskId) const {
  const std::uint64_t holders = Holders();
  return {holders == 0 ? -1 : std::countr_zero(holders), Describe()};
}

std::uint64_t SharedMutex::Holders() const {
  return writer_ == kNobody ? readers() : std::uint64_t{1} << writer_;
}

std::optional<Leftover> SharedMutex::LeftBehind() const {
  if (program().held_locks_allowed()) return {};
  for (std::uint64_t rest = Holders(); rest != 0; rest &= rest - 1) {
    const TaskId holder = std::countr_zero(rest);
    // Who waits for ever may do so with a lock: that is wrong for another reason, or allowed.
    if (!program().task_state(holder).finished) continue;
    return Leftover{"held-lock",
                    fmt::format("{} has ended and still holds '{}'", NameOf(holder), name())};
  }
  return {};
}

}  // namespace heddle
