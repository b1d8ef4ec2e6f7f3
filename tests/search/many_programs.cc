#include "tests/search/many_programs.h"

#include <rapidcheck.h>

#include <chrono>
#include <cstdlib>

#include "src/guard/step_watch.h"

namespace heddle::internal {

namespace {

/// Why explorations stop from now on; empty as long as they do not.
std::string TimeIsUp() {
  const auto now = std::chrono::steady_clock::now();
  const Deadline deadline = EarliestDeadline(now, 0);
  return now > deadline.when ? deadline.words : "";
}

}  // namespace

testing::AssertionResult HoldsForMany(int programs, const std::string& description,
                                      const std::function<void()>& property) {
  const bool nightly = std::getenv("HEDDLE_NIGHTLY") != nullptr;
  const std::string parameters = "max_success=" + std::to_string(nightly ? 10'000 : programs);
  setenv("RC_PARAMS", parameters.c_str(), /*overwrite=*/0);
  std::string time_is_up;
  int held = 0;
  const bool holds = rc::check(description, [&] {
    if (time_is_up.empty()) time_is_up = TimeIsUp();
    if (!time_is_up.empty()) return;
    try {
      property();
    } catch (...) {
      time_is_up = TimeIsUp();
      if (time_is_up.empty()) throw;
      return;
    }
    ++held;
  });
  if (!holds) return testing::AssertionFailure() << description << ": not of the program above";
  if (time_is_up.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << time_is_up << " was reached; until then, it held for " << held << " programs";
}

}  // namespace heddle::internal
