// The scenarios against SPIN: Promela models of the notebook's programs, which share no code with
// the scenarios, must have the same outcomes and get the same verdicts. Each comparison prints a
// line of a table. specs/semantics.md says why the numbers of states are what they are.

#include "tests/evidence/spin.h"

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <cstdio>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/evidence/spin_model.h"

namespace heddle::internal {
namespace {

using Settings = std::map<std::string, std::string>;
using Verdict = Exploration::Verdict;

/// A scenario with its parameters, and what of it is compared with the model.
struct Case {
  std::string scenario;
  Settings settings;
  std::string observer;
};

Parameters ParametersOf(const Case& both) {
  return FindScenario(both.scenario).Configure(both.settings);
}

SpinModel ModelOf(const Case& both) {
  return SpinModelOf(both.scenario, ParametersOf(both), both.observer).value();
}

Exploration ExploreByStates(const Case& both) {
  ExploreOptions options;
  options.observe = both.observer;
  options.list_outcomes = 100'000;
  return Explore(FindScenario(both.scenario), ParametersOf(both), options);
}

/// The outcomes, each on one line as the models print them.
std::set<std::string> OutcomesOf(const Exploration& explored) {
  std::set<std::string> outcomes;
  for (const Outcome& outcome : *explored.outcomes) {
    outcomes.insert(SpinLine(outcome.value));
  }
  return outcomes;
}

std::string Joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "-" : text;
}

struct Compared {
  Case both;
  SpinFinding spin;
  Exploration heddle;
};

void PrintRow(const Compared& compared, bool same) {
  std::string parameters = compared.both.scenario;
  for (const auto& [name, value] : compared.both.settings) parameters += " " + name + "=" + value;
  std::printf("%-78s %7llu %7llu %6llu %6llu %6zu  %-5s %s\n", parameters.c_str(),
              static_cast<unsigned long long>(compared.spin.states),
              static_cast<unsigned long long>(*compared.heddle.states),
              static_cast<unsigned long long>(compared.spin.errors),
              static_cast<unsigned long long>(compared.heddle.violations),
              compared.spin.outcomes.size(), same ? "same" : "DIFFER",
              Joined(compared.spin.complaints).c_str());
}

Compared Compare(const Case& both, SpinSearch& search) {
  Compared compared{both, {}, ExploreByStates(both)};
  compared.spin = search.Finish();
  const SpinFinding& spin = compared.spin;
  const Exploration& heddle = compared.heddle;
  const bool same_outcomes = spin.outcomes == OutcomesOf(heddle);
  const bool same_verdict =
      (spin.errors == 0) == (heddle.verdict == Verdict::kHolds) &&
      (!heddle.violation ||
       spin.complaints.contains(SpinComplaintFor(heddle.violation->kind).value()));
  PrintRow(compared, same_outcomes && same_verdict);
  EXPECT_TRUE(heddle.complete);
  EXPECT_TRUE(same_outcomes) << both.scenario << ": SPIN has " << Joined(spin.outcomes)
                             << "; Heddle has " << Joined(OutcomesOf(heddle));
  EXPECT_TRUE(same_verdict) << both.scenario << ": SPIN says " << Joined(spin.complaints)
                            << "; Heddle says "
                            << (heddle.violation ? heddle.violation->kind : "holds");
  return compared;
}

/// Compares each case, its outcomes and its verdict.
std::vector<Compared> CompareAll(const std::vector<Case>& cases) {
  std::printf("%-78s %15s %13s %6s\n", "", "states of", "errors of", "");
  std::printf("%-78s %7s %7s %6s %6s %6s  %-5s %s\n", "scenario", "SPIN", "Heddle", "SPIN",
              "Heddle", "found", "", "SPIN complains of");
  // One search is being compiled while another is compared.
  constexpr std::size_t kAhead = 2;
  std::deque<std::unique_ptr<SpinSearch>> searches;
  std::vector<Compared> compared;
  for (std::size_t i = 0; i < cases.size() + kAhead; ++i) {
    if (i < cases.size()) {
      const SpinModel model = ModelOf(cases[i]);
      EXPECT_EQ(model.observer, cases[i].observer);
      searches.push_back(std::make_unique<SpinSearch>(model.name, model.definitions));
    }
    if (i < kAhead) continue;
    if (searches.empty()) break;
    compared.push_back(Compare(cases[i - kAhead], *searches.front()));
    searches.pop_front();
  }
  return compared;
}

// --- The shared string

Case SharedString(const std::string& model, bool guarded, int first, int second) {
  return {"shared_string",
          {{"model", model},
           {"guard", guarded ? "mutex" : "none"},
           {"first", std::to_string(first)},
           {"second", std::to_string(second)}},
          model == "processes" ? "copies" : "string"};
}

/// The same with one letter for both tasks: the string is as good as its length.
Case Length(Case both) {
  both.settings["letters"] = "oo";
  both.observer = "length";
  return both;
}

std::vector<Case> SmallStrings(const std::string& model) {
  std::vector<Case> cases;
  for (const bool guarded : {false, true}) {
    for (const auto& [first, second] : {std::pair(1, 1), {1, 2}, {2, 2}, {3, 3}}) {
      cases.push_back(SharedString(model, guarded, first, second));
    }
  }
  return cases;
}

/// Where the model's steps are Heddle's, the two have the same states but for these: when nothing
/// can go on, SPIN's judge leaves and dies, and then the two tasks die, each in a step.
constexpr std::uint64_t kStepsToDie = 4;

void ExpectTheSameStatesAndViolations(const Compared& compared) {
  EXPECT_EQ(compared.spin.states, *compared.heddle.states + kStepsToDie * compared.spin.ends);
  EXPECT_EQ(compared.spin.errors, compared.heddle.violations);
}

TEST(SharedStringBySpin, OfThreadsHasTheSameEndingsStatesAndViolations) {
  for (const Compared& each : CompareAll(SmallStrings("threads"))) {
    ExpectTheSameStatesAndViolations(each);
  }
}

TEST(SharedStringBySpin, OfProcessesHasTheSameCopiesStatesAndViolations) {
  for (const Compared& each : CompareAll(SmallStrings("processes"))) {
    ExpectTheSameStatesAndViolations(each);
  }
}

// The model's manager is a process, so that its states are others.
TEST(SharedStringBySpin, OfAManagerHasTheSameEndings) { CompareAll(SmallStrings("manager")); }

TEST(SharedStringBySpin, OfGeneratorsHasTheSameOneEnding) {
  std::vector<Case> cases = SmallStrings("coroutines");
  cases.resize(cases.size() / 2);  // a guard that nobody else can hold is no news
  cases.push_back(Length(SharedString("coroutines", false, 20, 20)));
  for (const Compared& each : CompareAll(cases)) EXPECT_EQ(each.spin.outcomes.size(), 1u);
}

TEST(SharedStringBySpin, OfTheNotebooksSizeHasTheSameLengthsAndTheSame108062States) {
  const auto compared = CompareAll({Length(SharedString("threads", false, 10, 20)),
                                    Length(SharedString("threads", true, 10, 20)),
                                    Length(SharedString("manager", false, 10, 20)),
                                    Length(SharedString("manager", true, 10, 20))});
  std::set<std::string> any;
  for (int length = 2; length <= 30; ++length) any.insert(std::to_string(length));
  EXPECT_EQ(compared[0].spin.outcomes, any);
  EXPECT_EQ(compared[1].spin.outcomes, std::set<std::string>{"30"});
  EXPECT_EQ(compared[2].spin.outcomes, any);
  EXPECT_EQ(compared[3].spin.outcomes, std::set<std::string>{"30"});
  EXPECT_EQ(compared[0].spin.states, 108'062 + kStepsToDie * 29);
  ExpectTheSameStatesAndViolations(compared[0]);
  ExpectTheSameStatesAndViolations(compared[1]);
}

// --- The pipeline

Case Pipeline(int items, Settings settings, std::string observer) {
  settings["items"] = std::to_string(items);
  return {"pipeline", std::move(settings), std::move(observer)};
}

std::vector<Case> Queues(const std::string& queue) {
  std::vector<Case> cases;
  for (int capacity = 0; capacity <= 2; ++capacity) {
    for (int items = 1; items <= 3; ++items) {
      cases.push_back(Pipeline(
          items, {{"queue", queue}, {"capacity", std::to_string(capacity)}, {"print", "off"}},
          "consumed"));
    }
  }
  return cases;
}

TEST(PipelineBySpin, OfQueuesConsumesEveryNumberInOrderAndIsNeverStuck) {
  for (const Compared& each : CompareAll(Queues("atomic"))) {
    EXPECT_EQ(each.spin.outcomes.size(), 1u);
    EXPECT_EQ(each.spin.errors, 0u);
  }
}

TEST(PipelineBySpin, OfTheNotebooksSizeConsumes1To10InOrder) {
  std::vector<Case> cases;
  for (const char* capacity : {"0", "1"}) {
    cases.push_back(Pipeline(10, {{"print", "off"}, {"capacity", capacity}}, "consumed"));
  }
  cases.push_back(Pipeline(10, {{"model", "coroutines"}, {"close", "complete"}}, "consumed"));
  for (const Compared& each : CompareAll(cases)) {
    EXPECT_EQ(each.spin.outcomes, std::set<std::string>{"1 2 3 4 5 6 7 8 9 10"});
    EXPECT_EQ(each.spin.errors, 0u);
  }
}

TEST(PipelineBySpin, OfMonitorsConsumesEveryNumberInOrderAndIsNeverStuck) {
  for (const Compared& each : CompareAll(Queues("monitor"))) {
    EXPECT_EQ(each.spin.outcomes.size(), 1u);
    EXPECT_EQ(each.spin.errors, 0u);
  }
}

TEST(PipelineBySpin, PrintsTheSame30And90And285Outputs) {
  std::vector<Case> cases;
  for (int items = 1; items <= 3; ++items) {
    cases.push_back(Pipeline(items, {{"print", "line"}}, "console"));
  }
  cases.push_back(Pipeline(1, {{"print", "line"}, {"queue", "monitor"}}, "console"));
  const auto compared = CompareAll(cases);
  EXPECT_EQ(compared[0].spin.outcomes.size(), 30u);
  EXPECT_EQ(compared[1].spin.outcomes.size(), 90u);
  EXPECT_EQ(compared[2].spin.outcomes.size(), 285u);
  EXPECT_EQ(compared[3].spin.outcomes, compared[0].spin.outcomes);
}

TEST(PipelineBySpin, PrintsTheSame17028OutputsInPieces) {
  const auto compared = CompareAll({Pipeline(1, {{"print", "pieces"}}, "console")});
  EXPECT_EQ(compared[0].spin.outcomes.size(), 17'028u);
}

TEST(PipelineBySpin, OfCoroutinesLeavesTheConsumerWaitingUnlessItIsClosed) {
  std::vector<Case> cases;
  for (int items = 1; items <= 3; ++items) {
    for (const char* observer : {"console", "consumed"}) {
      const bool printed = std::string(observer) == "console";
      Settings settings = {{"model", "coroutines"}, {"print", printed ? "line" : "off"}};
      cases.push_back(Pipeline(items, settings, observer));
      settings["close"] = "complete";
      cases.push_back(Pipeline(items, settings, observer));
      settings["close"] = "at-exit";
      cases.push_back(Pipeline(items, settings, observer));
    }
  }
  for (const Compared& each : CompareAll(cases)) {
    EXPECT_EQ(each.spin.outcomes.size(), 1u);
    const bool closed = each.both.settings.contains("close");
    EXPECT_EQ(each.spin.complaints,
              closed ? std::set<std::string>{} : std::set<std::string>{"stuck"});
  }
}

// --- SPIN itself

TEST(TheModelOfAMonitor, GetsStuckWherePutForgetsToNotify) {
  SpinSearch search("pipeline", {"ITEMS=2", "CAPACITY=1", "MONITOR", "FORGETFUL"});
  EXPECT_TRUE(search.Finish().complaints.contains("stuck"));
}

TEST(Verdicts, AreTheSameUnderPartialOrderReduction) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> models = {
      {"shared_string", {"THREADS", "FIRST=3", "SECOND=3"}},
      {"shared_string", {"THREADS", "FIRST=3", "SECOND=3", "GUARD"}},
      {"pipeline", {"ITEMS=3", "CAPACITY=1", "MONITOR"}},
      {"pipeline", {"ITEMS=3", "COROUTINES"}},
      {"pipeline", {"ITEMS=3", "COROUTINES", "COMPLETE"}}};
  for (const auto& [model, definitions] : models) {
    SpinSearch whole(model, definitions);
    SpinSearch reduced(model, definitions, SpinSearch::Reduction::kPartialOrder);
    const SpinFinding all = whole.Finish();
    const SpinFinding some = reduced.Finish();
    std::printf("%s: %llu states, reduced %llu\n", model.c_str(),
                static_cast<unsigned long long>(all.states),
                static_cast<unsigned long long>(some.states));
    EXPECT_EQ(all.complaints, some.complaints) << model << " " << definitions.back();
    EXPECT_LE(some.states, all.states);
  }
}

}  // namespace
}  // namespace heddle::internal
