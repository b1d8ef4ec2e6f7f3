#include <fmt/format.h>
#include <heddle/clock.h>
#include <heddle/executor.h>

namespace heddle {

std::string Clock::OperationValue(const Operation& operation) const {
  const auto& sleep = static_cast<const SleepOperation&>(operation);
  return fmt::format("{:.2f} s", static_cast<double>(sleep.due_microseconds) / 1e6);
}

std::string Clock::Describe() const {
  return fmt::format("{:.2f} s", static_cast<double>(program().executor().NowMicroseconds()) / 1e6);
}

}  // namespace heddle
