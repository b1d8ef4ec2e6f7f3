#ifndef HEDDLE_SRC_ENGINES_RUN_H_
#define HEDDLE_SRC_ENGINES_RUN_H_

#include <heddle/scenario.h>

#include <map>
#include <string>
#include <string_view>

#include "src/engines/run_options.h"

namespace heddle::internal {

/// Runs `scenario` once, for real, and returns how that ended. Blocks until it has ended: until
/// every task has, or one has failed, or none can ever go on. Throws UsageError if the scenario
/// cannot run like that (see RequireFit), or has no such observer; std::runtime_error if what is
/// printed cannot be written, which says nothing about the scenario. Where nobody is left to read
/// it, that is a SIGPIPE for this process first, whatever the tasks are.
RunResult Run(const Scenario& scenario, const Parameters& parameters, const RunOptions& options);

/// The inverse of NameOf. Throws UsageError.
RunOptions::On OnNamed(std::string_view name);

/// The execution model that `on` runs as a matter of course.
std::string_view ModelFor(RunOptions::On on);

/// Puts the model that fits `on` into the parameters `given` by a user who left the model open, if
/// the scenario has such a model.
void FillInModel(const Scenario& scenario, RunOptions::On on,
                 std::map<std::string, std::string>& given);

/// Throws UsageError if the scenario's parameter `model` says that the tasks share what they cannot
/// share on `on`: what threads or coroutines share runs on either, what processes share on
/// processes alone.
void RequireFit(const Scenario& scenario, const Parameters& parameters, RunOptions::On on);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RUN_H_
