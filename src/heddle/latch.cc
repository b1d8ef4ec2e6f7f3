#include <fmt/format.h>
#include <heddle/latch.h>
#include <heddle/program.h>

#include <stdexcept>

namespace heddle {

Latch::Latch(Scheduler& scheduler, std::string_view name, int count)
    : Object(scheduler, name,
             {.in_one_order = true,
              .enabled_is_safe = true,
              .leaves_nothing = true,
              .ignores_ends = true}),
      count_(count) {
  if (count >= 0) return;
  throw std::invalid_argument(
      fmt::format("the latch '{}' has the count {}: it must be 0 or more", name, count));
}

bool Latch::Enabled(const Operation& operation, TaskId) const {
  return operation.code != kWait || count() == 0;
}

Progress Latch::Perform(Operation& operation, TaskId task, int) {
  switch (operation.code) {
    case kWait:
      break;
    case kTryWait:
      static_cast<TryWaitOperation&>(operation).open = count() == 0;
      break;
    default: {
      const int amount = static_cast<const CountOperation&>(operation).amount;
      const int before = count_.fetch_sub(amount, std::memory_order_relaxed);
      if (amount < 0 || before < amount) {
        count_.fetch_add(amount, std::memory_order_relaxed);
        throw Misuse(fmt::format("{} counts '{}' down by {}, which is at {}", NameOf(task), name(),
                                 amount, before));
      }
      if (operation.code == kCountDown) break;
      operation.code = kWait;
      return Progress::kMore;
    }
  }
  return Progress::kDone;
}

Footprint Latch::FootprintOf(const Operation& operation, TaskId) const {
  const bool reads = operation.code == kWait || operation.code == kTryWait;
  return {AccessIn(reads ? Mode::kRead : Mode::kWrite), {}};
}

std::string_view Latch::OperationName(const Operation& operation) const {
  static constexpr std::string_view kNames[] = {"count down", "wait", "try-wait", "arrive"};
  return kNames[operation.code];
}

std::string Latch::OperationValue(const Operation& operation) const {
  if (operation.code != kTryWait) return {};
  return static_cast<const TryWaitOperation&>(operation).open ? "true" : "false";
}

std::string Latch::Describe() const { return std::to_string(count()); }

}  // namespace heddle
