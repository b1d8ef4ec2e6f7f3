// What the JSON of an exploration holds where a step does not come to its end.

#include "tools/exploration_json.h"

#include <gtest/gtest.h>
#include <heddle/managed.h>

#include <nlohmann/json.hpp>

#include "tests/sanitizer.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

volatile bool goes_on = true;

/// One task that computes for ever after its second step.
Scenario Computes() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x", 0);
    scheduler.Spawn("t", [](Managed<int>& x) -> Task<> {
      co_await x.Load();
      co_await x.Store(1);
      while (goes_on) {
      }
      co_await x.Store(2);
    }(x));
  });
}

class ExplorationJson : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (kWatchesThreads) GTEST_SKIP() << "ThreadSanitizer holds the ticks back";
  }

  static nlohmann::ordered_json Explored(ExploreOptions options) {
    const Scenario scenario = Computes();
    const Parameters parameters = scenario.Configure({});
    options.strategy = StrategyNamed("", GetParam());
    return ToJson("computes", parameters, options, Explore(scenario, parameters, options));
  }
};

TEST_P(ExplorationJson, HasTheTraceOfAStepThatDoesNotEnd) {
  ExploreOptions options;
  options.limit_step_seconds = 0.1;
  const auto json = Explored(options);
  EXPECT_EQ(json["verdict"], "violated");
  EXPECT_EQ(json["violation"]["kind"], "endless");
  EXPECT_EQ(json["violation"]["trace"]["steps"].size(), 2u);
  EXPECT_TRUE(json["stopped_in"].is_null());
}

TEST_P(ExplorationJson, HasTheTraceToWhereALimitEndedIt) {
  ExploreOptions options;
  options.limit_seconds = 0.3;
  const auto json = Explored(options);
  EXPECT_EQ(json["verdict"], "stopped");
  EXPECT_TRUE(json["violation"].is_null());
  EXPECT_EQ(json["stopped_in"]["steps"].size(), 2u);
  EXPECT_EQ(json["stopped_in"]["steps"].back()["object"], 0);
  EXPECT_EQ(json["stopped_in"]["objects"][0]["name"], "x");
}

INSTANTIATE_TEST_SUITE_P(By, ExplorationJson, testing::Values("heddle", "relacy"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace heddle::internal
