#include <heddle/scenario.h>

#include <map>

#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {

namespace {

/// How much it may visit: states, or executions where each is run.
std::uint64_t BudgetOf(Strategy strategy) { return strategy.traits().by_state ? 150'000 : 20'000; }

/// The explorer by a strategy that the claim does not name.
class OtherStrategy final : public Judge {
 public:
  explicit OtherStrategy(Strategy strategy) : strategy_(strategy) {}

  std::string_view name() const override { return NameOf(strategy_); }
  std::string_view what() const override {
    static const std::map<Strategy, std::string_view> kWhat = {
        {"all",
         "The explorer through every interleaving: it shares the steps of the scenario with the "
         "other strategies, and none of their reductions."},
        {"dpor", "The explorer through one execution of each Mazurkiewicz trace, by wakeup trees."},
        {"states", "The explorer through every reachable state, nearest first."},
        {"count",
         "The explorer through every pair of a state and a sleep set: it adds up how many traces "
         "there are."}};
    return kWhat.at(strategy_);
  }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    if (claim.options.strategy == strategy_) return Opinion::NotAsked(Reason::kOwn);
    if (!question.own) return Opinion::NotAsked(Reason::kSize);
    return Compared(question,
                    Explore(FindScenario(claim.scenario), claim.parameters,
                            OptionsFor(claim, strategy_, BudgetOf(strategy_))),
                    strategy_);
  }

 private:
  Strategy strategy_;
};

}  // namespace

std::unique_ptr<Judge> MakeStrategy(Strategy strategy) {
  return std::make_unique<OtherStrategy>(strategy);
}

}  // namespace heddle::internal
