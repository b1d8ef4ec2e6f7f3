#include <heddle/scenario.h>

#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {

namespace {

constexpr std::uint64_t kBudget = 10'000;  // executions, each run again from its start

class WithoutSnapshots final : public Judge {
 public:
  std::string_view name() const override { return "no snapshots"; }
  std::string_view what() const override {
    return "The explorer on the ordinary heap, where it runs every execution again from its start: "
           "`all` where that is the claim's own strategy, and else `dpor`. It needs nothing of the "
           "idea that a world is bytes.";
  }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    if (!question.own) return Opinion::NotAsked(Reason::kSize);
    const Strategy strategy = claim.options.strategy == "all" ? "all" : "dpor";
    ExploreOptions options = OptionsFor(claim, strategy, kBudget);
    options.memory = Memory::kHeap;
    return Compared(question, Explore(FindScenario(claim.scenario), claim.parameters, options),
                    strategy);
  }
};

}  // namespace

std::unique_ptr<Judge> MakeWithoutSnapshots() { return std::make_unique<WithoutSnapshots>(); }

}  // namespace heddle::internal
