// `heddle explore`: its JSON, its exit statuses, and what it shows.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using Json = nlohmann::ordered_json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> Keys(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

/// `heddle explore shared_string` with one append each and `more`.
CommandResult ExploreSmall(const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"explore", "shared_string", "--set", "first=1", "second=1"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return Heddle(arguments);
}

TEST(Explore, FindsTheSmallestParametersThatFail) {
  const auto explore = [](std::vector<std::string> more) {
    std::vector<std::string> arguments = {"explore",       "shared_string", "--set",
                                          "model=manager", "first=1..5",    "second=1..5"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return Heddle(arguments);
  };
  const CommandResult result = explore({"--smallest"});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out,
              HasSubstr("fails already with first=1 second=1 (1 of 25 settings explored)\n"));
  const Json json = explore({"--smallest", "--json"}).json();
  EXPECT_EQ(json["parameters"]["first"], 1);
  EXPECT_EQ(json["smallest"]["of"], 25);
  const CommandResult none = Heddle({"explore", "shared_string", "--set", "model=manager",
                                     "guard=mutex", "first=1..2", "second=1..2", "--smallest"});
  EXPECT_EQ(none.status, 0);
  EXPECT_THAT(none.out, HasSubstr("fails with none of the settings in the ranges (4 of 4 "));
  EXPECT_EQ(explore({"--smallest", "--play", "page.html"}).err,
            "heddle: --play shows one setting, and --smallest explores many: give one of them\n");
  EXPECT_EQ(explore({}).err,
            "heddle: the range of first needs --smallest: the smallest are explored first\n");
  EXPECT_EQ(Heddle({"explore", "shared_string", "--smallest"}).err,
            "heddle: --smallest needs a range: --set NAME=1..5\n");
}

TEST(Explore, SaysFromHowManyStepsItMinimised) {
  const auto explore = [](const std::string& strategy, const std::string& seconds) {
    return Heddle({"explore", "pipeline", "--set", "model=threads", "lines=whole", "items=2",
                   "--strategy", strategy, "--minimise-seconds", seconds})
        .out;
  };
  const std::string met = explore("dpor", "0");
  EXPECT_THAT(met, Not(HasSubstr("minimised")));
  const std::string minimal = explore("dpor", "20");
  EXPECT_THAT(minimal, HasSubstr("\nminimised from "));
  EXPECT_LT(minimal.size(), met.size());
  const auto steps = [](const std::string& text) { return text.substr(text.find("\n\n")); };
  EXPECT_EQ(steps(minimal), steps(explore("states", "20")));
}

TEST(ExploreJson, HasTheKeysOfTheContractInTheirOrder) {
  const Json json = ExploreSmall({"--observe", "string", "--json"}).json();
  EXPECT_THAT(Keys(json),
              ElementsAre("scenario", "parameters", "engine", "strategy", "verdict", "complete",
                          "executions", "blocked_executions", "steps", "states", "outcome_count",
                          "outcomes", "violations", "violation", "reached", "stopped_in", "seconds",
                          "executions_per_second", "states_per_second", "world_bytes",
                          "peak_memory_bytes"));
  EXPECT_THAT(Keys(json["outcomes"][0]), ElementsAre("value", "executions"));
  EXPECT_THAT(Keys(json["violation"]), ElementsAre("kind", "message", "trace"));
  EXPECT_THAT(Keys(json["violation"]["trace"]["explanation"]),
              ElementsAre("minimised_from", "shortest", "shortest_remark", "point_of_no_return",
                          "established", "states", "remark", "passing", "race", "cycle", "circle",
                          "early_notification"));
}

TEST(ExploreJson, SaysWhatWasExplored) {
  const Json json = ExploreSmall({"--json"}).json();
  EXPECT_EQ(json["scenario"], "shared_string");
  EXPECT_EQ(json["parameters"],
            Json::parse(R"({"model": "threads", "guard": "none", "first": 1, "second": 1,
                            "letters": "oO", "sleep": "any"})"));
  EXPECT_EQ(json["engine"], "heddle");
  EXPECT_EQ(json["strategy"], "states");
}

