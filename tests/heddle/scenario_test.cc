#include <gtest/gtest.h>
#include <heddle/scenario.h>

#include <stdexcept>
#include <string>

namespace heddle::internal {
namespace {

Scenario Weaving() {
  Scenario scenario;
  scenario.name = "weaving_for_this_test";
  scenario.parameters = {ParameterSpec::Number("threads", "", 2, 1, 9)};
  scenario.observers = {{"cloth", ""}, {"warp", ""}};
  scenario.set_up = [](Scheduler&, const Parameters&) {};
  scenario.refuse = [](const Parameters& parameters) -> Failure {
    if (parameters.Number("threads") != 7) return {};
    return "7 threads make no pattern";
  };
  return scenario;
}

HEDDLE_SCENARIO(weaving, Weaving());

template <typename Function>
std::string RefusalOf(Function function) {
  try {
    function();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(ScenarioRegistry, KnowsByItsNameWhatWasRegistered) {
  EXPECT_EQ(FindScenario("weaving_for_this_test").parameters.at(0).name, "threads");
  EXPECT_TRUE(RegisteredScenarios().contains("weaving_for_this_test"));
}

TEST(ScenarioRegistry, NamesTheNearestWhereThereIsNone) {
  EXPECT_EQ(RefusalOf([] { FindScenario("waeving_for_this_test"); }),
            "there is no scenario 'waeving_for_this_test'; did you mean 'weaving_for_this_test'?");
}

TEST(ScenarioRegistry, RefusesASecondScenarioOfTheSameName) {
  try {
    ScenarioRegistration second(Weaving());
    FAIL();
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "two scenarios are called 'weaving_for_this_test'");
  }
}

TEST(Scenario, RefusesAnObserverThatItHasNot) {
  EXPECT_EQ(RefusalOf([] { Weaving().RequireObserver("warp"); }), "");
  EXPECT_EQ(RefusalOf([] { Weaving().RequireObserver("wrap"); }),
            "weaving_for_this_test has no observer 'wrap'; did you mean 'warp'?");
  EXPECT_EQ(RefusalOf([] { Scenario().RequireObserver("x"); }),
            " has no observer 'x'; it has none");
}

TEST(Scenario, RefusesACombinationOfParameters) {
  EXPECT_EQ(Weaving().Configure({{"threads", "6"}}).Text(), "threads=6");
  EXPECT_EQ(RefusalOf([] {
              Weaving().Configure({{"threads", "7"}});
            }),
            "weaving_for_this_test: 7 threads make no pattern");
}

TEST(Scenario, ChecksEachParameterBeforeTheirCombination) {
  EXPECT_EQ(RefusalOf([] {
              Weaving().Configure({{"threads", "70"}});
            }),
            "weaving_for_this_test: threads must be a whole number from 1 to 9, not '70'");
}

}  // namespace
}  // namespace heddle::internal
