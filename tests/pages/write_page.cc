// Writes pages to try in a browser.
//
//   write_page trace TRACE.json             a trace as JSON, whatever its explanation says
//   write_page play GRAPH.json              a graph to play with
//   write_page SCENARIO FORMAT [NAME=VALUE ...]   the counterexample of a scenario, mutants
//   included

#include <heddle/explore.h>
#include <heddle/trace_format.h>

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "src/trace/play_page.h"
#include "src/trace/trace_page.h"
#include "src/trace/whole_file.h"

namespace heddle::internal {
namespace {

nlohmann::ordered_json Read(const std::string& file) {
  return nlohmann::ordered_json::parse(ReadWholeFile(file));
}

std::string Counterexample(const std::string& name, const std::string& format,
                           const std::vector<std::string>& settings) {
  std::map<std::string, std::string> given;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    given[setting.substr(0, equals)] = setting.substr(equals + 1);
  }
  const Scenario& scenario = FindScenario(name);
  const Exploration found = Explore(scenario, scenario.Configure(given), {});
  if (!found.trace) throw UsageError(name + " has no counterexample");
  return TraceFormatNamed(format).write(*found.trace, {});
}

}  // namespace
}  // namespace heddle::internal

int main(int argc, char** argv) try {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() < 2) {
    throw heddle::UsageError(
        "usage: write_page trace|play FILE | SCENARIO FORMAT [NAME=VALUE ...]");
  }
  if (arguments[0] == "trace") {
    std::cout << heddle::internal::TracePage(heddle::internal::Read(arguments[1]));
  } else if (arguments[0] == "play") {
    std::cout << heddle::internal::PlayPage(heddle::internal::Read(arguments[1]));
  } else {
    std::cout << heddle::internal::Counterexample(arguments[0], arguments[1],
                                                  {arguments.begin() + 2, arguments.end()});
  }
  return 0;
} catch (const heddle::UsageError& error) {
  std::cerr << "write_page: " << error.what() << '\n';
  return 2;
}
