#include "src/search/parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "src/guard/step_watch.h"
#include "src/memory/data_segment.h"
#include "src/search/pass.h"

namespace heddle::internal {

using std::chrono::steady_clock;

namespace {

/// Whether a pass, run once more and without the caller's own functions, changes a static variable:
/// not one that was made on its first use in the pass before, then, nor one of these functions'.
/// A pass that takes long is run for a while.
bool ChangesStaticsAgain(const Scenario& scenario, const Parameters& parameters,
                         const ExploreOptions& options, const WorkItem& item,
                         const Lessons& lessons) {
  constexpr double kSeconds = 2;
  ExploreOptions again = options;
  again.progress = {};
  again.interrupted = {};
  again.limit_seconds =
      options.limit_seconds > 0 ? std::min(options.limit_seconds, kSeconds) : kSeconds;
  const DataSegments statics;
  Pass pass(scenario, parameters, again, item, lessons, steady_clock::now());
  pass.Run();
  return !statics.Same();
}

/// The numbers of all samples, in so many shares.
std::vector<WorkItem> DivideSamples(const WorkItem& whole, int parts) {
  std::vector<WorkItem> items;
  std::uint64_t first = whole.first_sample, left = whole.samples;
  for (auto shares = static_cast<std::uint64_t>(parts); left != 0; --shares) {
    const std::uint64_t share = (left + shares - 1) / shares;
    items.push_back({{}, first, share, whole.lessons});
    first += share;
    left -= share;
  }
  return items;
}

}  // namespace

WorkItem WholeOf(const ExploreOptions& options, const Lessons& lessons) {
  WorkItem whole{{}, options.first_sample, options.samples, lessons};
  whole.lessons.spurious_wakeups = options.spurious_wakeups;
  return whole;
}

Part SearchPart(const Scenario& scenario, const Parameters& parameters,
                const ExploreOptions& options, const WorkItem& item, std::optional<int> leave_at,
                steady_clock::time_point start) {
  const StepWatch watch(options.limit_step_seconds,
                        EarliestDeadline(start, options.limit_seconds).when);
  const DataSegments statics;
  std::optional<DataSegments> statics_of_pass;  // where they are watched
  std::unique_ptr<Pass> pass;
  for (Lessons lessons = item.lessons;;) {
    pass.reset();  // before another takes memory
    if (lessons.watches_statics) statics_of_pass.emplace().Note();
    pass = std::make_unique<Pass>(scenario, parameters, options, item, lessons, start);
    if (leave_at) pass->LeaveAt(*leave_at);
    const bool over = pass->Run();
    lessons = pass->lessons();
    if (!over) continue;
    // What has no time to come to its end claims nothing that would need it.
    if (pass->findings().stopped()) break;
    if (lessons.watches_statics) {
      if (const auto changed = statics_of_pass->Changed())
        RefuseHiddenChange(scenario.name, *changed);
      break;
    }
    if (statics.Same()) break;
    if (!ChangesStaticsAgain(scenario, parameters, options, item, lessons)) break;
    lessons.watches_statics = true;
  }
  pass->world().RequireRoom();
  Part part{pass->TakeFindings(), pass->TakeLeft(), pass->lessons()};
  for (WorkItem& left : part.left) left.lessons = part.lessons;
  return part;
}

Part DivideWork(const Scenario& scenario, const Parameters& parameters,
                const ExploreOptions& options, const WorkItem& whole, int parts) {
  if (Draws(options.strategy)) {
    return {Findings(options.list_outcomes), DivideSamples(whole, parts), whole.lessons};
  }
  if (!options.strategy.traits().divisible) {
    throw UsageError(fmt::format("the work of the strategy {} cannot be divided: {}",
                                 NameOf(options.strategy),
                                 "what is found in one part says what there is in another"));
  }
  for (int depth = 0;; ++depth) {
    Part part = SearchPart(scenario, parameters, options, whole, depth);
    const bool enough = part.left.empty() || static_cast<int>(part.left.size()) >= parts;
    if (enough || part.findings.ended_early) return part;
  }
}

Exploration ExploreInParts(const Scenario& scenario, const Parameters& parameters,
                           const ExploreOptions& options, int parts) {
  CheckOptions(scenario, options);
  const auto start = steady_clock::now();
  for (Lessons lessons;;) {
    Part sum = DivideWork(scenario, parameters, options, WholeOf(options, lessons), parts);
    const std::vector<WorkItem> items = std::move(sum.left);
    bool learnt = false;
    for (const WorkItem& item : items) {
      if (sum.findings.ended_early) break;
      Part part = SearchPart(scenario, parameters, options, item);
      learnt |= part.lessons != item.lessons;
      sum.lessons.Add(part.lessons);
      sum.findings.Merge(std::move(part.findings));
    }
    if (!learnt || sum.findings.ended_early) {
      return Conclude(scenario, parameters, options, std::move(sum.findings), start);
    }
    lessons = std::move(sum.lessons);
  }
}

}  // namespace heddle::internal
