#include "src/engines/run.h"

#include <fmt/format.h>
#include <heddle/scenario.h>

#include <cstdio>
#include <memory>

#include "src/trace/trace_json.h"
#include "tools/command.h"
#include "tools/interrupt_watch.h"

namespace heddle::internal {

namespace {

struct Arguments {
  std::string scenario;
  std::string on;
  std::vector<std::string> settings;
  std::string record;
  std::uint64_t seed = 0;
  RunOptions options;
};

int RunForReal(Arguments& arguments, bool seeded) {
  const Scenario& scenario = FindScenario(arguments.scenario);
  RunOptions& options = arguments.options;
  options.on = OnNamed(arguments.on);
  auto given = Settings(arguments.settings);
  FillInModel(scenario, options.on, given);
  const Parameters parameters = scenario.Configure(given);
  if (seeded) options.seed = arguments.seed;
  options.record = !arguments.record.empty();
  std::fflush(stdout);  // what the tasks print goes past it
  RunResult result;
  {
    const InterruptNotice notice;
    result = Run(scenario, parameters, options);
  }
  if (result.trace) WriteTraceFile(arguments.record, *result.trace);
  if (result.outcome) fmt::print("{}: {}\n", options.observe, *result.outcome);
  if (!result.violation) return kHolds;
  Say(result.violation->kind + ": " + result.violation->message);
  return kViolated;
}

}  // namespace

void AddRun(CLI::App& app, int* status) {
  auto arguments = std::make_shared<Arguments>();
  RunOptions& options = arguments->options;
  CLI::App* command = app.add_subcommand("run", "Runs a scenario once, for real");
  command->add_option("scenario", arguments->scenario, "Which; see `heddle list`")->required();
  command
      ->add_option("--on", arguments->on, "What its tasks become: threads, processes or coroutines")
      ->required();
  AddSettings(*command, &arguments->settings);
  command
      ->add_option("--pace", options.pace,
                   "What sleeps are multiplied by; 0: no sleep; 1, the notebook's, if left out")
      ->check(Number(1000, false));
  CLI::Option* seed =
      command->add_option("--seed", arguments->seed,
                          "Perturbs the schedule: on coroutines, the same seed, the same run");
  seed->check(WholeNumber(0));
  AddObserve(*command, &options.observe, "The observer whose value is shown at the end");
  command->add_option("--record", arguments->record, "Writes the run's trace to this file")
      ->check(WritableFile());
  command->callback([=] { *status = RunForReal(*arguments, seed->count() > 0); });
}

}  // namespace heddle::internal
