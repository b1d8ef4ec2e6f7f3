#include "tools/command.h"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "src/scheduler/parameters.h"

namespace heddle {

std::map<std::string, std::string> Settings(const std::vector<std::string>& given) {
  std::map<std::string, std::string> settings;
  for (const std::string& setting : given) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw UsageError(fmt::format("--set takes name=value, not '{}'", setting));
    }
    const std::string name = setting.substr(0, equals);
    if (!settings.emplace(name, setting.substr(equals + 1)).second) {
      throw UsageError(fmt::format("--set gives '{}' twice", name));
    }
  }
  return settings;
}

void AddSettings(CLI::App& command, std::vector<std::string>* settings) {
  command.add_option("--set", *settings, "Parameters, as name=value; see `heddle list`")
      ->type_name("NAME=VALUE")
      ->expected(1, 100)
      ->allow_extra_args();
}

int TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 100;
}

bool ShowsColors() {
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr && terminal != nullptr &&
         std::string(terminal) != "dumb";
}

}  // namespace heddle
