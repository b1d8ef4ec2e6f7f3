#ifndef HEDDLE_TESTS_ENGINES_REAL_RUN_H_
#define HEDDLE_TESTS_ENGINES_REAL_RUN_H_

#include <heddle/scenario.h>
#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/engines/run.h"

namespace heddle::internal {

/// A real run, and what it printed.
struct RealRun {
  RunResult result;
  std::string output;

  /// "kind: message" of the violation, or "".
  std::string violation() const;
};

using Settings = std::map<std::string, std::string>;

/// Options of a run with no sleep.
RunOptions On(RunOptions::On on, std::string observe = {});

/// Runs the registered scenario `name`, or any scenario with no parameters.
RealRun RunReal(std::string_view name, const Settings& settings, RunOptions options);
RealRun RunReal(const Scenario& scenario, RunOptions options);

/// A scenario with no parameters, for one test.
Scenario ScenarioOf(std::function<void(Scheduler&)> set_up);

/// The processes whose parent is `parent`, zombies included.
std::vector<pid_t> ChildrenOf(pid_t parent);
/// How many file descriptors this process has open.
int OpenDescriptors();

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_ENGINES_REAL_RUN_H_
