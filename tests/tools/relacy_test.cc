// The engine relacy, as a user has it: what it finds, and what show and replay make of it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;
using Arguments = std::vector<std::string>;

Arguments Explore(const std::string& scenario, const Arguments& settings,
                  const Arguments& more = {}) {
  Arguments arguments = {"explore", scenario, "--engine", "relacy", "--set"};
  arguments.insert(arguments.end(), settings.begin(), settings.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

const Arguments kLosing = {"model=manager", "first=1", "second=1"};

TEST(EngineRelacy, SaysByWhatItExplored) {
  const auto found = Heddle(Explore("shared_string", kLosing, {"--observe", "length", "--json"}));
  EXPECT_EQ(found.status, 1);
  const auto json = found.json();
  EXPECT_EQ(json["engine"], "relacy");
  EXPECT_EQ(json["strategy"], "full");
  EXPECT_EQ(json["verdict"], "violated");
  EXPECT_EQ(json["complete"], true);
  EXPECT_EQ(json["executions"], 6);
  EXPECT_EQ(json["states"], nullptr);
  EXPECT_EQ(json["outcome_count"], 2);
  EXPECT_EQ(json["violation"]["trace"]["engine"], "relacy");
}

TEST(EngineRelacy, TakesABoundAndANumberOfDraws) {
  EXPECT_EQ(Heddle(Explore("shared_string", kLosing, {"--strategy", "bound", "--preemptions", "0"}))
                .status,
            3);  // not everything
  const auto json = Heddle(Explore("shared_string", {"guard=mutex"},
                                   {"--strategy", "random", "--limit-executions", "50", "--json"}))
                        .json();
  EXPECT_EQ(json["strategy"], "random");
  EXPECT_EQ(json["executions"], 50);
  EXPECT_EQ(json["verdict"], "holds");
  EXPECT_EQ(json["complete"], false);
}

TEST(EngineRelacy, FindsWhatTheRelaxedRingLacksAsTheExplorerDoes) {
  const Arguments relaxed = {"queue=spsc", "order=relaxed", "items=2", "print=off"};
  Arguments ours = {"explore", "pipeline", "--set"};
  ours.insert(ours.end(), relaxed.begin(), relaxed.end());
  const auto by_explorer = Heddle(ours);
  EXPECT_EQ(by_explorer.status, 1);
  EXPECT_THAT(by_explorer.out, HasSubstr("data-race: nothing orders"));
  const auto found = Heddle(Explore("pipeline", relaxed));
  EXPECT_EQ(found.status, 1);
  EXPECT_THAT(found.out, HasSubstr("violation: a data race: nothing orders"));
  EXPECT_THAT(found.out, HasSubstr("store cell 1.0"));
}

TEST(EngineRelacy, StopsByALimit) {
  const auto found = Heddle(Explore("pipeline", {"items=5"}, {"--limit-executions", "7"}));
  EXPECT_EQ(found.status, 3);
  EXPECT_THAT(found.out, HasSubstr("stopped by the limit of 7 executions"));
}

TEST(ATraceOfRelacys, IsShownAndReplayed) {
  const Folder folder;
  const std::string path = folder / "trace.json";
  ASSERT_EQ(Heddle(Explore("shared_string", kLosing, {"--trace", path, "--minimise-seconds", "0"}))
                .status,
            1);
  const auto shown = Heddle({"show", path});
  EXPECT_EQ(shown.status, 0);
  EXPECT_THAT(shown.out, HasSubstr("run by relacy"));
  EXPECT_THAT(shown.out, HasSubstr("violation: a final property does not hold"));
  const auto replayed = Heddle({"replay", path});
  EXPECT_EQ(replayed.status, 1);
  EXPECT_THAT(replayed.out, HasSubstr("run by heddle"));
  EXPECT_THAT(replayed.out, HasSubstr("violation: a final property does not hold"));
}

TEST(ATraceOfRelacys, KeepsARaceThatTheExplorerDoesNotSee) {
  const Folder folder;
  const std::string path = folder / "trace.json";
  ASSERT_EQ(
      Heddle(Explore("pipeline", {"queue=spsc", "order=relaxed", "items=1"}, {"--trace", path}))
          .status,
      1);
  const auto replayed = Heddle({"replay", path});
  EXPECT_EQ(replayed.status, 1);
  EXPECT_THAT(replayed.out, HasSubstr("violation: a data race: nothing orders"));
}

}  // namespace
}  // namespace heddle::internal
