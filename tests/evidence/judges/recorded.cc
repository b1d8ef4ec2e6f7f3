#include <fmt/format.h>
#include <heddle/scenario.h>

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/search/conform.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"
#include "tests/evidence/recordings.h"

namespace heddle::internal {

namespace {

/// The claim's parameters for a recording of the same program; nothing if it is of another. What is
/// recorded shows what any letters, and what any printing that nobody looks at, would have shown.
std::optional<Parameters> ParametersFor(const Claim& claim, const Recording& recording) {
  if (claim.scenario != recording.scenario) return {};
  const Scenario& scenario = FindScenario(claim.scenario);
  std::map<std::string, std::string> settings;
  for (const Parameters::Value& value : claim.parameters.values()) {
    settings[value.name] = value.text;
  }
  if (settings.contains("letters") && claim.options.observe != "string") settings.erase("letters");
  if (settings.contains("print") && claim.options.observe != "console" &&
      settings.at("lines") == "free") {
    settings["print"] = recording.settings.at("print");
  }
  const Parameters parameters = scenario.Configure(settings);
  settings["lines"] = "free";  // says what is a violation, and nothing of what is printed
  if (claim.scenario != "pipeline") settings.erase("lines");
  if (scenario.Configure(settings).values() != scenario.Configure(recording.settings).values()) {
    return {};
  }
  return parameters;
}

/// The final string of a recording of the shared string: with its whole console, the last line.
std::string FinalString(const Recording& recording) {
  std::string_view text = recording.output;
  if (recording.observer == "string") return std::string(text);
  text.remove_suffix(1);
  text.remove_prefix(text.rfind('\n') + 1);
  if (text.starts_with("a = ")) text.remove_prefix(4);
  return std::string(text);
}

/// What `observer` would have shown; nothing if the recording does not tell.
std::optional<std::string> Shown(const Recording& recording, const std::string& observer) {
  if (observer == recording.observer) return recording.output;
  if (observer == "string") return FinalString(recording);
  if (observer == "length") return std::to_string(FinalString(recording).size());
  return {};
}

class Recorded final : public Judge {
 public:
  std::string_view name() const override { return "Python"; }
  std::string_view what() const override {
    return "The recorded outputs of the real Python programs: each is accepted by `heddle "
           "conform`, "
           "and what it shows is among the claim's outcomes. It agrees where recordings show the "
           "violation that is claimed; otherwise it is consistent, for a sample proves nothing.";
  }
  Opinion Ask(const Question& question) override {
    const Claim& claim = question.claim;
    const bool holds = claim.expect.verdict == Exploration::Verdict::kHolds;
    int asked = 0;
    int showing = 0;
    for (const Recording& recording : recordings_) {
      const auto parameters = ParametersFor(claim, recording);
      if (!parameters) continue;
      ++asked;
      const Conformance& result = ConformanceOf(recording, *parameters);
      if (!result.accepted) return Opinion::Differs(recording.name + " is no behaviour");
      const auto shown = Shown(recording, claim.options.observe);
      if (shown && !CanEndWith(question, *shown)) {
        return Opinion::Differs(recording.name + " shows another outcome");
      }
      if (shown && shown == claim.options.reach) return ReachedBy(question, recording);
      const auto& violation = result.trace->violation;
      if (violation && holds) return Opinion::Differs(recording.name + ": " + violation->message);
      showing += violation && Shows(question, violation->kind);
    }
    if (asked == 0) return Opinion::NotAsked(Reason::kModel);
    if (showing == 0) {
      return Opinion::Consistent(
          fmt::format("{} {}", asked, asked == 1 ? "recording" : "recordings"));
    }
    return Opinion::Agrees(fmt::format("{} of {} recordings", showing, asked));
  }

 private:
  /// Whether a violation is what is claimed, and can be seen in what was recorded: a data race is
  /// one of the model's execution, and whether Python's had any it does not tell.
  static bool Shows(const Question& question, const std::string& kind) {
    return !question.claim.options.reach && kind == KindOf(question) && kind != "data-race";
  }

  static Opinion ReachedBy(const Question& question, const Recording& recording) {
    const bool right = question.claim.expect.reached.value_or(false);
    return right ? Opinion::Agrees("recorded") : Opinion::Differs(recording.name + " reaches it");
  }

  /// Claims about the same program ask for the same.
  const Conformance& ConformanceOf(const Recording& recording, const Parameters& parameters) {
    const auto key = std::pair(recording.name, parameters.Text());
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    ConformOptions options;
    options.observe = recording.observer;
    return known_[key] =
               Conform(FindScenario(recording.scenario), parameters, recording.output, options);
  }

  const std::vector<Recording> recordings_ = Recordings();
  std::map<std::pair<std::string, std::string>, Conformance> known_;
};

}  // namespace

std::unique_ptr<Judge> MakeRecordings() { return std::make_unique<Recorded>(); }

}  // namespace heddle::internal
