#include <heddle/scenario.h>

#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {

namespace {

constexpr std::uint64_t kBudget = 10'000;  // executions

class Relacy final : public Judge {
 public:
  std::string_view name() const override { return "Relacy"; }
  std::string_view what() const override {
    return "Relacy Race Detector, through every interleaving: it chooses, judges data races and "
           "deadlocks, and knows the memory orders of atomics. With Heddle it shares what the "
           "steps "
           "of the scenario do.";
  }
  bool knows_orders() const override { return true; }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    const Strategy own("full", "relacy");
    if (claim.options.strategy == own) return Opinion::NotAsked(Reason::kOwn);
    if (!question.own) return Opinion::NotAsked(Reason::kSize);
    try {
      const Exploration found =
          Explore(FindScenario(claim.scenario), claim.parameters, OptionsFor(claim, own, kBudget));
      return Compared(question, found, "all");
    } catch (const UsageError&) {
      return Opinion::NotAsked(Reason::kModel);  // such as more tasks than it takes
    }
  }
};

}  // namespace

std::unique_ptr<Judge> MakeRelacy() { return std::make_unique<Relacy>(); }

}  // namespace heddle::internal
