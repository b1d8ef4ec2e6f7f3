#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>

#include "src/explorer/trace_builder.h"
#include "src/scheduler/scenario.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tools/command.h"

namespace heddle {

namespace {

struct Arguments {
  std::string trace;
  bool step = false;
};

/// Throws UsageError if the program, run by the recorded choices, did something else than was
/// recorded.
void RequireSame(const Trace& recorded, const Trace& replayed, const std::string& file) {
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    const TraceStep& then = recorded.steps[i];
    const TraceStep& now = replayed.steps[i];
    if (then.operation == now.operation && then.object == now.object && then.value == now.value) {
      continue;
    }
    throw UsageError(
        fmt::format("{}: step {} was {} {} {} and is now {} {} {}: the trace is of another version "
                    "of the program",
                    file, i + 1, then.operation, then.object, then.value, now.operation, now.object,
                    now.value));
  }
}

/// Prints a line at a time, each when Enter is pressed, until the input ends or says q.
void PrintByStep(const std::string& text) {
  std::istringstream lines(text);
  const bool prompt = isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0;
  for (std::string line; std::getline(lines, line);) {
    fmt::print("{}", line);
    if (prompt) fmt::print("  \x1b[2m[Enter: on, q: stop]\x1b[0m");
    std::fflush(stdout);
    const int key = std::getchar();
    if (!prompt) fmt::print("\n");
    if (key == 'q') return;
    for (int rest = key; rest != '\n' && rest != EOF;) rest = std::getchar();
  }
}

int Replay(const Arguments& arguments) {
  const Trace recorded = ReadTraceFile(arguments.trace);
  const Scenario& scenario = FindScenario(recorded.scenario);
  std::map<std::string, std::string> given;
  for (const auto& value : recorded.parameters) given[value.name] = value.text;
  const Parameters parameters = scenario.Configure(given);
  if (!recorded.observer.empty()) scenario.RequireObserver(recorded.observer);
  std::vector<Pick> picks;
  for (const TraceStep& step : recorded.steps) {
    picks.push_back({static_cast<std::uint8_t>(step.task), static_cast<std::uint8_t>(step.choice)});
  }
  Trace replayed;
  try {
    constexpr int kMostSteps = 1'000'000'000;
    replayed = BuildTrace(scenario, parameters, recorded.observer, picks, kMostSteps);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}: the trace is of another version of the program",
                                 arguments.trace, error.what()));
  }
  RequireSame(recorded, replayed, arguments.trace);
  // That a process died, or that no end can be reached any more, does not show in the steps alone.
  if (!replayed.violation) replayed.violation = recorded.violation;
  const std::string text = TraceText(replayed, {.width = TerminalWidth(), .color = ShowsColors()});
  if (arguments.step) {
    PrintByStep(text);
  } else {
    fmt::print("{}", text);
  }
  return replayed.violation ? kViolated : kHolds;
}

}  // namespace

void AddReplay(CLI::App& app, int* status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("replay", "Runs a recorded execution again and shows it");
  command->add_option("trace", arguments->trace, "A trace file")->required();
  command->add_flag("--step", arguments->step, "A line at a time, each at Enter");
  command->callback([=] { *status = Replay(*arguments); });
}

}  // namespace heddle
