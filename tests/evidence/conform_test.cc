// Every recorded output of the Python programs is a behaviour of the model, and one that has been
// tampered with is not.

#include "src/search/conform.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/evidence/recordings.h"

namespace heddle::internal {
namespace {

using testing::ElementsAre;

using Settings = std::map<std::string, std::string>;

/// The output in this file.
std::string Read(const std::string& name) { return Recordings(name).front().output; }

/// A text in lines, each with its end.
std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line + "\n");
  return lines;
}

Conformance ConformTo(const std::string& scenario, const Settings& settings,
                      const std::string& output, const std::string& observer = "console") {
  ConformOptions options;
  options.observe = observer;
  const Scenario& found = FindScenario(scenario);
  const Conformance result = Conform(found, found.Configure(settings), output, options);
  EXPECT_TRUE(result.accepted || result.complete);
  if (result.accepted) {
    EXPECT_EQ(result.trace->outcome, output);
  }
  return result;
}

Conformance ConformTo(const Recording& recording, const std::string& output) {
  return ConformTo(recording.scenario, recording.settings, output, recording.observer);
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::set<std::string> OutcomesOf(const std::string& scenario, const Settings& settings,
                                 const std::string& observer) {
  ExploreOptions options;
  options.observe = observer;
  options.list_outcomes = 1'000'000;
  const Scenario& found = FindScenario(scenario);
  const Exploration result = Explore(found, found.Configure(settings), options);
  EXPECT_TRUE(result.complete);
  std::set<std::string> outcomes;
  for (const auto& outcome : result.outcomes.value()) outcomes.insert(outcome.value);
  return outcomes;
}

TEST(Recording, IsABehaviourOfTheModel) {
  for (const Recording& recording : Recordings()) {
    EXPECT_TRUE(ConformTo(recording, recording.output).accepted) << recording.name;
  }
}

TEST(RecordedString, ThatIsShortIsNoBehaviourUnderAMutex) {
  for (const Recording& recording : Recordings("shared_string-manager")) {
    Settings guarded = recording.settings;
    guarded["guard"] = "mutex";
    const std::string& text = recording.output;
    const std::string last = recording.observer == "string" ? text + "\n" : LinesOf(text).back();
    EXPECT_EQ(ConformTo("shared_string", guarded, text, recording.observer).accepted,
              last.size() == 31)
        << recording.name;
  }
}

TEST(RecordedConsole, OfTheStringIsNoBehaviourWithALineLostOrDoubled) {
  for (const Recording& recording : Recordings("shared_string-")) {
    if (recording.observer != "console") continue;
    const std::vector<std::string> lines = LinesOf(recording.output);
    for (std::size_t changed = 0; changed < lines.size(); ++changed) {
      for (const int times : {0, 2}) {
        std::string output;
        for (std::size_t i = 0; i < lines.size(); ++i) {
          for (int n = i == changed ? times : 1; n > 0; --n) output += lines[i];
        }
        EXPECT_FALSE(ConformTo(recording, output).accepted)
            << recording.name << " line " << changed + 1 << " " << times << " times";
      }
    }
  }
}

TEST(RejectedManagersConsole, IsExplainedAsFarAsItsLastLine) {
  const std::string output = Recordings("shared_string-manager.console-1").front().output;
  const Settings settings = {{"model", "manager"}};
  const std::size_t last = output.size() - LinesOf(output).back().size();
  for (const std::string wrong : {"", "\n", "OO\n", "ox\n", "Ox\n"}) {
    const Conformance result = ConformTo("shared_string", settings, output.substr(0, last) + wrong);
    EXPECT_FALSE(result.accepted) << wrong;
    EXPECT_EQ(result.prefix->bytes, last) << wrong;
    EXPECT_FALSE(result.prefix->could_continue.empty()) << wrong;
  }
  const Conformance extra = ConformTo("shared_string", settings, output + "\n");
  EXPECT_FALSE(extra.accepted);
}

// Whatever is lost or doubled: each line's words are printed once, and a blank or an end of a line
// that is missing, or is there once too often, makes the output too short or too long to be one.
TEST(RecordedPipeline, IsNoBehaviourWithALineLostOrDoubled) {
  for (const Recording& recording : Recordings("pipeline-")) {
    const std::vector<std::string> lines = LinesOf(recording.output);
    for (std::size_t changed = 0; changed < lines.size(); ++changed) {
      for (const int times : {0, 2}) {
        std::string output;
        for (std::size_t i = 0; i < lines.size(); ++i) {
          for (int n = i == changed ? times : 1; n > 0; --n) output += lines[i];
        }
        EXPECT_FALSE(ConformTo(recording, output).accepted)
            << recording.name << " line " << changed + 1 << " " << times << " times";
      }
    }
  }
}

TEST(RecordedPipeline, IsNoBehaviourWithTwoNumbersOfAStageSwapped) {
  for (const Recording& recording : Recordings("pipeline-")) {
    const std::string& output = recording.output;
    // Whole words: where a line is broken there is none to swap.
    for (int i = 1; i < 9; ++i) {
      for (const std::string stage : {"produced ", "consumed "}) {
        const std::string one = stage + std::to_string(i) + "\n";
        const std::string two = stage + std::to_string(i + 1) + "\n";
        if (output.find(one) == output.npos || output.find(two) == output.npos) continue;
        const std::string swapped =
            Replaced(Replaced(Replaced(output, one, "@"), two, one), "@", two);
        EXPECT_FALSE(ConformTo(recording, swapped).accepted) << recording.name << one;
      }
    }
  }
}

TEST(RejectedPipeline, IsExplainedAsFarAsTheWrongPiece) {
  const std::string output = Read("pipeline-threads.notebook.txt");
  const Settings settings = {{"model", "threads"}, {"print", "pieces"}};
  {
    const Conformance result =
        ConformTo("pipeline", settings, Replaced(output, "consumed 7", "consumed 6"));
    EXPECT_EQ(result.prefix->bytes, output.find("consumed 7") + 9);
    EXPECT_THAT(result.prefix->could_continue, ElementsAre("7"));
    EXPECT_FALSE(result.prefix->could_end);
  }
  {
    // All but the consumer have ended.
    const Conformance result =
        ConformTo("pipeline", settings, Replaced(output, "consumed 9\n", ""));
    EXPECT_EQ(result.prefix->bytes, output.find("consumed 9\n") + 9);
    EXPECT_THAT(result.prefix->could_continue, ElementsAre("9"));
  }
  {
    // The producer is done, the intermediate stage is not, and the consumer is between two lines.
    const Conformance result =
        ConformTo("pipeline", settings, Replaced(output, "intermediate: done", "producer: done"));
    EXPECT_EQ(result.prefix->bytes, output.find("intermediate: done"));
    EXPECT_THAT(result.prefix->could_continue, ElementsAre("consumed", "intermediate: done"));
  }
  {
    const Conformance result = ConformTo("pipeline", settings, output + "\n");
    EXPECT_EQ(result.prefix->bytes, output.size());
    EXPECT_THAT(result.prefix->could_continue, ElementsAre());
    EXPECT_TRUE(result.prefix->could_end);
  }
}

TEST(RejectedPipeline, OfCoroutinesHasOneWayToGoOn) {
  const std::string output = Read("pipeline-coroutines.notebook.txt");
  const Conformance result =
      ConformTo("pipeline", {{"model", "coroutines"}, {"print", "line"}},
                Replaced(output, "consumed 5\nproduced 4\n", "produced 4\nconsumed 5\n"));
  EXPECT_EQ(result.prefix->bytes, output.find("consumed 5"));
  EXPECT_THAT(result.prefix->could_continue, ElementsAre("consumed 5\n"));
}

/// `text` in every way that takes a byte out, doubles it, or swaps it with the next.
std::set<std::string> Mutations(const std::string& text) {
  std::set<std::string> mutated;
  for (std::size_t i = 0; i < text.size(); ++i) {
    mutated.insert(text.substr(0, i) + text.substr(i + 1));
    mutated.insert(text.substr(0, i + 1) + text.substr(i));
    if (i + 1 == text.size()) continue;
    std::string swapped = text;
    std::swap(swapped[i], swapped[i + 1]);
    mutated.insert(swapped);
  }
  return mutated;
}

/// How much of `output`, at the most, begins one of `outcomes`.
std::size_t LongestBeginning(const std::set<std::string>& outcomes, const std::string& output) {
  std::size_t longest = 0;
  const auto look = [&](const std::string& outcome) {
    const auto ends = std::mismatch(output.begin(), output.end(), outcome.begin(), outcome.end());
    longest = std::max<std::size_t>(longest, ends.first - output.begin());
  };
  // What has most in common with it stands beside it in their order.
  const auto at = outcomes.lower_bound(output);
  if (at != outcomes.end()) look(*at);
  if (at != outcomes.begin()) look(*std::prev(at));
  return longest;
}

/// Every `stride`-th outcome and mutation is accepted just where exploring has listed it; and where
/// it is not, what is explained with a piece that comes next begins as much of it as any outcome
/// does.
void ExpectAcceptsExactly(const std::string& scenario, const Settings& settings, int stride) {
  const std::set<std::string> outcomes = OutcomesOf(scenario, settings, "console");
  std::set<std::string> outputs;
  for (const std::string& outcome : outcomes) {
    outputs.insert(outcome);
    outputs.merge(Mutations(outcome));
  }
  int number = 0;
  int accepted = 0;
  int rejected = 0;
  for (const std::string& output : outputs) {
    if (number++ % stride != 0) continue;
    const Conformance result = ConformTo(scenario, settings, output);
    ASSERT_EQ(result.accepted, outcomes.contains(output)) << output;
    ++(result.accepted ? accepted : rejected);
    if (result.accepted) continue;
    const std::size_t explained = result.prefix->bytes;
    const std::size_t longest = LongestBeginning(outcomes, output);
    ASSERT_LE(explained, longest) << output;
    // In one of the outcomes that begin so, each piece that could come next does.
    for (const std::string& piece : result.prefix->could_continue) {
      const std::string more = output.substr(0, explained) + piece;
      ASSERT_EQ(LongestBeginning(outcomes, more), more.size()) << output;
    }
    if (result.prefix->could_end) {
      ASSERT_TRUE(outcomes.contains(output.substr(0, explained)));
    }
  }
  EXPECT_GT(accepted, 0);
  EXPECT_GT(rejected, 0);
}

TEST(Conformance, AcceptsExactlyWhatExploringLists) {
  ExpectAcceptsExactly("pipeline", {{"items", "1"}}, 101);
  ExpectAcceptsExactly("pipeline", {{"items", "2"}, {"print", "line"}}, 7);
  ExpectAcceptsExactly("pipeline", {{"items", "2"}, {"model", "processes"}}, 13);
  ExpectAcceptsExactly("pipeline", {{"items", "2"}, {"model", "coroutines"}}, 1);
  ExpectAcceptsExactly("shared_string", {{"first", "1"}, {"second", "1"}}, 101);
  ExpectAcceptsExactly("shared_string", {{"first", "2"}, {"second", "1"}, {"guard", "mutex"}}, 31);
  ExpectAcceptsExactly("shared_string", {{"first", "2"}, {"second", "1"}, {"model", "manager"}},
                       31);
  ExpectAcceptsExactly("shared_string", {{"first", "2"}, {"model", "coroutines"}}, 1);
}

}  // namespace
}  // namespace heddle::internal
