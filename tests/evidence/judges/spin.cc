#include "tests/evidence/spin.h"

#include <fmt/format.h>

#include <map>
#include <string>
#include <vector>

#include "src/claims/report.h"
#include "tests/evidence/judges/judge.h"
#include "tests/evidence/judges/question.h"
#include "tests/evidence/spin_model.h"

namespace heddle::internal {

namespace {

/// Whether the model has more states than there is time for: an outcome is part of a state.
bool TooManyOutcomes(const Claim& claim) {
  const Parameters& parameters = claim.parameters;
  if (claim.scenario.starts_with("pipeline")) {
    const std::int64_t most = parameters.Is("print", "pieces") ? 1 : 4;
    return claim.options.observe == "console" && !parameters.Is("model", "coroutines") &&
           parameters.Number("items") > most;
  }
  constexpr std::int64_t kMaxLetters = 10;
  const bool one_memory = parameters.Is("model", "threads") || parameters.Is("model", "manager");
  return one_memory && parameters.Is("letters", "oO") &&
         parameters.Number("first") + parameters.Number("second") > kMaxLetters;
}

std::optional<SpinModel> ModelFor(const Claim& claim) {
  if (claim.options.spurious_wakeups > 0) return {};  // the models wake nobody for no reason
  return SpinModelOf(claim.scenario, claim.parameters, claim.options.observe);
}

class Spin final : public Judge {
 public:
  std::string_view name() const override { return "SPIN"; }
  std::string_view what() const override {
    return "SPIN's search, without reduction, of the Promela models beside this page. They were "
           "written by hand and share no code with Heddle. Verdict, kind and outcomes are "
           "compared.";
  }

  void Prepare(std::span<const Claim> claims) override {
    for (const Claim& claim : claims) {
      const auto model = ModelFor(claim);
      if (model && !TooManyOutcomes(claim)) waiting_.push_back(*model);
    }
    StartSome();
  }

  Opinion Ask(const Question& question) override {
    const auto model = ModelFor(question.claim);
    if (!model) return Opinion::NotAsked(Reason::kModel);
    if (TooManyOutcomes(question.claim)) return Opinion::NotAsked(Reason::kSize);
    const SpinFinding& found = FindingOf(*model);
    const bool holds = question.claim.expect.verdict == Exploration::Verdict::kHolds;
    if ((found.errors == 0) != holds) {
      return Opinion::Differs(fmt::format("{} errors", found.errors));
    }
    if (!holds) {
      const auto complaint = SpinComplaintFor(KindOf(question).value_or(""));
      if (!complaint || !found.complaints.contains(*complaint)) {
        return Opinion::Differs("it complains of something else");
      }
    }
    if (!question.claim.options.observe.empty() && !SameOutcomes(question, *model, found)) {
      return Opinion::Differs("other outcomes");
    }
    return Opinion::Agrees(WithSeparators(found.states) + " states");
  }

 private:
  /// One search is being compiled while another is compared.
  static constexpr std::size_t kAhead = 2;

  static bool SameOutcomes(const Question& question, const SpinModel& model,
                           const SpinFinding& found) {
    std::set<std::string> outcomes = found.outcomes;
    if (model.observer == "copies" && question.claim.options.observe == "string") {
      outcomes.clear();
      for (const std::string& copies : found.outcomes) outcomes.insert(ParentsCopy(copies));
    }
    if (question.claim.options.reach) {
      return outcomes.contains(SpinLine(*question.claim.options.reach)) ==
             question.claim.expect.reached.value_or(false);
    }
    const auto known = OutcomesOf(question);
    if (!known) return false;
    std::set<std::string> lines;
    for (const std::string& outcome : *known) lines.insert(SpinLine(outcome));
    return lines == outcomes;
  }

  /// Claims about the same program have one search.
  static std::string KeyOf(const SpinModel& model) {
    std::string key = model.name;
    for (const std::string& definition : model.definitions) key += " " + definition;
    return key;
  }

  void StartSome() {
    for (; searches_.size() < kAhead && next_ < waiting_.size(); ++next_) Start(waiting_[next_]);
  }
  void Start(const SpinModel& model) {
    const std::string key = KeyOf(model);
    if (findings_.contains(key) || searches_.contains(key)) return;
    searches_.emplace(key, std::make_unique<SpinSearch>(model.name, model.definitions));
  }

  const SpinFinding& FindingOf(const SpinModel& model) {
    const std::string key = KeyOf(model);
    if (!findings_.contains(key)) {
      Start(model);
      findings_[key] = searches_.at(key)->Finish();
      searches_.erase(key);
      StartSome();
    }
    return findings_.at(key);
  }

  std::vector<SpinModel> waiting_;
  std::size_t next_ = 0;
  std::map<std::string, std::unique_ptr<SpinSearch>> searches_;
  std::map<std::string, SpinFinding> findings_;
};

}  // namespace

std::unique_ptr<Judge> MakeSpin() { return std::make_unique<Spin>(); }

}  // namespace heddle::internal
