#include <fmt/format.h>
#include <heddle/scenario.h>

#include "tools/command.h"

namespace heddle::internal {

namespace {

std::string StandardText(const ParameterSpec& parameter) {
  std::string text = parameter.standard;
  for (const auto& exception : parameter.exceptions) {
    text +=
        fmt::format(" ({} for {}={})", exception.standard, exception.parameter, exception.value);
  }
  return text;
}

void List() {
  for (const auto& [name, scenario] : RegisteredScenarios()) {
    fmt::print("{}: {}\n", name, scenario.summary);
    for (const ParameterSpec& parameter : scenario.parameters) {
      fmt::print("  {:<10} {}: {}\n  {:<10}   if left out: {}\n", parameter.name, parameter.help,
                 parameter.Range(), "", StandardText(parameter));
    }
    fmt::print("  observers\n");
    for (const auto& observer : scenario.observers) {
      fmt::print("    {:<10} {}\n", observer.name, observer.help);
    }
    fmt::print("\n");
  }
}

}  // namespace

void AddList(CLI::App& app, int*) {
  app.add_subcommand("list", "Shows the scenarios, their parameters, ranges and defaults")
      ->callback(List);
}

}  // namespace heddle::internal
