#include "tests/evidence/faults/process_table.h"

#include <fstream>
#include <sstream>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {

std::optional<Process> FindProcess(pid_t pid) {
  // "pid (name) state parent ...", the 52nd and last of them the wait status.
  const std::string text = ReadFile("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t open = text.find('(');
  const std::size_t close = text.rfind(')');
  if (open == std::string::npos || close == std::string::npos) return {};
  Process process;
  process.pid = pid;
  process.name = text.substr(open + 1, close - open - 1);
  std::istringstream fields(text.substr(close + 1));
  fields >> process.state >> process.parent;
  std::string field;
  for (int i = 4; i < 52; ++i) fields >> field;
  process.wait_status = std::stoi(field);
  return process;
}

std::vector<Process> ListChildren(pid_t parent) {
  const std::string id = std::to_string(parent);
  std::vector<Process> children;
  std::ifstream file("/proc/" + id + "/task/" + id + "/children");
  for (pid_t pid; file >> pid;) {
    if (const auto child = FindProcess(pid)) children.push_back(*child);
  }
  return children;
}

bool Catches(pid_t pid, int signal) {
  // A line "SigCgt:" has a bit for each signal, in hexadecimal.
  const std::string text = ReadFile("/proc/" + std::to_string(pid) + "/status");
  const std::size_t at = text.find("SigCgt:");
  if (at == std::string::npos) return false;
  return (std::stoull(text.substr(at + 7), nullptr, 16) >> (signal - 1) & 1) != 0;
}

}  // namespace heddle::internal