TEST(ExploreJson, HasNullForANumberThatTheStrategyDoesNotHave) {
  // All but the states of one strategy and the executions of the others.
  const std::map<std::string, std::vector<std::string>> null_of = {
      {"states", {"executions", "blocked_executions", "executions_per_second"}},
      {"dpor", {"states", "states_per_second"}},
      {"all", {"states", "states_per_second", "blocked_executions"}},
      {"random", {"states", "states_per_second", "blocked_executions"}},
      {"pct", {"states", "states_per_second", "blocked_executions"}},
      {"pos", {"states", "states_per_second", "blocked_executions"}},
  };
  for (const auto& [strategy, nulls] : null_of) {
    const Json json =
        ExploreSmall({"--set", "guard=mutex", "--strategy", strategy, "--json"}).json();
    EXPECT_EQ(json["strategy"], strategy);
    for (const std::string key : {"executions", "blocked_executions", "states",
                                  "executions_per_second", "states_per_second"}) {
      const bool is_null = std::find(nulls.begin(), nulls.end(), key) != nulls.end();
      EXPECT_EQ(json[key].is_null(), is_null) << strategy << ": " << key;
      EXPECT_TRUE(is_null || json[key].is_number()) << strategy << ": " << key;
    }
    // No observer, no violation, nothing looked for.
    for (const std::string key : {"outcome_count", "outcomes", "violation", "reached"}) {
      EXPECT_TRUE(json[key].is_null()) << strategy << ": " << key;
    }
    EXPECT_EQ(json["violations"], 0) << strategy;
  }
}

TEST(ExploreJson, HasATraceWithAViolation) {
  const Json violation = ExploreSmall({"--set", "model=manager", "--json"}).json()["violation"];
  EXPECT_EQ(violation["kind"], "final");
  EXPECT_THAT(violation["message"], HasSubstr("1 letters, not 2"));
  EXPECT_EQ(violation["trace"]["format"], "heddle-trace");
  EXPECT_EQ(violation["trace"]["steps"].size(), 4u);  // get, get, set, set
}

TEST(ExploreJson, HasATraceToWhatWasReached) {
  const Json reached =
      ExploreSmall({"--set", "model=manager", "--observe", "length", "--reach", "1", "--json"})
          .json()["reached"];
  EXPECT_THAT(Keys(reached), ElementsAre("value", "trace"));
  EXPECT_EQ(reached["value"], "1");
  EXPECT_EQ(reached["trace"]["outcome"], "1");
}

TEST(ExploreJson, CountsOutcomesThatAreTooManyToList) {
  for (const auto& [most, listed] : std::map<std::string, bool>{{"4", true}, {"3", false}}) {
    const Json json =
        ExploreSmall({"--observe", "string", "--list-outcomes", most, "--json"}).json();
    EXPECT_EQ(json["outcome_count"], 4) << most;
    EXPECT_EQ(json["outcomes"].is_array(), listed) << most;
  }
}

TEST(ExploreStatus, Is0WhereAllHolds) {
  const CommandResult result = ExploreSmall({"--set", "guard=mutex"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.out, HasSubstr("\nholds, everything visited: "));
  EXPECT_EQ(result.err, "");
}

TEST(ExploreStatus, Is1WhereSomethingIsViolated) {
  const CommandResult result = ExploreSmall({});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("the shortest: data-race: "));
}

TEST(ExploreStatus, Is3WhereALimitStoppedIt) {
  for (const std::vector<std::string>& limit :
       {std::vector<std::string>{"--limit-executions", "10"}, {"--limit-seconds", "0.001"}}) {
    for (const std::string strategy : {"states", "dpor", "all"}) {
      std::vector<std::string> arguments = {"explore",     "shared_string", "--set",
                                            "guard=mutex", "--json",        "--strategy",
                                            strategy,      limit[0],        limit[1]};
      const CommandResult result = Heddle(arguments);
      EXPECT_EQ(result.status, 3) << limit[0] << " " << strategy;
      EXPECT_EQ(result.json()["verdict"], "stopped");
      EXPECT_EQ(result.json()["complete"], false);
    }
  }
}

TEST(ExploreStatus, TellsWhetherAnOutcomeCanBeReached) {
  const auto reach = [](const std::string& value) {
    return ExploreSmall({"--set", "guard=mutex", "--observe", "string", "--reach", value});
  };
  EXPECT_EQ(reach("Oo").status, 0);
  const CommandResult none = reach("O");
  EXPECT_EQ(none.status, 1);
  EXPECT_THAT(none.out, HasSubstr("O was not reached: no execution has this outcome"));
}

TEST(ExploreStatus, IsNotThatOfAnAnswerWhereALimitCutTheSearchForAnOutcomeShort) {
  const CommandResult result = ExploreSmall(
      {"--set", "guard=mutex", "--observe", "string", "--reach", "O", "--limit-executions", "3"});
  EXPECT_EQ(result.status, 3);
  EXPECT_THAT(result.out, HasSubstr("O was not reached in what was visited"));
}

