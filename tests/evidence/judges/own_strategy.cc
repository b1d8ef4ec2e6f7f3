#include <fmt/format.h>
#include <fmt/ranges.h>

#include "src/claims/report.h"
#include "tests/evidence/judges/judge.h"

namespace heddle::internal {

namespace {

class OwnStrategy final : public Judge {
 public:
  std::string_view name() const override { return "the claim's own"; }
  std::string_view what() const override {
    return "What `heddle verify` runs: the engine and the strategy that the claim names, Heddle's "
           "explorer but in relacy.toml. Everything that the claim states is compared.";
  }
  Opinion Ask(const Question& question) override {
    if (!question.own) return Opinion::NotAsked(Reason::kLater);
    const ClaimResult& own = *question.own;
    if (!own.as_expected()) {
      return Opinion::Differs(fmt::format("{}", fmt::join(own.differences, "; ")));
    }
    return Opinion::Agrees(fmt::format(
        "{}{}: {}", question.claim.options.strategy.engine() == "relacy" ? "relacy " : "",
        question.claim.options.strategy.name(), Visited(own.exploration)));
  }
};

}  // namespace

std::unique_ptr<Judge> MakeOwnStrategy() { return std::make_unique<OwnStrategy>(); }

}  // namespace heddle::internal
