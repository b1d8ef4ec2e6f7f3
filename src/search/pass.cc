#include "src/search/pass.h"

#include <fmt/format.h>
#include <heddle/internal/world_memory.h>

#include <new>
#include <string_view>

#include "src/guard/crash_guard.h"
#include "src/memory/memory_limit.h"
#include "src/search/search.h"
#include "src/search/strategies/dpor.h"

namespace heddle {

bool RunSearch(const std::function<void()>& search, Lessons& lessons, Findings& findings) {
  std::optional<RunAgain> again;
  bool out_of_memory = false;
  internal::out_of_memory = false;
  const auto crash = CrashGuard::RunAll([&] {
    try {
      search();
    } catch (const RunAgain& thrown) {
      again = thrown;
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
  });
  if (out_of_memory) {
    findings.Release();  // with the search goes its memory
    findings.StopBy(OutOfMemory());
    return true;
  }
  if (again) {
    lessons = again->lessons;
    return false;
  }
  if (crash == nullptr) return true;
  if (crash->cause == Crash::Cause::kOutOfTime && findings.far()) {
    // To come here again, and know the step, there is no time.
    findings.StopBy(findings.deadline().words);
    return true;
  }
  const bool suspicious = crash->cause == Crash::Cause::kSuspicious;
  if (suspicious && crash->number == 0) {
    findings.Abandon();  // a search of ours was left in its midst
  } else {
    findings.Release();
  }
  if (!lessons.guarded) {
    lessons.guarded = true;
    return false;
  }
  // It is not in a step, nor in a property, but in what is asked between steps.
  constexpr std::string_view kWhere = "an observer, an object or what an await waits for: ";
  findings.cut_short = true;
  if (suspicious) {
    findings.StopBy(fmt::format("{}{}", kWhere, crash->Words()));
  } else {
    ++findings.violations;
    findings.Violated({"crash", fmt::format("{}{}", kWhere, crash->Words())}, {});
    findings.Finish();
  }
  return true;
}

Pass::Pass(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
           const Lessons& lessons, std::chrono::steady_clock::time_point start)
    : scenario_(scenario),
      parameters_(parameters),
      options_(options),
      lessons_(lessons),
      world_(std::make_unique<World>(scenario, parameters, options.observe, options.memory, lessons,
                                     /*learns=*/true)),
      findings_(options, *world_, start) {}

bool Pass::Run() {
  if (!RunSearch([this] { Search(); }, lessons_, findings_)) return false;
  if (!world_->OrdersMatter() || findings_.stopped()) return true;
  lessons_.memory_orders = true;
  return false;
}

void Pass::Search() {
  switch (options_.strategy) {
    case Strategy::kAll:
      ExploreAll(*world_, options_, findings_);
      break;
    case Strategy::kDpor: {
      Dpor& dpor = *findings_.Hold(std::make_shared<Dpor>(*world_, options_, findings_, [this] {
        return std::make_unique<World>(scenario_, parameters_, options_.observe, options_.memory,
                                       lessons_, /*learns=*/true);
      }));
      dpor.Run();
      blocked_executions_ = dpor.blocked_executions();
      half_checked_ = dpor.HalfCheckedInvariant();
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
