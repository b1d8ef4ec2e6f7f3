#include "src/search/conform.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <heddle/scenario.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "src/trace/printable.h"
#include "src/trace/trace_json.h"
#include "src/trace/whole_file.h"
#include "tools/command.h"
#include "tools/exploration_json.h"
#include "tools/interrupt_watch.h"
#include "tools/progress_line.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string output;
  std::string scenario;
  std::vector<std::string> settings;
  std::string trace_file;
  bool json = false;
  ConformOptions options;
};

std::string Dump(const Json& json, int indent) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string ReadOutput(const std::string& path) {
  if (path != "-") return ReadWholeFile(path);
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

/// What the output has after its first `at` bytes, for a person: no more than the rest of a line.
std::string GoesOn(std::string_view output, std::size_t at) {
  constexpr std::size_t kMax = 40;
  const std::string_view rest = output.substr(at);
  if (rest.empty()) return "nothing more";
  const std::size_t end = rest.find('\n');
  return Dump(std::string(rest.substr(0, std::min(kMax, end == rest.npos ? end : end + 1))), -1);
}

/// The last lines of what could be explained, each harmless to a terminal.
std::string LastLines(std::string_view prefix) {
  constexpr int kMax = 5;
  if (prefix.ends_with('\n')) prefix.remove_suffix(1);
  std::string lines;
  for (int i = 0; i < kMax; ++i) {
    const std::size_t before = prefix.rfind('\n');
    lines.insert(0, fmt::format("  {}\n", Printable(prefix.substr(before + 1))));  // npos + 1 is 0
    if (before == prefix.npos) return lines;
    prefix = prefix.substr(0, before);
  }
  return "  ...\n" + lines;
}

void PrintPrefix(const std::string& output, const Conformance::Prefix& prefix) {
  if (prefix.bytes == 0) {
    fmt::print("the model can explain nothing of it\n");
  } else {
    fmt::print("the model can explain\n{}", LastLines(output.substr(0, prefix.bytes)));
  }
  constexpr std::size_t kMaxShown = 10;
  std::vector<std::string> next;
  for (const std::string& piece : prefix.could_continue) {
    if (next.size() == kMaxShown) break;
    next.push_back(Dump(piece, -1));
  }
  if (const std::size_t shown = next.size(); shown < prefix.could_continue.size()) {
    next.push_back(fmt::format("... ({} are known)", prefix.could_continue.size()));
  }
  if (prefix.could_end) next.push_back("nothing more");
  if (!next.empty()) fmt::print("and could have gone on with: {}; ", fmt::join(next, ", "));
  fmt::print("the output has: {}\n", GoesOn(output, prefix.bytes));
}

void PrintText(const Arguments& arguments, const Parameters& parameters, const std::string& output,
               const Conformance& result) {
  fmt::print("{} {}\n", arguments.scenario, parameters.Text());
  const std::string visited =
      fmt::format("{} states, {} steps, {:.3f} s", result.states, result.steps, result.seconds);
  if (result.accepted) {
    fmt::print("accepted: an execution of {} steps does this ({})\n", result.trace->steps.size(),
               visited);
    return;
  }
  if (!result.complete) {
    fmt::print("undecided: not met in what was visited: {}\n{}\n", visited, result.remark);
  } else if (!result.prefix) {
    fmt::print("rejected: no execution has this {} ({})\n", arguments.options.observe, visited);
  } else {
    fmt::print("rejected after {} bytes: no execution does this ({})\n", result.prefix->bytes,
               visited);
  }
  if (result.prefix) PrintPrefix(output, *result.prefix);
}

Json ToJson(const Arguments& arguments, const Parameters& parameters, const Conformance& result) {
  Json json;
  json["scenario"] = arguments.scenario;
  json["parameters"] = internal::ToJson(parameters);
  json["observer"] = arguments.options.observe;
  json["accepted"] = result.accepted;
  json["complete"] = result.complete;
  json["states"] = result.states;
  // Null for a value that does not grow: it has no part that is explained and one that is not.
  json["prefix_bytes"] = result.prefix ? Json(result.prefix->bytes) : Json();
  json["could_continue"] = result.prefix ? Json(result.prefix->could_continue) : Json();
  json["could_end"] = result.prefix ? Json(result.prefix->could_end) : Json();
  json["trace"] = result.trace ? internal::ToJson(*result.trace) : Json();
  json["seconds"] = result.seconds;
  return json;
}

int Run(Arguments& arguments) {
  const Scenario& scenario = FindScenario(arguments.scenario);
  const Parameters parameters = scenario.Configure(Settings(arguments.settings));
  ConformOptions& options = arguments.options;
  scenario.RequireObserver(options.observe);
  const std::string output = ReadOutput(arguments.output);
  Conformance result;
  {
    ProgressLine line(scenario.name);
    options.progress = line.callback();
    const InterruptWatch watch;
    options.interrupted = InterruptWatch::Interrupted;
    // A single value in a file of its own is a line: the end of the line is not the value's, or
    // hardly.
    const bool line_end = options.observe != "console" && output.ends_with('\n');
    result = Conform(scenario, parameters,
                     std::string_view(output).substr(0, output.size() - line_end), options);
    if (line_end && !result.accepted && result.complete) {
      result = Conform(scenario, parameters, output, options);
    }
  }
  if (!arguments.trace_file.empty()) {
    if (result.trace) {
      WriteTraceFile(arguments.trace_file, *result.trace);
    } else {
      Say(fmt::format("no trace to write to {}: the output is not accepted", arguments.trace_file));
    }
  }
  if (arguments.json) {
    fmt::print("{}\n", Dump(ToJson(arguments, parameters, result), 2));
  } else {
    PrintText(arguments, parameters, output, result);
  }
  if (result.accepted) return kHolds;
  return result.complete ? kViolated : kStopped;
}

}  // namespace

void AddConform(CLI::App& app, int* status) {
  auto arguments = std::make_shared<Arguments>();
  ConformOptions& options = arguments->options;
  CLI::App* command =
      app.add_subcommand("conform", "Tells whether a recorded output is a behaviour of a scenario");
  command
      ->add_option("output", arguments->output,
                   "A file with all that was printed, byte for byte; - for standard input")
      ->required();
  command->add_option("scenario", arguments->scenario, "Which; see `heddle list`")->required();
  AddSettings(*command, &arguments->settings);
  AddObserve(*command, &options.observe,
             "The observer whose value was recorded; console if left out. The end of a line after "
             "a single value does not matter");
  command->add_option("--limit-states", options.limit_states, "Stops after so many states")
      ->check(WholeNumber(1));
  command->add_option("--limit-seconds", options.limit_seconds, "Stops after so many seconds")
      ->check(Number(1e9, true));
  command
      ->add_option("--trace", arguments->trace_file,
                   "Writes the trace of a shortest execution with this output to this file")
      ->check(WritableFile());
  command->add_flag("--json", arguments->json, "Prints one JSON object");
  command->callback([=] { *status = Run(*arguments); });
}

}  // namespace heddle::internal
