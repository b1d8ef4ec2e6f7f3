#ifndef HEDDLE_TESTS_EVIDENCE_JUDGES_QUESTION_H_
#define HEDDLE_TESTS_EVIDENCE_JUDGES_QUESTION_H_

#include <optional>
#include <set>
#include <string>

#include "tests/evidence/judges/judge.h"

namespace heddle::internal {

/// The question whether `claim` is right. Runs its own strategy, unless that is too large.
Question MakeQuestion(const Claim& claim);

/// Why nobody but the claim's own engine can be asked about it, or only who knows memory orders, or
/// only who does not; nothing if anybody can.
std::optional<Reason> OutOfReach(const Claim& claim, bool knows_orders);

/// The explorer's strategy that visits what the claim's own does: for Relacy's, every interleaving.
Strategy StrategyLike(const Claim& claim);

/// The kind of violation that is claimed, or that the claim's own strategy found; or nothing.
std::optional<std::string> KindOf(const Question& question);

/// All outcomes that are claimed; if it is not said which, those that the claim's own strategy
/// found; nothing if they are not all known.
std::optional<std::set<std::string>> OutcomesOf(const Question& question);

/// Whether a scenario with the claim's parameters can end with `outcome` as the value of the
/// claim's observer.
bool CanEndWith(const Question& question, const std::string& outcome);

/// Whether an exhaustive search by another strategy or engine comes to what the claim says, and,
/// where it leaves that open, to what its own strategy found: the verdict, the kind, the outcomes,
/// and the numbers that mean the same to both. Where it was stopped by a limit there is no opinion,
/// unless it has met something that settles the matter.
Opinion Compared(const Question& question, const Exploration& found, Strategy strategy);

/// The options to explore the claim with by another strategy: to the end, within a budget.
ExploreOptions OptionsFor(const Claim& claim, Strategy strategy, std::uint64_t budget);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_JUDGES_QUESTION_H_
