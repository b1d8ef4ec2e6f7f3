#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/claims/report.h"
#include "tests/evidence/judges/arithmetic.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {

namespace {

/// What is worked out: some figures, by their names, and the outcomes, if there are not too many.
struct Known {
  std::map<std::string, ExecutionCount, std::less<>> figures;
  std::optional<std::set<std::string>> outcomes;
};

/// Where each trace is one execution.
bool CountsTraces(const Claim& claim) {
  return claim.options.strategy == "dpor" || claim.options.strategy == "count";
}

constexpr ExecutionCount kMaxListed = 100'000;
constexpr int kMaxPrinted = 3;  // letters whose every console can be worked out

Known OfGuardedString(const Claim& claim, int first, int second, bool timed, bool letters_differ) {
  Known known;
  if (claim.options.observe == "length") known.outcomes = {std::to_string(first + second)};
  if (claim.options.observe != "string" || !letters_differ) return known;
  if (timed) {
    known.outcomes = arithmetic::StringsOfSleepers(first, second, /*guarded=*/true);
    return known;
  }
  const ExecutionCount orders = arithmetic::Binomial(first + second, first);
  known.figures["outcome_count"] = orders;
  if (CountsTraces(claim)) known.figures["executions"] = orders;
  if (orders <= kMaxListed) known.outcomes = arithmetic::OrdersOfLetters(first, second);
  return known;
}

Known OfUnguardedString(const Claim& claim, int first, int second, bool timed,
                        bool letters_differ) {
  constexpr int kMaxLetters = 6;
  Known known;
  const std::string& observe = claim.options.observe;
  if (timed) {
    const auto strings = arithmetic::StringsOfSleepers(first, second, /*guarded=*/false);
    if (observe == "string" && letters_differ) known.outcomes = strings;
    if (observe == "length") {
      known.outcomes.emplace();
      for (const std::string& text : strings) known.outcomes->insert(std::to_string(text.size()));
    }
    return known;
  }
  if (CountsTraces(claim) && (!observe.empty() || claim.options.keep_going)) {
    known.figures["executions"] = arithmetic::TracesOfLoadsAndStores(first, second);
  }
  if (observe == "length") {
    known.outcomes = arithmetic::LengthsOfLoadsAndStores(first, second);
    if (!letters_differ) {
      known.figures["states"] = arithmetic::StatesOfLoadsAndStores(first, second);
    }
  } else if (observe == "string" && letters_differ && first + second <= kMaxLetters) {
    known.outcomes = arithmetic::StringsOfLoadsAndStores(first, second);
  }
  return known;
}

/// What two tasks and their main program can print.
Known OfPrintedString(const Parameters& parameters, int first, int second) {
  Known known;
  if (first + second > kMaxPrinted || parameters.Is("sleep", "timed")) return known;
  const bool threads = parameters.Is("model", "threads");
  const bool forked = parameters.Is("model", "processes");
  const arithmetic::PrintingTasks tasks{.are = threads ? "threads" : "processes",
                                        .forked = forked,
                                        .guarded = parameters.Is("guard", "mutex"),
                                        .print_strings = threads || forked};
  known.outcomes = arithmetic::ConsolesOfString(first, second, tasks);
  return known;
}

Known OfSharedString(const Claim& claim) {
  const Parameters& parameters = claim.parameters;
  const int first = static_cast<int>(parameters.Number("first"));
  const int second = static_cast<int>(parameters.Number("second"));
  const bool timed = parameters.Is("sleep", "timed");
  const bool letters_differ = parameters.Is("letters", "oO");
  const std::string& observe = claim.options.observe;
  const std::string& model = parameters.Word("model");
  if (observe == "console" && model != "coroutines") {
    if (!letters_differ) return {};
    return OfPrintedString(parameters, first, second);
  }
  if (model == "processes") {
    Known known;
    if (observe == "string") known.outcomes = {""};
    if (observe == "copies" && letters_differ) {
      known.outcomes = {fmt::format("parent \"\", first \"{}\", second \"{}\"",
                                    std::string(first, 'o'), std::string(second, 'O'))};
      if (CountsTraces(claim)) known.figures["executions"] = 1;
    }
    return known;
  }
  if (model == "coroutines") {
    Known known;
    if (CountsTraces(claim)) known.figures["executions"] = 1;
    if (observe == "length") known.outcomes = {std::to_string(first + second)};
    if (letters_differ && first == second) {
      std::string text;
      for (int i = 0; i < first; ++i) text += "oO";
      if (observe == "string") known.outcomes = {text};
      if (observe == "console") known.outcomes = {arithmetic::ConsoleOfGenerators(first)};
    }
    return known;
  }
  return parameters.Is("guard", "mutex")
             ? OfGuardedString(claim, first, second, timed, letters_differ)
             : OfUnguardedString(claim, first, second, timed, letters_differ);
}

Known OfPipeline(const Claim& claim) {
  const Parameters& parameters = claim.parameters;
  const std::string& observe = claim.options.observe;
  const int items = static_cast<int>(parameters.Number("items"));
  const bool coroutines = parameters.Is("model", "coroutines");
  const bool atomic = parameters.Is("queue", "atomic");
  Known known;
  if (observe == "consumed") known.outcomes = {arithmetic::Numbers(items)};
  // Without a console it is a Kahn network: whoever goes first, the same is put and got.
  if (CountsTraces(claim) && atomic && (coroutines || observe == "consumed")) {
    known.figures["executions"] = 1;
  }
  if (observe != "console" || parameters.Is("print", "off")) return known;
  const bool pieces = parameters.Is("print", "pieces");
  if (coroutines) {
    known.outcomes = {arithmetic::CoroutineOutput(items, parameters.Word("close"))};
  } else if (parameters.Number("capacity") == 0) {
    const ExecutionCount orders = arithmetic::OrdersOfLines(items, pieces ? 4 : 1, pieces ? 2 : 1);
    if (!pieces) known.figures["outcome_count"] = orders;
    if (CountsTraces(claim) && atomic) known.figures["executions"] = orders;
    if (orders <= kMaxListed) known.outcomes = arithmetic::Outputs(items, pieces);
  }
  return known;
}

/// What the claim and what is worked out have in common.
class Comparison {
 public:
  void Number(std::string_view what, ExecutionCount claimed, ExecutionCount known) {
    Same(fmt::format("{} {}", WithSeparators(known),
                     known == 1 ? what.substr(0, what.size() - 1) : what),
         claimed == known);
  }
  void Same(std::string_view what, bool same) {
    auto& list = same ? same_ : differing_;
    if (std::find(list.begin(), list.end(), what) == list.end()) list.emplace_back(what);
  }

