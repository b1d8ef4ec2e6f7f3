#include <gtest/gtest.h>
#include <heddle/choice.h>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> ChooseOne(Choice& choice, int choices, int& chosen) {
  chosen = co_await choice.Choose(choices);
}

TEST(Choice, GivesEachOfItsWays) {
  int chosen = -1;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), 3, chosen));
  });
  for (int choice = 0; choice < 3; ++choice) {
    run.world().Start();
    EXPECT_EQ(run.Next(0), "choose coin");
    ASSERT_EQ(run.world().Choices(0), 3);
    EXPECT_EQ(run.Step(0, choice), std::to_string(choice) + " of 3");
    EXPECT_EQ(chosen, choice);
  }
}

TEST(Choice, HasFrom1To255Ways) {
  int chosen = -1;
  for (const int choices : {1, 255}) {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), choices, chosen));
    });
    EXPECT_EQ(run.world().Choices(0), choices);
    run.Step(0, choices - 1);
    EXPECT_EQ(chosen, choices - 1);
  }
  for (const int choices : {-1, 0, 256}) {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), choices, chosen));
    });
    EXPECT_EQ(run.failure(), "exception: a: 'coin' chooses of " + std::to_string(choices) +
                                 " ways: there must be 1 to 255");
  }
}

TEST(Choice, IsNoticedByNobodyElse) {
  int chosen = -1;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), 2, chosen));
  });
  EXPECT_EQ(run.world().footprint(0), Footprint());
}

}  // namespace
}  // namespace heddle::internal
