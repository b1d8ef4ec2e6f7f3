#include <fmt/format.h>
#include <heddle/parameters.h>

#include <memory>

#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"
#include "src/trace/whole_file.h"
#include "tools/command.h"

namespace heddle {

namespace {

struct Arguments {
  std::string trace;
  std::string format = "text";
  std::string output;
};

void Show(const Arguments& arguments) {
  if (arguments.format != "text") {
    throw UsageError(fmt::format("there is no format '{}'; there is: text", arguments.format));
  }
  const Trace trace = ReadTraceFile(arguments.trace);
  if (arguments.output.empty()) {
    fmt::print("{}", TraceText(trace, {.width = TerminalWidth(), .color = ShowsColors()}));
  } else {
    WriteWholeFile(arguments.output, TraceText(trace));
  }
}

}  // namespace

void AddShow(CLI::App& app, int*) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("show", "Shows a trace");
  command->add_option("trace", arguments->trace, "A trace file")->required();
  command->add_option("--format", arguments->format, "text");
  command->add_option("--output", arguments->output, "Writes to this file")->check(WritableFile());
  command->callback([=] { Show(*arguments); });
}

}  // namespace heddle
