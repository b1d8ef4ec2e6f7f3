#include "src/search/pass.h"

#include <fmt/format.h>
#include <heddle/internal/world_memory.h>

#include <new>
#include <string_view>
#include <utility>

#include "src/guard/crash_guard.h"
#include "src/memory/memory_limit.h"

namespace heddle::internal {

bool RunSearch(Search& search, const std::function<void()>& run, Lessons& lessons) {
  std::optional<RunAgain> again;
  bool out_of_memory = false;
  internal::out_of_memory = false;
  const auto crash = CrashGuard::RunAll([&] {
    try {
      run();
    } catch (const RunAgain& thrown) {
      again = thrown;
    } catch (const std::bad_alloc&) {
      out_of_memory = true;
    }
  });
  if (out_of_memory) {
    search.Release();  // with the search goes its memory
    search.StopBy(OutOfMemory());
    return true;
  }
  if (again) {
    lessons = again->lessons;
    return false;
  }
  if (crash == nullptr) return true;
  if (crash->cause == Crash::Cause::kOutOfTime && search.far()) {
    // To come here again, and know the step, there is no time.
    search.StopBy(search.deadline().words);
    return true;
  }
  const bool suspicious = crash->cause == Crash::Cause::kSuspicious;
  if (suspicious && crash->number == 0) {
    search.Abandon();  // a search of ours was left in its midst
  } else {
    search.Release();
  }
  if (!lessons.guarded) {
    lessons.guarded = true;
    return false;
  }
  // It is not in a step, nor in a property, but in what is asked between steps.
  constexpr std::string_view kWhere = "an observer, an object or what an await waits for: ";
  search.findings().cut_short = true;
  if (suspicious) {
    search.StopBy(fmt::format("{}{}", kWhere, crash->Words()));
  } else {
    ++search.findings().violations;
    search.Violated({"crash", fmt::format("{}{}", kWhere, crash->Words())}, {});
    search.Finish();
  }
  return true;
}

Pass::Pass(const Scenario& scenario, const Parameters& parameters, const ExploreOptions& options,
           const WorkItem& item, const Lessons& lessons,
           std::chrono::steady_clock::time_point start)
    : strategy_(SearchStrategyOf(options.strategy)),
      lessons_(lessons),
      world_(std::make_unique<World>(scenario, parameters, options.observe, options.memory, lessons,
                                     /*learns=*/true)),
      budget_(options, start),
      search_(*world_, options, budget_, item, [&scenario, &parameters, &options, lessons] {
        return std::make_unique<World>(scenario, parameters, options.observe, options.memory,
                                       lessons, /*learns=*/true);
      }) {
  search_.counts_executions = !strategy_.traits().by_state;
}

bool Pass::Run() {
  if (!RunSearch(
          search_, [this] { strategy_.Run(search_); }, lessons_))
    return false;
  if (!world_->OrdersMatter() || findings().stopped()) return true;
  lessons_.memory_orders = true;
  return false;
}

Findings Pass::TakeFindings() {
  Findings& findings = search_.findings();
  findings.weaker_orders = world_->program().weaker_orders();
  findings.to_violation.lessons = findings.to_reached.lessons = lessons_;
  return std::move(findings);
}

}  // namespace heddle::internal
