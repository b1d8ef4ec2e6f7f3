#include <gtest/gtest.h>
#include <heddle/mutex.h>
#include <heddle/scheduler.h>
#include <heddle/semaphore.h>

#include <string>
#include <vector>

#include "tests/heddle/stepper.h"

namespace heddle::internal {
namespace {

Task<> Nothing() { co_return; }
Task<> ReleaseOnce(Semaphore& semaphore) { co_await semaphore.Release(); }

TEST(Scheduler, NumbersTasksAndObjectsInTheOrderInWhichTheyAreMade) {
  Stepper run([](Scheduler& scheduler) {
    EXPECT_EQ(scheduler.Make<Mutex>("m").id(), 0);
    EXPECT_EQ(scheduler.Make<Semaphore>("s", 0).id(), 1);
    EXPECT_EQ(scheduler.Spawn("a", Nothing()), 0);
    EXPECT_EQ(scheduler.Spawn("b", Nothing(), {.in_parent = true, .may_be_abandoned = true}), 1);
  });
  const World& world = run.world();
  EXPECT_EQ(world.program().task_count(), 2);
  EXPECT_EQ(world.program().NameOf(0), "a");
  EXPECT_FALSE(world.program().tasks()[0].traits.in_parent);
  EXPECT_TRUE(world.program().tasks()[1].traits.in_parent);
  ASSERT_EQ(world.program().objects().size(), 2u);
  EXPECT_STREQ(world.program().objects()[1]->name(), "s");
  EXPECT_NE(dynamic_cast<const Semaphore*>(world.program().objects()[1]), nullptr);
}

TEST(Scheduler, TakesSixtyFourTasksAndRunsThemAll) {
  Semaphore* semaphore = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    semaphore = &scheduler.Make<Semaphore>("s", 0);
    for (int i = 0; i < kMaxTasks; ++i) scheduler.Spawn("t", ReleaseOnce(*semaphore));
  });
  EXPECT_EQ(run.world().enabled(), ~std::uint64_t{0});
  for (int task = kMaxTasks - 1; task >= 0; --task) run.Step(task);
  EXPECT_EQ(run.world().unfinished(), 0u);
  EXPECT_EQ(semaphore->count(), 64);
}

TEST(Scheduler, RefusesASixtyFifthTask) {
  try {
    Stepper run([](Scheduler& scheduler) {
      for (int i = 0; i <= kMaxTasks; ++i) scheduler.Spawn("t", Nothing());
    });
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(), "test: setting up failed: a scenario can have at most 64 tasks");
  }
}

TEST(Scheduler, KeepsItsOwnCopiesOfNames) {
  Stepper run([](Scheduler& scheduler) {
    for (int i = 0; i < 3; ++i) {
      std::string name = "a name that no string holds in place " + std::to_string(i);
      auto& semaphore = scheduler.Make<Semaphore>(name.c_str(), 0);
      scheduler.Spawn(name, ReleaseOnce(semaphore));
      scheduler.Finally(name, [&semaphore] { return semaphore.count() == 1; });
      name.assign(name.size(), '!');
    }
  });
  EXPECT_EQ(run.Next(2), "release a name that no string holds in place 2");
  EXPECT_EQ(run.world().program().NameOf(1), "a name that no string holds in place 1");
  for (const int task : {0, 1, 2}) run.Step(task);
  EXPECT_EQ(run.End(), "");
}

/// Writes down when it is made and destroyed.
struct Witness {
  Witness(std::string& log, char name) : log(log), name(name) { log += name; }
  Witness(const Witness&) = delete;
  ~Witness() { log += static_cast<char>(name - 'a' + 'A'); }
  std::string& log;
  char name;
};

TEST(Scheduler, DestroysWhatItMadeInReverseOrder) {
  std::string log;
  {
    Stepper run([&](Scheduler& scheduler) {
      scheduler.Make<Witness>(log, 'a');
      scheduler.Make<Witness>(log, 'b');
    });
    EXPECT_EQ(log, "ab");
    run.world().Start();
    EXPECT_EQ(log, "abBAab") << "starting afresh forgets what was";
  }
  EXPECT_EQ(log, "abBAabBA");
}

TEST(Scheduler, DestroysWhatItMadeWhereSettingUpFails) {
  std::string log;
  EXPECT_THROW(Stepper([&](Scheduler& scheduler) {
                 scheduler.Make<Witness>(log, 'a');
                 throw std::runtime_error("no loom");
               }),
               UsageError);
  EXPECT_EQ(log, "aA");
}

class Started final : public Object {
 public:
  Started(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}
  void OnStart() override { tasks.push_back(program().task_count()); }
  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return "touch"; }
  std::string Describe() const override { return {}; }
  std::vector<int> tasks;
};

TEST(Scheduler, TellsEachObjectOnceThatAllTasksAreSpawned) {
  Started* object = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    object = &scheduler.Make<Started>("o");
    scheduler.Spawn("a", Nothing());
    scheduler.Spawn("b", Nothing());
  });
  EXPECT_EQ(object->tasks, std::vector<int>{2});
}

TEST(Scheduler, KeepsPropertiesAndObserversByName) {
  Semaphore* semaphore = nullptr;
  Stepper run([&](Scheduler& scheduler) {
    semaphore = &scheduler.Make<Semaphore>("s", 0);
    scheduler.Spawn("a", ReleaseOnce(*semaphore));
    scheduler.Invariant("at most 0", [&]() -> Failure {
      if (semaphore->count() == 0) return {};
      return "it is " + std::to_string(semaphore->count());
    });
    scheduler.Finally("never", []() -> Failure { return "of course"; });
    scheduler.Observe("count", [&](std::string& out) { out += semaphore->Describe(); });
  });
  EXPECT_FALSE(run.world().CheckInvariants());
  run.Step(0);
  const auto violation = run.world().CheckInvariants();
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "at most 0: it is 1");
  EXPECT_EQ(run.End(), "final: never: of course");
  ASSERT_EQ(run.world().program().observers().size(), 1u);
  EXPECT_EQ(run.world().program().observers()[0].name, "count");
  std::string out = "count ";
  run.world().program().observers()[0].append(out);
  EXPECT_EQ(out, "count 1");
}

TEST(Scheduler, TakesATruthValueForAProperty) {
  Stepper run([](Scheduler& scheduler) {
    auto& semaphore = scheduler.Make<Semaphore>("s", 0);
    scheduler.Spawn("a", ReleaseOnce(semaphore));
    scheduler.Invariant("at most 0", [&semaphore] { return semaphore.count() == 0; });
    scheduler.Finally("at least 2", [&semaphore] { return semaphore.count() >= 2; });
  });
  EXPECT_TRUE(run.world().InvariantsHold());
  EXPECT_FALSE(run.world().CheckInvariants());
  run.Step(0);
  EXPECT_FALSE(run.world().InvariantsHold());
  EXPECT_EQ(run.world().CheckInvariants()->message, "at most 0: it does not hold");
  EXPECT_EQ(run.End(), "final: at least 2: it does not hold");
}

}  // namespace
}  // namespace heddle::internal
