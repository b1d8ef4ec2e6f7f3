// Why a counterexample fails, and since when it had to.

#include <fmt/format.h>
#include <heddle/explanation.h>

#include <chrono>
#include <map>
#include <memory>
#include <utility>

#include "src/guard/step_watch.h"
#include "src/search/arena_search.h"
#include "src/search/circumstances.h"
#include "src/search/counterexample.h"
#include "src/search/point_of_no_return.h"
#include "src/search/replay.h"
#include "src/search/trace_builder.h"

namespace heddle::internal {

using std::chrono::steady_clock;

namespace {

constexpr int kAnySteps = 1'000'000'000;
constexpr std::size_t kLongest = 2000;  // steps; beyond that nobody reads it

class Explaining {
 public:
  Explaining(const Scenario& scenario, const Trace& trace, const ExplainBudget& budget)
      : scenario_(scenario), trace_(trace) {
    std::map<std::string, std::string> given;
    for (const auto& value : trace.parameters) given[value.name] = value.text;
    parameters_ = scenario.Configure(given);
    transitions_ = TransitionsOf(trace);
    options_.observe = trace.observer;
    options_.limit_seconds = budget.seconds;
    options_.limit_executions = budget.states;
    options_.interrupted = budget.interrupted;
    lessons_.spurious_wakeups =
        budget.spurious_wakeups < 0 ? CountSpuriousWakeups(trace) : budget.spurious_wakeups;
    lessons_.memory_orders = MayBeRace(trace.violation->kind);
  }

  Explanation Run() {
    explanation_.remark = WhyNotRunAgain(*trace_.violation);
    if (!explanation_.remark.empty()) return std::move(explanation_);
    EndWhereItGoesWrong();
    NoteCircumstances(scenario_, parameters_, trace_, transitions_, lessons_, explanation_);
    FindPointOfNoReturn();
    return std::move(explanation_);
  }

 private:
  /// A real run, and what goes on past a violation, has further steps.
  void EndWhereItGoesWrong() {
    for (const bool orders : {false, true}) {
      Lessons lessons = lessons_;
      lessons.memory_orders = orders;
      const Trace failing = BuildTrace(scenario_, parameters_, trace_.observer, transitions_,
                                       kAnySteps, BuildUntil::kViolation, lessons);
      if (failing.violation != trace_.violation) continue;
      transitions_.resize(failing.steps.size());
      return;
    }
  }

  void FindPointOfNoReturn() {
    if (ReadsOlderStores(trace_)) {
      explanation_.remark = "it reads older values than the newest, and others are not looked for";
      return;
    }
    if (transitions_.size() > kLongest) {
      explanation_.remark = fmt::format("it is longer than {} steps", kLongest);
      return;
    }
    if (transitions_.empty()) {
      explanation_.established = Explanation::Established::kExactly;
      return;
    }
    LastHope hope = Search();
    if (!explanation_.remark.empty()) return;
    std::optional<Trace> passing = Passing(hope);
    if (hope.steps && !passing && !lessons_.memory_orders) {
      // It has a data race, which the search is now to know of.
      lessons_.memory_orders = true;
      hope = Search();
      passing = Passing(hope);
    }
    Note(hope, std::move(passing));
  }

  LastHope Search() {
    LastHope hope;
    std::string stopped_by;
    StepWatch watch(options_.limit_step_seconds,
                    EarliestDeadline(start_, options_.limit_seconds).when);
    const auto look = [&](internal::Search& search) {
      auto& states = *search.Hold(std::make_shared<HopeSearch>(search, transitions_));
      hope = states.Run();
      stopped_by = search.findings().stopped_by;
      explanation_.states = search.findings().states;
    };
    explanation_.remark = RunInArena(scenario_, parameters_, options_, start_, lessons_, look);
    stopped_by_ = stopped_by;
    return hope;
  }

  /// The passing execution that was found, if nothing is wrong with it.
  std::optional<Trace> Passing(const LastHope& hope) const {
    if (!hope.steps) return {};
    Lessons lessons = lessons_;
    lessons.memory_orders = true;
    Trace trace = BuildTrace(scenario_, parameters_, trace_.observer, hope.passing, kAnySteps,
                             BuildUntil::kLastTransition, lessons);
    if (trace.violation) return {};
    return trace;
  }

  void Note(const LastHope& hope, std::optional<Trace> passing) {
    using Established = Explanation::Established;
    if (hope.steps && !passing) {
      explanation_.remark = "the explorer and its replay judge a passing execution differently";
      return;
    }
    if (!hope.exact) {
      explanation_.remark = fmt::format("stopped by {}", stopped_by_);
      if (!hope.steps) return;
    }
    explanation_.established = hope.exact ? Established::kExactly : Established::kBounded;
    if (!hope.steps) return;
    explanation_.point_of_no_return = *hope.steps + 1;
    explanation_.passing = std::move(passing);
    explanation_.passing_is_nearest = hope.nearest;
  }

  const Scenario& scenario_;
  const Trace& trace_;
  Parameters parameters_;
  std::vector<Transition> transitions_;
  ExploreOptions options_;
  Lessons lessons_;
  const steady_clock::time_point start_ = steady_clock::now();
  std::string stopped_by_;
  Explanation explanation_;
};

}  // namespace

}  // namespace heddle::internal

namespace heddle {

Explanation Explain(const Scenario& scenario, const Trace& trace, const ExplainBudget& budget) {
  if (!trace.violation)
    throw UsageError("nothing goes wrong in the trace: there is nothing to explain");
  return internal::Explaining(scenario, trace, budget).Run();
}

}  // namespace heddle
