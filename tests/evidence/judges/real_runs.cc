#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "src/engines/run.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"
#include "tests/scenarios/runs.h"

namespace heddle::internal {

namespace {

constexpr std::uint64_t kRunsEach = 5;

class RealRuns final : public Judge {
 public:
  std::string_view name() const override { return "real runs"; }
  std::string_view what() const override {
    return "The same scenario on real threads, processes and cooperative coroutines, wherever it "
           "can run, with schedules perturbed by seeds. A run ends as the model can end, and goes "
           "wrong only where the claim is that it can: consistent, for a sample proves nothing.";
  }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    if (InVirtualTime(claim.parameters)) return Opinion::NotAsked(Reason::kModel);
    bool race = false;
    std::uint64_t runs = 0;
    for (const auto on :
         {RunOptions::On::kThreads, RunOptions::On::kProcesses, RunOptions::On::kCoroutines}) {
      if (!Fits(claim, on)) continue;
      if (on == RunOptions::On::kThreads && KindOf(question) == "data-race") {
        race = true;
        continue;
      }
      for (std::uint64_t seed = 1; seed <= kRunsEach; ++seed, ++runs) {
        const std::string wrong = WrongWith(question, on, seed);
        if (!wrong.empty()) return Opinion::Differs(fmt::format("on {}: {}", NameOf(on), wrong));
      }
    }
    if (runs == 0) return Opinion::NotAsked(race ? Reason::kRace : Reason::kModel);
    return Opinion::Consistent(fmt::format("{} runs", runs));
  }

 private:
  /// Real time keeps no such appointments.
  static bool InVirtualTime(const Parameters& parameters) {
    const auto& values = parameters.values();
    return std::any_of(values.begin(), values.end(), [](const Parameters::Value& value) {
      return value.name == "sleep" && value.text == "timed";
    });
  }

  static bool Fits(const Claim& claim, RunOptions::On on) {
    try {
      RequireFit(FindScenario(claim.scenario), claim.parameters, on);
      return true;
    } catch (const UsageError&) {
      return false;
    }
  }

  static std::string WrongWith(const Question& question, RunOptions::On on, std::uint64_t seed) {
    const Claim& claim = question.claim;
    RunOptions options;
    options.on = on;
    options.seed = seed;
    options.observe = claim.options.observe;
    Settings settings;
    for (const Parameters::Value& value : claim.parameters.values()) {
      settings[value.name] = value.text;
    }
    const RunResult run = RunReal(claim.scenario, settings, options);
    if (run.violation && claim.expect.verdict == Exploration::Verdict::kHolds) {
      return run.violation->message;
    }
    if (run.outcome && !options.observe.empty() && !CanEndWith(question, *run.outcome)) {
      return "the outcome " + *run.outcome;
    }
    return "";
  }
};

}  // namespace

std::unique_ptr<Judge> MakeRealRuns() { return std::make_unique<RealRuns>(); }

}  // namespace heddle::internal
