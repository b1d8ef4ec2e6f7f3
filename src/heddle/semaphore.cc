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
  return operation.code == kRelease || count_ > 0;
}

Progress Semaphore::Perform(Operation& operation, TaskId, int) {
  count_ += operation.code == kAcquire ? -1 : 1;
  return Progress::kDone;
}

Footprint Semaphore::Touches(const Operation& operation, TaskId) const {
  Access access = Touch(Mode::kWrite);
  if (operation.code == kAcquire) {
    access.acquires = true;
  } else {
    access.releases = count_ == 0;
  }
  return {access, {}};
}

std::string_view Semaphore::OperationName(const Operation& operation) const {
  return operation.code == kAcquire ? "acquire" : "release";
}

std::string Semaphore::Describe() const { return std::to_string(count_); }

}  // namespace heddle
