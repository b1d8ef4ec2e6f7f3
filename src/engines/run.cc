#include "src/engines/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "src/engines/coroutines/coroutine_runtime.h"
#include "src/engines/processes/process_runtime.h"
#include "src/engines/threads/thread_runtime.h"
#include "src/engines/verdict.h"

namespace heddle::internal {

namespace {

const ParameterSpec* ModelOf(const Scenario& scenario) {
  for (const ParameterSpec& spec : scenario.parameters) {
    if (spec.name == "model") return &spec;
  }
  return nullptr;
}

RunResult RunAsTold(const Scenario& scenario, const Parameters& parameters,
                    const RunOptions& options) {
  switch (options.on) {
    case RunOptions::On::kThreads:
      return RunOnThreads(scenario, parameters, options);
    case RunOptions::On::kProcesses:
      return RunOnProcesses(scenario, parameters, options);
    default:
      return RunOnCoroutines(scenario, parameters, options);
  }
}

bool IsOfProcesses(std::string_view model) { return model == "processes" || model == "manager"; }

}  // namespace

RunOptions::On OnNamed(std::string_view name) {
  for (const auto on :
       {RunOptions::On::kThreads, RunOptions::On::kProcesses, RunOptions::On::kCoroutines}) {
    if (NameOf(on) == name) return on;
  }
  throw UsageError(fmt::format("a scenario runs on threads, processes or coroutines, not on '{}'{}",
                               name, DidYouMean(name, {"threads", "processes", "coroutines"})));
}

std::string_view ModelFor(RunOptions::On on) { return NameOf(on); }

void FillInModel(const Scenario& scenario, RunOptions::On on,
                 std::map<std::string, std::string>& given) {
  const ParameterSpec* model = ModelOf(scenario);
  if (model == nullptr) return;
  const std::string word(ModelFor(on));
  if (std::find(model->words.begin(), model->words.end(), word) == model->words.end()) return;
  given.emplace("model", word);
}

void RequireFit(const Scenario& scenario, const Parameters& parameters, RunOptions::On on) {
  if (ModelOf(scenario) == nullptr) return;
  const std::string& model = parameters.Word("model");
  const bool on_processes = on == RunOptions::On::kProcesses;
  if (IsOfProcesses(model) == on_processes) return;
  throw UsageError(fmt::format("{}: model={} does not run on {}, but on {}", scenario.name, model,
                               NameOf(on), on_processes ? "threads or coroutines" : "processes"));
}

RunResult Run(const Scenario& scenario, const Parameters& parameters, const RunOptions& options) {
  if (!options.observe.empty()) scenario.RequireObserver(options.observe);
  RequireFit(scenario, parameters, options.on);
  RunResult result = RunAsTold(scenario, parameters, options);
  if (result.violation && result.violation->kind == kOutputFailed) {
    throw std::runtime_error(result.violation->message);
  }
  return result;
}

}  // namespace heddle::internal
