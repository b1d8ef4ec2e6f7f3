// Tasks that are spawned while tasks run, for real and by Relacy.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/join.h>
#include <heddle/shared.h>
#include <heddle/spawner.h>

#include <string>

#include "src/engines/run_options.h"
#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

Task<> AddTo(Shared<int>& sum, int amount) {
  co_await sum.Update([amount](int& value) { value += amount; });
}

/// Spawns three adders, and joins each before the next is spawned unless they `race`.
void SetUpAdders(Scheduler& scheduler, bool race) {
  auto& sum = scheduler.Make<Shared<int>>("sum");
  auto& adders = scheduler.Make<Spawner>("adder", 3);
  auto& ends = scheduler.Make<Ends>();
  scheduler.Spawn("main", [=, &sum, &adders, &ends]() -> Task<> {
    for (int i = 1; i <= (race ? 2 : 3); ++i) {
      const TaskId adder = co_await adders.Spawn(AddTo(sum, i));
      if (!race) co_await ends.Join(adder);
    }
  });
  if (race) return;
  scheduler.Finally("6", [&sum] { return sum.value() == 6; });
}

TEST(RealRuns, RunTasksThatTasksSpawn) {
  for (const RunOptions::On on : {RunOptions::On::kThreads, RunOptions::On::kCoroutines}) {
    const RealRun run = RunReal(ScenarioOf([](Scheduler& s) { SetUpAdders(s, false); }), On(on));
    EXPECT_EQ(run.violation(), "");
  }
}

TEST(RealRuns, HaveNoSpawnsInProcesses) {
  EXPECT_THROW(RunReal(ScenarioOf([](Scheduler& s) { SetUpAdders(s, false); }),
                       On(RunOptions::On::kProcesses)),
               UsageError);
}

std::string ByRelacy(bool race) {
  const Scenario scenario = ScenarioOf([race](Scheduler& s) { SetUpAdders(s, race); });
  ExploreOptions options;
  options.strategy = {"full", "relacy"};
  const Exploration found = Explore(scenario, scenario.Configure({}), options);
  return found.violation ? found.violation->kind : found.complete ? "holds" : found.remark;
}

TEST(Relacy, OrdersASpawnBeforeTheTask) { EXPECT_EQ(ByRelacy(false), "holds"); }

TEST(Relacy, FindsARaceOfSpawnedTasks) { EXPECT_EQ(ByRelacy(true), "data-race"); }

}  // namespace
}  // namespace heddle::internal