TEST(ExploreStatus, Is3WithWhatWasFoundWhereItWasInterrupted) {
  for (const std::string strategy : {"dpor", "states", "all", "count", "random", "pct", "pos"}) {
    std::vector<std::string> arguments = {"explore",     "shared_string", "--set",
                                          "guard=mutex", "first=30",      "second=30",
                                          "--strategy",  strategy,        "--json"};
    if (strategy == "random" || strategy == "pct" || strategy == "pos") {
      arguments.insert(arguments.end(), {"--limit-executions", "1000000000"});
    }
    const CommandResult result = HeddleInterrupted(arguments);
    ASSERT_EQ(result.status, 3) << strategy;
    EXPECT_EQ(result.json()["verdict"], "stopped") << strategy;
    EXPECT_EQ(result.json()["complete"], false) << strategy;
    EXPECT_GT(result.json()["steps"], 0) << strategy;
  }
}

TEST(ExploreStatus, Is4WhereItHoldsUnderSequentialConsistency) {
  const std::vector<std::string> ring = {"explore",    "pipeline", "--set",
                                         "queue=spsc", "items=2",  "print=off"};
  const CommandResult text = Heddle(ring);
  EXPECT_EQ(text.status, 4);
  EXPECT_THAT(text.out, HasSubstr("holds under sequential consistency, everything visited that it "
                                  "allows"));
  std::vector<std::string> arguments = ring;
  arguments.push_back("--json");
  const auto json = Heddle(arguments).json();
  EXPECT_EQ(json["verdict"], "holds-sc");
  EXPECT_EQ(json["complete"], false);
  // What no sequentially consistent execution has may yet be reached.
  arguments = ring;
  arguments.insert(arguments.end(), {"--observe", "consumed", "--reach", "2 1"});
  EXPECT_EQ(Heddle(arguments).status, 4);
}

TEST(ExploreStatus, Is3WhereNothingIsWrongInWhatWasDrawn) {
  for (const std::string strategy : {"random", "pct", "pos"}) {
    const CommandResult result =
        ExploreSmall({"--set", "guard=mutex", "--strategy", strategy, "--limit-executions", "50"});
    EXPECT_EQ(result.status, 3) << strategy;
    EXPECT_THAT(result.out, HasSubstr("not everything visited"));
  }
}

TEST(ExploreText, ShowsACounterexampleWholeInUnder40Lines) {
  const CommandResult result =
      Heddle({"explore", "shared_string", "--set", "model=manager", "first=2", "second=2",
              "--observe", "length", "--reach", "2"});
  EXPECT_EQ(result.status, 0);
  EXPECT_LT(Lines(result.out).size(), 40u);
  for (const std::string text :
       {"reached 2:", "first         second", "\n1  get a", "\n8  set a", "(preempts first)",
        "a = \"oO\"", "shared_string.cc:", "outcome: length = 2"}) {
    EXPECT_THAT(result.out, HasSubstr(text));
  }
}

TEST(ExploreText, SaysThatThereIsNoTraceToWrite) {
  const Folder folder;
  const CommandResult result =
      ExploreSmall({"--set", "guard=mutex", "--trace", folder / "none.json"});
  EXPECT_EQ(result.status, 0);
  EXPECT_THAT(result.err, HasSubstr("no trace to write"));
  EXPECT_EQ(folder.count(), 0);
}

TEST(ExplorePlay, WritesAPageWithTheWholeGraph) {
  const Folder folder;
  const std::string page = folder / "play.html";
  const CommandResult result =
      ExploreSmall({"model=manager", "--observe", "string", "--play", page});
  EXPECT_EQ(result.status, 1);
  EXPECT_THAT(result.out, HasSubstr("4 outcomes of string"));
  const std::string contents = ReadFile(page);
  EXPECT_THAT(contents, HasSubstr("You are the scheduler"));
  // The states are 14: tests/pages/graphs.py works them out.
  std::size_t states = 0;
  for (std::size_t at = 0; (at = contents.find("{\"objects\":[", at)) != std::string::npos; ++at) {
    ++states;
  }
  EXPECT_EQ(states, 14u);
}

TEST(ExplorePlay, RefusesAGraphThatIsTooLargeToPlay) {
  const Folder folder;
  const std::string page = folder / "play.html";
  ExpectMisuse(Heddle({"explore", "shared_string", "--set", "model=manager", "--play", page}),
               "there are more than 5000 states, too many to play with");
  ExpectMisuse(ExploreSmall({"--engine", "relacy", "--play", page}),
               "--play shows what the engine heddle visits, not relacy");
  EXPECT_EQ(folder.count(), 0);
}

}  // namespace
}  // namespace heddle::internal
