// The numbers that were worked out independently of Heddle, as `heddle explore --json` gives them:
// binomial coefficients, and enumerations by other programs. With HEDDLE_LARGE_NUMBERS defined,
// those that take long.

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using Json = nlohmann::ordered_json;

/// `heddle explore` of `what` ("shared_string first=1 second=1") by `strategy`, with `observer` on
/// if it is not empty.
Json Explore(const std::string& what, const std::string& strategy, const std::string& observer) {
  std::vector<std::string> arguments = {"explore", "--json", "--keep-going", "--strategy",
                                        strategy};
  if (!observer.empty()) arguments.insert(arguments.end(), {"--observe", observer});
  std::istringstream words(what);
  std::string word;
  words >> word;
  arguments.push_back(word);
  arguments.push_back("--set");
  while (words >> word) arguments.push_back(word);
  const Json json = Heddle(arguments).json();
  EXPECT_EQ(json["complete"], true) << what;
  return json;
}

std::string Unguarded(int first, int second, const std::string& letters) {
  return "shared_string model=threads first=" + std::to_string(first) +
         " second=" + std::to_string(second) + " letters=" + letters;
}

std::string Lines(int items) { return "pipeline print=line items=" + std::to_string(items); }

#ifndef HEDDLE_LARGE_NUMBERS

TEST(GuardedAppends, HaveAnExecutionAndAStringForEachOrder) {
  struct Case {
    int first, second, orders;  // orders is C(first + second, first)
  };
  for (const Case& c :
       {Case{1, 1, 2}, Case{2, 2, 6}, Case{3, 3, 20}, Case{2, 5, 21}, Case{5, 5, 252}}) {
    const Json json =
        Explore(Unguarded(c.first, c.second, "oO") + " guard=mutex", "dpor", "string");
    EXPECT_EQ(json["verdict"], "holds");
    EXPECT_EQ(json["executions"], c.orders);
    EXPECT_EQ(json["outcome_count"], c.orders);
    EXPECT_EQ(json["blocked_executions"], 0);
  }
}

TEST(GuardedAppends, OfOneLetterAreCountedAtTheNotebooksSize) {
  const Json json = Explore(Unguarded(10, 20, "oo") + " guard=mutex", "count", "length");
  EXPECT_EQ(json["executions"], 30'045'015);  // C(30, 10)
  EXPECT_EQ(json["outcome_count"], 1);
}

TEST(UnguardedAppends, HaveAsManyExecutionsAsWereCounted) {
  struct Case {
    int size, executions;
  };
  for (const Case& c : {Case{1, 4}, Case{2, 34}, Case{3, 328}, Case{4, 3'334}}) {
    const Json json = Explore(Unguarded(c.size, c.size, "oO"), "dpor", "");
    EXPECT_EQ(json["executions"], c.executions);
    EXPECT_EQ(json["blocked_executions"], 0);
    EXPECT_EQ(Explore(Unguarded(c.size, c.size, "oO"), "count", "")["executions"], c.executions);
  }
}

TEST(UnguardedAppends, HaveTrillionsOfExecutionsAtTheNotebooksSize) {
  const Json json = Explore(Unguarded(10, 20, "oo"), "count", "");
  EXPECT_EQ(json["executions"], 55'027'478'379'195);
}

TEST(UnguardedAppends, HaveAsManyStringsAsWereCounted) {
  struct Case {
    int size, strings;
  };
  for (const Case& c : {Case{1, 4}, Case{2, 16}, Case{3, 64}}) {
    for (const std::string strategy : {"states", "dpor"}) {
      const Json json = Explore(Unguarded(c.size, c.size, "oO"), strategy, "string");
      EXPECT_EQ(json["outcome_count"], c.strings) << strategy;
    }
  }
}

TEST(UnguardedAppends, HaveAsManyStatesAsWereCounted) {
  struct Case {
    int first, second, states;
  };
  for (const Case& c : {Case{1, 1, 12}, Case{2, 2, 57}, Case{3, 3, 195}, Case{10, 20, 108'062}}) {
    EXPECT_EQ(Explore(Unguarded(c.first, c.second, "oo"), "states", "length")["states"], c.states);
  }
}

TEST(UnguardedAppends, EndWithAnyLengthFromTwoOrFromOne) {
  struct Case {
    int first, second;
  };
  for (const Case& c :
       {Case{1, 1}, Case{1, 4}, Case{20, 1}, Case{2, 2}, Case{3, 4}, Case{10, 20}}) {
    const int least = c.first == 1 || c.second == 1 ? 1 : 2;
    std::vector<int> expected;
    for (int length = least; length <= c.first + c.second; ++length) expected.push_back(length);
    std::vector<int> lengths;
    const Json json = Explore(Unguarded(c.first, c.second, "oo"), "states", "length");
    for (const Json& outcome : json["outcomes"]) {
      lengths.push_back(std::stoi(outcome["value"].get<std::string>()));
    }
    EXPECT_EQ(lengths, expected) << c.first << " and " << c.second;
  }
}

TEST(PipelineLines, ComeInAsManyOrdersAsWereCounted) {
  struct Case {
    int items, outputs;
  };
  for (const Case& c : {Case{1, 30}, Case{2, 90}, Case{3, 285}, Case{4, 933}, Case{5, 3'129}}) {
    for (const std::string strategy : {"dpor", "states"}) {
      EXPECT_EQ(Explore(Lines(c.items), strategy, "console")["outcome_count"], c.outputs)
          << c.items << " items by " << strategy;
    }
  }
}

TEST(Pipeline, WithoutAConsoleHasOneExecution) {
  for (const int items : {1, 2, 10, 50}) {
    const Json json =
        Explore("pipeline print=off items=" + std::to_string(items), "dpor", "consumed");
    EXPECT_EQ(json["verdict"], "holds");
    EXPECT_EQ(json["executions"], 1);
    EXPECT_EQ(json["outcome_count"], 1);
  }
}

#else

TEST(PipelineLines, Of10ItemsComeIn1655052Orders) {
  EXPECT_EQ(Explore(Lines(10), "dpor", "console")["outcome_count"], 1'655'052);
}

TEST(GuardedAppends, OfTwoLettersHave30045015StringsAtTheNotebooksSize) {
  const Json json = Explore(Unguarded(10, 20, "oO") + " guard=mutex", "dpor", "string");
  EXPECT_EQ(json["verdict"], "holds");
  EXPECT_EQ(json["executions"], 30'045'015);  // C(30, 10)
  EXPECT_EQ(json["outcome_count"], 30'045'015);
}

#endif

}  // namespace
}  // namespace heddle::internal
