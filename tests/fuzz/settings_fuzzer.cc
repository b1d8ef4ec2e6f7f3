// Reads a scenario's name and, on a line each, settings of its parameters: what the command has as
// `SCENARIO --set NAME=VALUE ...`.

#include <heddle/scenario.h>

#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "src/program/world.h"
#include "tests/fuzz/fuzz.h"
#include "tools/command.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace heddle;
  using namespace heddle::internal;
  std::istringstream lines{std::string(AsText(data, size))};
  std::string name;
  std::getline(lines, name);
  std::vector<std::string> given;
  for (std::string line; std::getline(lines, line);) given.push_back(line);
  const auto parameters = Accepted([&] { return FindScenario(name).Configure(Settings(given)); });
  if (!parameters) return 0;
  const Scenario& scenario = FindScenario(name);
  std::map<std::string, std::string> all;
  for (const auto& value : parameters->values()) {
    all[value.name] = value.text;
    Require(!value.is_number || value.text == std::to_string(parameters->Number(value.name)),
            "a number is in plain form");
  }
  Require(scenario.Configure(all).values() == parameters->values(),
          "values that are spelled out are the same values");
  // Where the parameters are right, there is a world to explore.
  const World world(scenario, *parameters, "", Memory::kHeap);
  Require(world.program().task_count() > 0, "a scenario has tasks");
  return 0;
}
