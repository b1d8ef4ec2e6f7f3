#include "src/engines/run.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/engines/real_run.h"

namespace heddle::internal {
namespace {

std::string UsageErrorOf(std::string_view name, const Settings& settings, RunOptions options) {
  try {
    RunReal(name, settings, std::move(options));
  } catch (const UsageError& error) {
    return error.what();
  }
  return {};
}

TEST(Run, PicksTheModelThatFitsIfNoneIsNamed) {
  EXPECT_EQ(RunReal("shared_string", {}, On(RunOptions::On::kProcesses, "copies")).result.outcome,
            "parent \"\", first \"oooooooooo\", second \"OOOOOOOOOOOOOOOOOOOO\"");
}

TEST(Run, RefusesAModelThatDoesNotFitAndSaysWhatDoes) {
  EXPECT_EQ(UsageErrorOf("shared_string", {{"model", "threads"}}, On(RunOptions::On::kProcesses)),
            "shared_string: model=threads does not run on processes, but on threads or coroutines");
  EXPECT_EQ(UsageErrorOf("shared_string", {{"model", "manager"}}, On(RunOptions::On::kThreads)),
            "shared_string: model=manager does not run on threads, but on processes");
}

TEST(Run, RefusesAnObserverThatIsNotThere) {
  EXPECT_EQ(UsageErrorOf("shared_string", {}, On(RunOptions::On::kThreads, "lenght")),
            "shared_string has no observer 'lenght'; did you mean 'length'?");
  EXPECT_EQ(UsageErrorOf("shared_string", {}, On(RunOptions::On::kThreads, "copies")),
            "shared_string: the observer 'copies' does not go with these parameters");
}

TEST(Run, KnowsItsRuntimesByName) {
  for (const auto on :
       {RunOptions::On::kThreads, RunOptions::On::kProcesses, RunOptions::On::kCoroutines}) {
    EXPECT_EQ(OnNamed(NameOf(on)), on);
  }
  try {
    OnNamed("thread");
    FAIL();
  } catch (const UsageError& error) {
    EXPECT_STREQ(
        error.what(),
        "a scenario runs on threads, processes or coroutines, not on 'thread'; did you mean "
        "'threads'?");
  }
}

}  // namespace
}  // namespace heddle::internal
