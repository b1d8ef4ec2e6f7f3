#include "tests/evidence/recordings.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;

const fs::path kFolder = "tests/evidence/observations";

std::string Read(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(kFolder / name, std::ios::binary).rdbuf();
  if (text.str().empty()) throw std::runtime_error("cannot read " + (kFolder / name).string());
  return text.str();
}

/// In "scenario-model.who.txt": the scenario and the model.
std::pair<std::string, std::string> ProgramOf(const std::string& name) {
  const std::size_t dash = name.find('-');
  const std::size_t dot = name.find('.');
  return {name.substr(0, dash), name.substr(dash + 1, dot - dash - 1)};
}

}  // namespace

std::vector<Recording> Recordings(const std::string& start) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    const std::string name = entry.path().filename();
    if (name.starts_with(start) && name.ends_with(".txt")) names.insert(name);
  }
  if (names.empty()) throw std::runtime_error("there is no recording " + start);
  std::vector<Recording> recordings;
  for (const std::string& name : names) {
    const auto [scenario, model] = ProgramOf(name);
    const std::string text = Read(name);
    std::map<std::string, std::string> settings{{"model", model}};
    if (scenario == "pipeline") settings["print"] = model == "coroutines" ? "line" : "pieces";
    if (scenario == "pipeline" || name.find(".python.") == name.npos) {
      recordings.push_back({name, scenario, settings, "console", text});
      continue;
    }
    // Each line is the final string of a run.
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      recordings.push_back(
          {name + ":" + std::to_string(++number), scenario, settings, "string", line});
    }
  }
  return recordings;
}

}  // namespace heddle::internal