  Opinion Result() const {
    if (!differing_.empty())
      return Opinion::Differs(fmt::format("{}", fmt::join(differing_, ", ")));
    if (same_.empty()) return Opinion::NotAsked(Reason::kModel);
    return Opinion::Agrees(fmt::format("{}", fmt::join(same_, ", ")));
  }

 private:
  std::vector<std::string> same_, differing_;
};

class ByArithmetic final : public Judge {
 public:
  std::string_view name() const override { return "arithmetic"; }
  std::string_view what() const override {
    return "Binomials, lattice paths, orders of the lines of a Kahn network, and a simulation in a "
           "few lines (`tests/evidence/judges/arithmetic.cc`), none of which uses anything of "
           "Heddle. The claimed numbers and outcomes are compared as far as they follow from "
           "these.";
  }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    Known known;
    if (claim.scenario == "shared_string") known = OfSharedString(claim);
    if (claim.scenario == "pipeline") known = OfPipeline(claim);
    Comparison comparison;
    // Where all outcomes are known, so is their number.
    if (known.outcomes) known.figures["outcome_count"] = known.outcomes->size();
    for (const Expectation::Number& number : claim.expect.numbers) {
      const auto figure = known.figures.find(number.figure->name);
      if (figure == known.figures.end()) continue;
      const std::string_view name = figure->first;
      comparison.Number(name == "outcome_count" ? "outcomes" : name, number.value, figure->second);
    }
    if (known.outcomes) CompareOutcomes(question, *known.outcomes, comparison);
    return comparison.Result();
  }

 private:
  static void CompareOutcomes(const Question& question, const std::set<std::string>& known,
                              Comparison& comparison) {
    const Claim& claim = question.claim;
    if (claim.options.reach) {
      const bool can = known.contains(*claim.options.reach);
      comparison.Same(can ? "can be reached" : "cannot be reached",
                      can == claim.expect.reached.value_or(false));
      return;
    }
    const std::string text = fmt::format("{} {}", WithSeparators(known.size()),
                                         known.size() == 1 ? "outcome" : "outcomes");
    if (const auto found = OutcomesOf(question)) comparison.Same(text, *found == known);
  }
};

}  // namespace

std::unique_ptr<Judge> MakeArithmetic() { return std::make_unique<ByArithmetic>(); }

}  // namespace heddle::internal
