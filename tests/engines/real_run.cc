#include "tests/engines/real_run.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

namespace heddle::internal {

namespace {

/// A file in memory, to which each write appends: without that, writes at one time to a memfd go to
/// one place.
struct MemoryFile {
  MemoryFile() { ::fcntl(descriptor, F_SETFL, O_APPEND); }
  ~MemoryFile() { ::close(descriptor); }
  const int descriptor = ::memfd_create("output", MFD_CLOEXEC);
};

RealRun RunWith(const Scenario& scenario, const Parameters& parameters, RunOptions options) {
  const MemoryFile file;
  options.output_fd = file.descriptor;
  RealRun run;
  run.result = Run(scenario, parameters, options);
  run.output.resize(static_cast<std::size_t>(::lseek(file.descriptor, 0, SEEK_END)));
  if (::pread(file.descriptor, run.output.data(), run.output.size(), 0) < 0) run.output = "(lost)";
  return run;
}

}  // namespace

std::string RealRun::violation() const {
  if (!result.violation) return {};
  return result.violation->kind + ": " + result.violation->message;
}

RunOptions On(RunOptions::On on, std::string observe) {
  RunOptions options;
  options.on = on;
  options.pace = 0;
  options.observe = std::move(observe);
  return options;
}

RealRun RunReal(std::string_view name, const Settings& settings, RunOptions options) {
  const Scenario& scenario = FindScenario(name);
  Settings given = settings;
  FillInModel(scenario, options.on, given);
  return RunWith(scenario, scenario.Configure(given), std::move(options));
}

RealRun RunReal(const Scenario& scenario, RunOptions options) {
  return RunWith(scenario, scenario.Configure({}), std::move(options));
}

Scenario ScenarioOf(std::function<void(Scheduler&)> set_up) {
  Scenario scenario;
  scenario.name = "test";
  scenario.set_up = [set_up = std::move(set_up)](Scheduler& scheduler, const Parameters&) {
    set_up(scheduler);
  };
  return scenario;
}

std::vector<pid_t> ChildrenOf(pid_t parent) {
  std::vector<pid_t> children;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "stat");
    const std::string stat((std::istreambuf_iterator<char>(file)),
                           std::istreambuf_iterator<char>());
    const std::size_t after_name = stat.rfind(')');  // "pid (name) state parent ..."
    if (after_name == std::string::npos) continue;   // it has just ended
    if (std::atoi(stat.c_str() + after_name + 4) == parent) children.push_back(std::stoi(name));
  }
  return children;
}

int OpenDescriptors() {
  int open = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd"))
    ++open;
  return open;
}

}  // namespace heddle::internal
