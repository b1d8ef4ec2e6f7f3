#include "src/explorer/pass.h"

#include <fmt/format.h>

#include "src/explorer/crash_guard.h"
#include "src/explorer/dpor.h"
#include "src/explorer/search.h"

namespace heddle {

Pass::Pass(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
           const Lessons& lessons, std::chrono::steady_clock::time_point start)
    : scenario_(scenario),
      parameters_(parameters),
      options_(options),
      lessons_(lessons),
      world_(
          std::make_unique<World>(scenario, parameters, options.observe, options.memory, lessons)),
      findings_(options, *world_, start) {}

bool Pass::Run() {
  std::optional<RunAgain> again;
  const auto crash = CrashGuard::Run([&] {
    try {
      Search();
    } catch (const RunAgain& thrown) {
      again = thrown;
    }
  });
  if (again) {
    lessons_ = again->lessons;
    return false;
  }
  if (crash == nullptr) return true;
  findings_.Release();
  if (!lessons_.guarded) {
    lessons_.guarded = true;
    return false;
  }
  // Not within a step, nor in a property: in what the explorer asks between steps.
  findings_.cut_short = true;
  ++findings_.violations;
  findings_.Violated({"crash", fmt::format("an observer, an object or what an await waits for: {}",
                                           crash->Words())},
                     {});
  findings_.Finish();
  return true;
}

void Pass::Search() {
  switch (options_.strategy) {
    case Strategy::kAll:
      ExploreAll(*world_, options_, findings_);
      break;
    case Strategy::kDpor: {
      const auto dpor = findings_.Hold(std::make_shared<Dpor>(*world_, options_, findings_, [this] {
        return std::make_unique<World>(scenario_, parameters_, options_.observe, options_.memory,
                                       lessons_);
      }));
      dpor->Run();
      blocked_executions_ = dpor->blocked_executions();
      half_checked_ = dpor->HalfCheckedInvariant();
      break;
    }
    case Strategy::kStates:
      ExploreStates(*world_, options_, findings_);
      break;
    case Strategy::kCount:
      ExploreCount(*world_, options_, findings_);
      break;
    case Strategy::kRandom:
      ExploreRandom(*world_, options_, findings_);
      break;
    case Strategy::kPct:
      ExplorePct(*world_, options_, findings_);
      break;
    case Strategy::kPos:
      ExplorePos(*world_, options_, findings_);
      break;
  }
}

}  // namespace heddle
