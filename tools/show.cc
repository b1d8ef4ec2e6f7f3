#include <fmt/format.h>
#include <heddle/explanation.h>
#include <heddle/trace_format.h>

#include <memory>
#include <string>

#include "src/trace/trace_json.h"
#include "src/trace/whole_file.h"
#include "tools/command.h"

namespace heddle::internal {

namespace {

struct Arguments {
  std::string trace;
  std::string format = "text";
  std::string output;
  bool all_steps = false;
};

void Show(const Arguments& arguments) {
  const TraceFormat format = TraceFormatNamed(arguments.format);
  const ExplainedTrace read = ReadExplainedFile(arguments.trace);
  TextOptions options{.fold = !arguments.all_steps,
                      .explanation = read.explanation ? &*read.explanation : nullptr,
                      .minimised = read.minimised ? &*read.minimised : nullptr};
  if (arguments.output.empty()) {
    options.width = TerminalWidth();
    options.color = ShowsColors();
    fmt::print("{}", format.write(read.trace, options));
  } else {
    WriteWholeFile(arguments.output, format.write(read.trace, options));
  }
}

/// "json (the file that --trace writes), text (rows for a person to read); text if left out"
std::string FormatsInWords() {
  std::string text;
  for (const TraceFormat& format : TraceFormats()) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", format.name, format.summary);
  }
  return text + "; text if left out";
}

}  // namespace

void AddShow(CLI::App& app, int*) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("show", "Shows a trace");
  command->add_option("trace", arguments->trace, "A trace file")->required();
  command->add_option("--format", arguments->format, FormatsInWords());
  command->add_option("--output", arguments->output, "Writes to this file")->check(WritableFile());
  command->add_flag("--all-steps", arguments->all_steps,
                    "Shows the rounds, too, by which a task does the same again and again");
  command->callback([=] { Show(*arguments); });
}

}  // namespace heddle::internal
