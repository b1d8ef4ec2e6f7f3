// The end of a run at which one task is left waiting is judged as the explorer judges it.

#include "tests/search/left_waiting.h"

#include <gtest/gtest.h>

#include <string>

#include "src/engines/run_options.h"
#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

std::string KindOf(const LeftWaiting& program, RunOptions::On on) {
  const RealRun run = RunReal(ScenarioOf(program.set_up), On(on));
  return run.result.violation ? run.result.violation->kind : "";
}

TEST(RealRuns, CallAnEndByTheRuleWhateverIsWaitedFor) {
  for (const LeftWaiting& program : AllLeftWaiting()) {
    SCOPED_TRACE(program.name);
    EXPECT_EQ(KindOf(program, RunOptions::On::kThreads), program.kind);
    EXPECT_EQ(KindOf(program, RunOptions::On::kCoroutines), program.kind);
    if (program.in_processes) {
      EXPECT_EQ(KindOf(program, RunOptions::On::kProcesses), program.kind);
    }
  }
}

}  // namespace
}  // namespace heddle::internal
