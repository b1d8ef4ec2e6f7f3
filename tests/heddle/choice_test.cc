#include <gtest/gtest.h>
#include <heddle/choice.h>

#include "tests/heddle/stepper.h"

namespace heddle {
namespace {

Task<> ChooseOne(Choice& choice, int ways, int& chosen) { chosen = co_await choice.Choose(ways); }

TEST(Choice, GivesEachOfItsWays) {
  int chosen = -1;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), 3, chosen));
  });
  for (int way = 0; way < 3; ++way) {
    run.world().Start();
    EXPECT_EQ(run.Next(0), "choose coin");
    ASSERT_EQ(run.world().Ways(0), 3);
    EXPECT_EQ(run.Step(0, way), std::to_string(way) + " of 3");
    EXPECT_EQ(chosen, way);
  }
}

TEST(Choice, HasFrom1To255Ways) {
  int chosen = -1;
  for (const int ways : {1, 255}) {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), ways, chosen));
    });
    EXPECT_EQ(run.world().Ways(0), ways);
    run.Step(0, ways - 1);
    EXPECT_EQ(chosen, ways - 1);
  }
  for (const int ways : {-1, 0, 256}) {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), ways, chosen));
    });
    EXPECT_EQ(run.failure(), "exception: a: 'coin' chooses of " + std::to_string(ways) +
                                 " ways: there must be 1 to 255");
  }
}

TEST(Choice, IsNoticedByNobodyElse) {
  int chosen = -1;
  Stepper run([&](Scheduler& scheduler) {
    scheduler.Spawn("a", ChooseOne(scheduler.Make<Choice>("coin"), 2, chosen));
  });
  EXPECT_EQ(run.world().touches(0), Footprint());
}

}  // namespace
}  // namespace heddle
