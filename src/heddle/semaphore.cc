#include <fmt/format.h>
#include <heddle/semaphore.h>

#include <stdexcept>

namespace heddle {

Semaphore::Semaphore(Scheduler& scheduler, std::string_view name, int count)
    : Object(scheduler, name,
             {.in_one_order = true,
              .waits_as_touched = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .ignores_ends = true,
              .in_processes = true}),
      count_(count) {
  if (count >= 0) return;
  throw std::invalid_argument(
      fmt::format("the semaphore '{}' has the count {}: it must be 0 or more", name, count));
}

bool Semaphore::Enabled(const Operation& operation, TaskId) const {
  return operation.code != kAcquire || count_ > 0;
}

Progress Semaphore::Perform(Operation& operation, TaskId, int) {
  if (operation.code == kTryAcquire) {
    const bool takes = count_ > 0;
    static_cast<TryAcquireOperation&>(operation).taken = takes;
    if (takes) --count_;
    return Progress::kDone;
  }
  count_ += operation.code == kAcquire ? -1 : 1;
  return Progress::kDone;
}

Footprint Semaphore::FootprintOf(const Operation& operation, TaskId) const {
  Access access = AccessIn(Mode::kWrite);
  // At 0, no acquire can come just before a release, nor before what tries in vain.
  if (operation.code == kAcquire) {
    access.acquires = true;
  } else {
    access.releases = count_ == 0;
  }
  return {access, {}};
}

std::string_view Semaphore::OperationName(const Operation& operation) const {
  if (operation.code == kTryAcquire) return "try-acquire";
  return operation.code == kAcquire ? "acquire" : "release";
}

std::string Semaphore::OperationValue(const Operation& operation) const {
  if (operation.code != kTryAcquire) return {};
  return static_cast<const TryAcquireOperation&>(operation).taken ? "true" : "false";
}

std::string Semaphore::Describe() const { return std::to_string(count_); }

}  // namespace heddle
