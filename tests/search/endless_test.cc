#include "src/search/endless.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/choice.h>
#include <heddle/managed.h>
#include <heddle/shared.h>

#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

Task<> StoreForEver(Shared<int>& x) {
  for (;;) co_await x.Store(1);
}

TEST(Endless, IsAViolationThoughNoStepOfItIsWrong) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    scheduler.Spawn("a", StoreForEver(scheduler.Make<Shared<int>>("x", 0)));
  });
  for (const bool whole : {false, true}) {
    ExploreOptions options;
    options.whole_states = whole;
    const Exploration result = Explore(scenario, options);
    EXPECT_EQ(result.verdict, Exploration::Verdict::kViolated);
    ASSERT_TRUE(result.violation);
    EXPECT_EQ(result.violation->kind, "endless");
    EXPECT_EQ(result.violation->message,
              "nothing leads to an end any more: after step 2 everything is as after step 1; not "
              "ended: a");
    EXPECT_EQ(result.trace->steps.size(), 2u);
    EXPECT_EQ(result.trace->violation, result.violation);
  }
}

Task<> StoreZeroForEver(Shared<int>& x) {
  for (;;) co_await x.Store(0);
}

TEST(Endless, IsNoticedWhereTheVeryFirstStepChangesNothing) {
  const Exploration result =
      Explore(Program([](Scheduler& scheduler) {
                scheduler.Spawn("a", StoreZeroForEver(scheduler.Make<Shared<int>>("x", 0)));
              }),
              ExploreOptions());
  EXPECT_EQ(result.states, 1u);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->kind, "endless");
}

Task<> AwaitFlag(Managed<int>& flag) {
  for (;;) {
    const int value = co_await flag.Load();
    if (value != 0) break;
  }
}

Task<> Set(Managed<int>& flag) { co_await flag.Store(1); }

// Some executions never end, but each can: whoever schedules fairly comes to the end.
TEST(Endless, IsNotWaitingForWhatCanStillCome) {
  const Exploration result = Explore(Program([](Scheduler& scheduler) {
                                       auto& flag = scheduler.Make<Managed<int>>("flag", 0);
                                       scheduler.Spawn("waiter", AwaitFlag(flag));
                                       scheduler.Spawn("setter", Set(flag));
                                     }),
                                     ExploreOptions());
  EXPECT_EQ(result.verdict, Exploration::Verdict::kHolds);
  EXPECT_TRUE(result.complete);
}

Task<> SetOrNot(Managed<int>& flag, Choice& choice) {
  const int set = co_await choice.Choose(2);
  if (set != 0) co_await flag.Store(1);
}

// Only one way of the choice leads to where nothing ends, and the trace begins with it: of two
// shortest ways the one that the first task begins is met first, so it is the setter that is first.
// (The other way begins with a round of the loop, where the compiler keeps what was read.)
TEST(Endless, IsFoundBehindAChoice) {
  const Scenario scenario = Program([](Scheduler& scheduler) {
    auto& flag = scheduler.Make<Managed<int>>("flag", 0);
    scheduler.Spawn("setter", SetOrNot(flag, scheduler.Make<Choice>("choice")));
    scheduler.Spawn("waiter", AwaitFlag(flag));
  });
  ExploreOptions options;
  options.keep_going = true;
  const Exploration result = Explore(scenario, options);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->kind, "endless");
  EXPECT_TRUE(result.complete);
  ASSERT_FALSE(result.trace->steps.empty());
  EXPECT_EQ(result.trace->steps[0].operation, "choose");
  EXPECT_EQ(result.trace->steps[0].choice, 0);
  EXPECT_THAT(result.violation->message,
              testing::HasSubstr("waiter goes round for ever: get 'flag'"));
}

}  // namespace
}  // namespace heddle::internal
