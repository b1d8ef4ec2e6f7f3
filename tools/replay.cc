#include "src/search/replay.h"

#include <fmt/format.h>
#include <heddle/explanation.h>
#include <heddle/parameters.h>
#include <heddle/scenario.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

#include "src/trace/explanation_text.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tools/command.h"

namespace heddle::internal {

namespace {

struct Arguments {
  std::string trace;
  bool minimise = false;
  double minimise_seconds = ExplainBudget().seconds;
  double explain_seconds = ExplainBudget().seconds;
  std::string output;
  bool step = false;
};

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

/// The shortest execution that fails like `trace`; says on standard error what it was made from.
MinimalTrace Shortest(const Arguments& arguments, const Trace& trace) {
  if (!trace.violation)
    throw UsageError(arguments.trace + ": nothing goes wrong in it: there is nothing to minimise");
  ExplainBudget budget;
  budget.seconds = arguments.minimise_seconds;
  MinimalTrace minimal = Minimise(FindScenario(trace.scenario), trace, budget);
  const std::string from = MadeFrom(minimal.minimised, minimal.trace);
  Say(from.empty() ? "nothing shorter fails like this" : from);
  return minimal;
}

/// Why `trace` fails; nothing if it does not, or nobody asks.
std::optional<Explanation> Explained(const Arguments& arguments, const Trace& trace) {
  if (!trace.violation || arguments.explain_seconds <= 0) return {};
  ExplainBudget budget;
  budget.seconds = arguments.explain_seconds;
  return Explain(FindScenario(trace.scenario), trace, budget);
}

int Run(const Arguments& arguments) {
  const Trace recorded = ReadTraceFile(arguments.trace);
  Trace replayed;
  try {
    replayed = Replay(recorded);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", arguments.trace, error.what()));
  }
  std::optional<Minimised> minimised;
  if (arguments.minimise) {
    MinimalTrace shortest = Shortest(arguments, replayed);
    replayed = std::move(shortest.trace);
    minimised = shortest.minimised;
  }
  const std::optional<Explanation> why = Explained(arguments, replayed);
  if (!arguments.output.empty()) {
    WriteTraceFile(arguments.output, replayed, why ? &*why : nullptr,
                   minimised ? &*minimised : nullptr);
  }
  std::string text = TraceText(replayed, {.width = TerminalWidth(), .color = ShowsColors()});
  if (why) text += "\n" + ExplanationText(*why, replayed);
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
  CLI::Option* minimise =
      command->add_flag("--minimise", arguments->minimise,
                        "Shows the shortest execution that fails by the same kind of violation");
  command
      ->add_option("--minimise-seconds", arguments->minimise_seconds,
                   "How long at the most it is looked for; 1 if left out")
      ->check(Number(1e9, true))
      ->needs(minimise);
  command
      ->add_option("--explain-seconds", arguments->explain_seconds,
                   "How long at the most it is looked for since when the execution had to fail; 1 "
                   "if left out, 0: not at all")
      ->check(Number(1e9, false));
  command->add_option("--output", arguments->output, "Writes what is shown to this trace file")
      ->check(WritableFile());
  command->callback([=] { *status = Run(*arguments); });
}

}  // namespace heddle::internal
