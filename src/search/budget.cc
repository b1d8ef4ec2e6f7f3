#include "src/search/budget.h"

#include "src/guard/crash_guard.h"
#include "src/search/findings.h"

namespace heddle::internal {

using std::chrono::steady_clock;

Budget::Budget(const ExploreOptions& options, steady_clock::time_point start)
    : options_(options),
      start_(start),
      deadline_(EarliestDeadline(start, options.limit_seconds)),
      memory_(options.limit_memory_mib),
      last_progress_(start) {}

double Budget::seconds() const {
  return std::chrono::duration<double>(steady_clock::now() - start_).count();
}

std::optional<std::string> Budget::Spent(const Findings& so_far, int depth, double part_done) {
  StepWatch::NoteProgress();
  const Unguarded callers_own;
  std::optional<std::string> spent;
  if (options_.interrupted && options_.interrupted()) spent = "an interrupt";
  const auto now = steady_clock::now();
  if (!spent && now > deadline_.when) spent = deadline_.words;
  if (auto exceeded = memory_.Exceeded(now); exceeded && !spent) spent = std::move(exceeded);
  constexpr std::chrono::milliseconds kBetweenReports(200);
  if (!options_.progress || now - last_progress_ < kBetweenReports) return spent;
  last_progress_ = now;
  options_.progress({options_.strategy, static_cast<std::uint64_t>(so_far.executions), so_far.steps,
                     so_far.states, depth, seconds(), part_done});
  return spent;
}

}  // namespace heddle::internal
