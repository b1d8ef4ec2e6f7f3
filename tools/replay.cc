#include "src/search/replay.h"

#include <fmt/format.h>
#include <heddle/parameters.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <sstream>

#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "tools/command.h"

namespace heddle::internal {

namespace {

struct Arguments {
  std::string trace;
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

int Run(const Arguments& arguments) {
  const Trace recorded = ReadTraceFile(arguments.trace);
  Trace replayed;
  try {
    replayed = Replay(recorded);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", arguments.trace, error.what()));
  }
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
  command->callback([=] { *status = Run(*arguments); });
}

}  // namespace heddle::internal
