#include <fmt/format.h>
#include <heddle/check.h>

#include <optional>
#include <ostream>

#include "src/heddle/variables.h"

namespace heddle {

namespace {

using Verdict = CheckResult::Verdict;

Verdict VerdictOf(const Exploration& found) {
  switch (found.verdict) {
    case Exploration::Verdict::kViolated:
      return Verdict::kViolated;
    case Exploration::Verdict::kHolds:
      return found.complete ? Verdict::kHolds : Verdict::kUnknown;
    case Exploration::Verdict::kHoldsSc:
      return found.complete_sc ? Verdict::kHoldsSc : Verdict::kUnknown;
    default:
      return Verdict::kUnknown;
  }
}

/// In one line, of what does not hold in every interleaving.
std::string Why(const Exploration& found, const Strategy& strategy) {
  if (found.violation) return found.violation->kind + ": " + found.violation->message;
  return internal::WhyNotAll(found, strategy);
}

/// One execution as if it were all that could be visited in the time.
Exploration ExplorationOf(const internal::Replayed& replayed) {
  Exploration found;
  found.verdict = Exploration::Verdict::kStopped;
  found.trace = replayed.trace;
  found.violation = replayed.trace.violation;
  if (found.violation) {
    found.verdict = Exploration::Verdict::kViolated;
    found.violations = 1;
  } else {
    found.remark = "nothing is wrong in the one execution that was replayed";
  }
  return found;
}

std::string_view InWords(Verdict verdict) {
  switch (verdict) {
    case Verdict::kHolds:
      return "holds in every interleaving";
    case Verdict::kHoldsSc:
      return "holds under sequential consistency, and the program names weaker memory orders";
    case Verdict::kViolated:
      return "does not hold";
    default:
      return "it is not known whether it holds in every interleaving";
  }
}

}  // namespace

std::string internal::WhyNotAll(const Exploration& found, const Strategy& strategy) {
  if (!found.remark.empty() || strategy.traits().exhaustive) return found.remark;
  return fmt::format("{} visits some executions and never all", NameOf(strategy));
}

Configured::Configured(const Scenario& scenario, const std::map<std::string, std::string>& given)
    : scenario_(scenario), parameters_(scenario.Configure(given)) {}

std::string Configured::Text() const {
  const std::string values = parameters_.Text();
  return values.empty() ? scenario_.name : scenario_.name + " " + values;
}

Configured Configured::Offering(const std::string& observer) const {
  Configured offering = *this;
  if (bare_ && !observer.empty()) offering.scenario_.observers.push_back({observer, ""});
  return offering;
}

CheckResult Check(const Configured& program, const ExploreOptions& options) {
  if (options.reach) throw UsageError("Check looks for no value to reach: Reach does");
  const ExploreOptions chosen = internal::WithStrategyOfVariable(options);
  CheckResult result;
  result.scenario = program.Text();
  if (const auto replayed = internal::ReplayOfVariable(program, {})) {
    result.exploration = ExplorationOf(*replayed);
    result.replayed_from = replayed->file;
  } else {
    result.exploration =
        Explore(program.Offering(chosen.observe).scenario(), program.parameters(), chosen);
  }
  const Exploration& found = result.exploration;
  result.verdict = VerdictOf(found);
  if (!result.holds()) result.why = Why(found, chosen.strategy);
  if (found.trace && result.replayed_from.empty()) {
    result.trace_file = internal::WriteTraceOfVariable(program.Offering(chosen.observe).scenario(),
                                                       *found.trace, found.minimised);
  }
  return result;
}

std::string CheckResult::Text() const {
  std::string text =
      fmt::format("{}: {}{}{}\n", scenario, InWords(verdict), why.empty() ? "" : ": ", why);
  if (exploration.trace) {
    text += internal::TraceWithCommands(*exploration.trace, trace_file, replayed_from, test);
  }
  return text;
}

std::ostream& operator<<(std::ostream& out, const CheckResult& result) {
  return out << result.Text();
}

}  // namespace heddle
