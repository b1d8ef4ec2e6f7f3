#include <fmt/format.h>
#include <heddle/reach.h>

#include <ostream>

#include "src/heddle/variables.h"

namespace heddle {

namespace {

using Verdict = ReachResult::Verdict;

std::string_view InWords(Verdict verdict) {
  switch (verdict) {
    case Verdict::kReached:
      return "is reached";
    case Verdict::kUnreachable:
      return "is reached in no interleaving";
    case Verdict::kUnreachableSc:
      return "is not reached under sequential consistency, and the program names weaker memory "
             "orders";
    default:
      return "is not reached in what was visited, which is not all";
  }
}

void Judge(ReachResult& result, const Exploration& found, const Strategy& strategy) {
  result.trace = found.reached;
  if (found.reached) {
    result.verdict = Verdict::kReached;
    return;
  }
  if (found.complete) {
    result.verdict = Verdict::kUnreachable;
    return;
  }
  result.verdict = found.complete_sc ? Verdict::kUnreachableSc : Verdict::kUnknown;
  result.why = internal::WhyNotAll(found, strategy);
}

}  // namespace

ReachResult Reach(const Configured& program, const std::string& observer, const std::string& value,
                  const ExploreOptions& options) {
  ExploreOptions chosen = internal::WithStrategyOfVariable(options);
  chosen.observe = observer;
  chosen.reach = value;
  ReachResult result;
  result.scenario = program.Text();
  result.observer = observer;
  result.value = value;
  if (const auto replayed = internal::ReplayOfVariable(program, observer)) {
    result.replayed_from = replayed->file;
    result.trace = replayed->trace;
    if (replayed->trace.outcome == value) {
      result.verdict = Verdict::kReached;
    } else {
      result.why = "the one execution that was replayed does not end with it";
    }
    return result;
  }
  const Configured offering = program.Offering(observer);
  Judge(result, Explore(offering.scenario(), offering.parameters(), chosen), chosen.strategy);
  if (result.trace) {
    result.trace_file =
        internal::WriteTraceOfVariable(program.Offering(observer).scenario(), *result.trace, {});
  }
  return result;
}

std::string ReachResult::Text() const {
  std::string text = fmt::format("{}: {} = {} {}{}{}\n", scenario, observer, value,
                                 InWords(verdict), why.empty() ? "" : ": ", why);
  if (trace) text += internal::TraceWithCommands(*trace, trace_file, replayed_from, test);
  return text;
}

std::ostream& operator<<(std::ostream& out, const ReachResult& result) {
  return out << result.Text();
}

}  // namespace heddle
