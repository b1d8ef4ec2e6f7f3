#include "src/heddle/variables.h"

#include <errno.h>  // program_invocation_name
#include <fmt/format.h>

#include <cstdlib>
#include <utility>

#include "src/search/replay.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_text.h"

namespace heddle::internal {

namespace {

constexpr const char* kTrace = "HEDDLE_TRACE";
constexpr const char* kReplay = "HEDDLE_REPLAY";
constexpr const char* kStrategy = "HEDDLE_STRATEGY";

/// The value of an environment variable; "" if it is not set.
std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// The command that runs `test` once more with `variable` set: Bazel's, where Bazel runs it.
std::string Command(const char* variable, const std::string& value, const std::string& test) {
  const std::string target = Variable("TEST_TARGET");
  if (!target.empty()) {
    return fmt::format("bazel test {}{} --test_env={}={}", target,
                       test.empty() ? "" : " --test_filter=" + test, variable, value);
  }
  return fmt::format("{}={} {}{}", variable, value, program_invocation_name,
                     test.empty() ? "" : " --gtest_filter=" + test);
}

}  // namespace

ExploreOptions WithStrategyOfVariable(ExploreOptions options) {
  const std::string name = Variable(kStrategy);
  if (name.empty()) return options;
  try {
    options.strategy = StrategyNamed(name);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", kStrategy, error.what()));
  }
  return options;
}

std::optional<Replayed> ReplayOfVariable(const Configured& program, const std::string& observer) {
  std::string file = Variable(kReplay);
  if (file.empty()) return {};
  try {
    const Trace recorded = ReadTraceFile(file);
    if (recorded.scenario != program.scenario().name ||
        recorded.parameters != program.parameters().values()) {
      std::string other = recorded.scenario;
      for (const auto& value : recorded.parameters) other += " " + value.name + "=" + value.text;
      throw UsageError(
          fmt::format("{}: the trace is of '{}', and what is checked is '{}': run the test alone "
                      "that has recorded it",
                      file, other, program.Text()));
    }
    if (!observer.empty() && recorded.observer != observer) {
      throw UsageError(
          fmt::format("{}: the trace is of the observer '{}', and what is looked at is '{}': run "
                      "the test alone that has recorded it",
                      file, recorded.observer, observer));
    }
    try {
      Trace trace = Replay(program.Offering(recorded.observer).scenario(), recorded);
      return Replayed{std::move(file), std::move(trace)};
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", file, error.what()));
    }
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", kReplay, error.what()));
  }
}

std::string WriteTraceOfVariable(const Scenario& scenario, const Trace& trace,
                                 const std::optional<Minimised>& minimised) {
  std::string file = Variable(kTrace);
  if (file.empty()) return file;
  try {
    std::optional<Explanation> why;
    if (trace.violation) why = Explain(scenario, trace);
    WriteTraceFile(file, trace, why ? &*why : nullptr, minimised ? &*minimised : nullptr);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", kTrace, error.what()));
  }
  return file;
}

std::string TraceWithCommands(const Trace& trace, const std::string& trace_file,
                              const std::string& replayed_from, const std::string& test) {
  // What goes on for ever is not to fill a log for ever; a file has all of it.
  constexpr TextOptions kText{.max_steps = 1000};
  std::string text = "\n" + TraceText(trace, kText) + "\n";
  if (!replayed_from.empty()) return text + "This is the execution in " + replayed_from + ".\n";
  if (!trace_file.empty()) {
    return text + fmt::format("This execution is in {}. To run it again, and no other:\n  {}\n",
                              trace_file, Command(kReplay, trace_file, test));
  }
  constexpr const char* kFile = "/tmp/trace.json";
  return text + fmt::format(
                    "To write this execution down, and then to run it again, and no other:\n"
                    "  {}\n  {}\n",
                    Command(kTrace, kFile, test), Command(kReplay, kFile, test));
}

}  // namespace heddle::internal
