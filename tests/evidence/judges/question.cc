#include "tests/evidence/judges/question.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "src/claims/report.h"
#include "src/claims/verify.h"
#include "src/search/conform.h"

namespace heddle::internal {

namespace {

/// So many executions the claim's own strategy is run again here, if it runs each.
constexpr ExecutionCount kMaxExecutions = 5'000'000;
constexpr std::size_t kMaxOutcomes = 100'000;

bool RunsEach(Strategy strategy) { return !strategy.traits().by_state; }

/// Whether the counterexample of `strategy`, run to its end, is a shortest one.
bool FindsShortest(Strategy strategy, bool to_the_end) {
  return strategy == "states" || (to_the_end && strategy == "all");
}

bool IsOfRelacy(const Claim& claim) { return claim.options.strategy.engine() == "relacy"; }

bool GoesOn(const ExploreOptions& options) {
  return options.keep_going || !options.observe.empty();
}

/// Whether an execution is the same to both: an interleaving, or a Mazurkiewicz trace.
bool CountTheSame(Strategy one, Strategy other) {
  const auto counts_traces = [](const Strategy& strategy) {
    return strategy == "dpor" || strategy == "count";
  };
  return one == other || (counts_traces(one) && counts_traces(other));
}

bool TooLarge(const Claim& claim) {
  if (!RunsEach(StrategyLike(claim))) return false;
  const auto& numbers = claim.expect.numbers;
  return std::any_of(numbers.begin(), numbers.end(), [](const Expectation::Number& number) {
    return number.figure->name == "executions" && number.value > kMaxExecutions;
  });
}

/// What is claimed of `figure`; if nothing is, what the claim's own strategy found.
std::optional<ExecutionCount> ValueOf(const Question& question, const Figure& figure) {
  for (const Expectation::Number& number : question.claim.expect.numbers) {
    if (number.figure == &figure) return number.value;
  }
  if (!question.own) return {};
  return figure.of(question.own->exploration);
}

/// What `strategy`, run to its end, is to come to if the claim is right.
Expectation ExpectedOf(const Question& question, Strategy strategy) {
  const Claim& claim = question.claim;
  const Exploration* own = question.own ? &question.own->exploration : nullptr;
  const bool complete = own != nullptr && own->complete;
  Expectation expect;
  expect.verdict = claim.expect.verdict;
  expect.kind = claim.expect.kind;
  expect.message = claim.expect.message;
  expect.reached = claim.expect.reached;
  // Two searches that end with different counterexamples can see different things go wrong.
  // With memory orders, Relacy chooses what a load reads as well.
  const bool chooses_more = IsOfRelacy(claim) && own != nullptr && !own->remark.empty();
  const bool shortest = FindsShortest(StrategyLike(claim), GoesOn(claim.options) && complete) &&
                        FindsShortest(strategy, true);
  if (shortest && !expect.kind && own != nullptr && own->violation) {
    expect.kind = own->violation->kind;
  }
  if (const auto outcomes = OutcomesOf(question)) {
    expect.outcomes.emplace(outcomes->begin(), outcomes->end());
  }
  for (const Figure& figure : Figures()) {
    const auto value = ValueOf(question, figure);
    if (!value) continue;
    const std::string_view name = figure.name;
    const bool counts = name == "outcome_count" || (name == "executions" && !chooses_more &&
                                                    CountTheSame(StrategyLike(claim), strategy));
    const bool lengths = name == "counterexample_steps" || name == "reached_steps";
    const bool none =
        name == "violations" && *value == 0 && expect.verdict == Exploration::Verdict::kHolds;
    if ((counts && complete) || (lengths && shortest) || none) {
      expect.numbers.push_back({&figure, *value});
    }
  }
  return expect;
}

}  // namespace

Question MakeQuestion(const Claim& claim) {
  Question question{claim, {}};
  if (TooLarge(claim)) return question;
  Claim listing_all = claim;
  listing_all.options.list_outcomes = kMaxOutcomes;
  question.own = Verify(listing_all);
  return question;
}

std::optional<Reason> OutOfReach(const Claim& claim, bool knows_orders) {
  if (claim.options.strategy == Strategy("bound", "relacy")) return Reason::kPart;
  const bool relaxed = claim.scenario == "pipeline" && claim.parameters.Is("order", "relaxed");
  if (relaxed && knows_orders != IsOfRelacy(claim)) return Reason::kOrder;
  return {};
}

Strategy StrategyLike(const Claim& claim) {
  if (!IsOfRelacy(claim)) return claim.options.strategy;
  return Draws(claim.options.strategy) ? "random" : "all";
}

std::optional<std::string> KindOf(const Question& question) {
  if (question.claim.expect.kind) return question.claim.expect.kind;
  if (!question.own || !question.own->exploration.violation) return {};
  return question.own->exploration.violation->kind;
}

std::optional<std::set<std::string>> OutcomesOf(const Question& question) {
  std::set<std::string> values;
  if (const auto& claimed = question.claim.expect.outcomes) {
    values.insert(claimed->begin(), claimed->end());
    return values;
  }
  if (!question.own) return {};
  const Exploration& own = question.own->exploration;
  if (!own.complete || !own.outcomes) return {};
  for (const Outcome& outcome : *own.outcomes) values.insert(outcome.value);
  return values;
}

bool CanEndWith(const Question& question, const std::string& outcome) {
  if (const auto known = OutcomesOf(question)) return known->contains(outcome);
  const Claim& claim = question.claim;
  ConformOptions options;
  options.observe = claim.options.observe;
  return Conform(FindScenario(claim.scenario), claim.parameters, outcome, options).accepted;
}

ExploreOptions OptionsFor(const Claim& claim, Strategy strategy, std::uint64_t budget) {
  ExploreOptions options = claim.options;
  options.strategy = strategy;
  options.keep_going = true;
  options.list_outcomes = kMaxOutcomes;
  options.limit_executions = budget;
  options.limit_seconds = 0;  // a judgement is to be the same each time
  return options;
}

Opinion Compared(const Question& question, const Exploration& found, Strategy strategy) {
  const Claim& claim = question.claim;
  const bool reached = claim.options.reach && found.reached;
  if (!found.complete && !reached) {
    // What it has met so far can show that something goes wrong, and that is all.
    if (!found.violation) return Opinion::NotAsked(Reason::kSize);
    if (claim.expect.verdict == Exploration::Verdict::kHolds) {
      return Opinion::Differs("a violation: " + found.violation->message);
    }
    const bool enough = !GoesOn(claim.options) && found.violation->kind == KindOf(question);
    return enough ? Opinion::Agrees("found one, too") : Opinion::NotAsked(Reason::kSize);
  }
  const auto differences = Differences(ExpectedOf(question, strategy), found);
  if (!differences.empty()) {
    return Opinion::Differs(fmt::format("{}", fmt::join(differences, "; ")));
  }
  const std::string visited = Visited(found);
  return Opinion::Agrees(visited.substr(0, visited.rfind(',')));
}

}  // namespace heddle::internal
