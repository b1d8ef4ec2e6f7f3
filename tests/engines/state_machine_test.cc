// Tasks whose bodies are no coroutines, for real and by Relacy.

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/managed.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>
#include <heddle/state_machine.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "src/engines/run_options.h"
#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

constexpr int kRounds = 50;

/// Adds 1 to a sum, `kRounds` times, under a mutex if there is one.
template <typename Sum>
class Adder final : public StateMachine {
 public:
  Adder(Sum& sum, Mutex* mutex) : sum_(sum), mutex_(mutex) {}

 private:
  void Resume() override {
    if (at_ == 4 * kRounds) return;
    switch (at_++ % 4) {
      case 0:
        if (mutex_ == nullptr) return Resume();
        Await(mutex_->Lock());
        return;
      case 1:
        load_ = &Await(sum_.Load());
        return;
      case 2:
        Await(sum_.Store(load_->await_resume() + 1));
        return;
      case 3:
        if (mutex_ == nullptr) return Resume();
        Await(mutex_->Unlock());
    }
  }

  Sum& sum_;
  Mutex* const mutex_;
  int at_ = 0;
  decltype(std::declval<Sum&>().Load())* load_ = nullptr;
};

template <typename Sum>
void SetUpAdders(Scheduler& scheduler, bool locked) {
  auto& sum = scheduler.Make<Sum>("sum", 0);
  Mutex* mutex = locked ? &scheduler.Make<Mutex>("mutex") : nullptr;
  for (const char* name : {"one", "other"}) {
    scheduler.Spawn(name, std::make_unique<Adder<Sum>>(sum, mutex));
  }
  // As wide as a pointer: nothing else lies in what is captured.
  const std::int64_t wanted = locked ? 2 * kRounds : -1;
  scheduler.Finally("all are added",
                    [&sum, wanted] { return wanted < 0 || sum.value() == wanted; });
}

constexpr RunOptions::On kEngines[] = {RunOptions::On::kThreads, RunOptions::On::kProcesses,
                                       RunOptions::On::kCoroutines};

TEST(RealRuns, RunStateMachines) {
  const Scenario scenario =
      ScenarioOf([](Scheduler& scheduler) { SetUpAdders<Managed<int>>(scheduler, true); });
  for (const RunOptions::On on : kEngines) {
    RunOptions options = On(on);
    for (const bool record : {false, true}) {
      options.record = record;
      const RealRun run = RunReal(scenario, options);
      EXPECT_EQ(run.violation(), "");
      if (record) {
        EXPECT_EQ(run.result.trace->steps.size(), 2u * 4 * kRounds);
      }
    }
  }
}

class Thrower final : public StateMachine {
 public:
  explicit Thrower(Managed<int>& x) : x_(x) {}

 private:
  void Resume() override {
    if (stored_) throw std::runtime_error("no more");
    stored_ = true;
    Await(x_.Store(1));
  }
  Managed<int>& x_;
  bool stored_ = false;
};

TEST(RealRuns, ReportWhatLeavesAStateMachine) {
  const Scenario scenario = ScenarioOf([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("thrower", std::make_unique<Thrower>(x));
  });
  for (const RunOptions::On on : kEngines) {
    EXPECT_EQ(RunReal(scenario, On(on)).violation(), "exception: thrower: no more");
  }
}

std::string ByRelacy(bool locked) {
  const Scenario scenario =
      ScenarioOf([locked](Scheduler& s) { SetUpAdders<Shared<int>>(s, locked); });
  ExploreOptions options;
  options.strategy = {"random", "relacy"};
  options.limit_executions = 100;
  const Exploration found = Explore(scenario, scenario.Configure({}), options);
  return found.violation ? found.violation->kind : "nothing";
}

TEST(Relacy, RunsStateMachines) {
  EXPECT_EQ(ByRelacy(true), "nothing");
  EXPECT_EQ(ByRelacy(false), "data-race");
}

}  // namespace
}  // namespace heddle::internal
