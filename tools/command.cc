#include "tools/command.h"

#include <fmt/format.h>
#include <heddle/parameters.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace heddle::internal {

namespace {

/// Whether all of `text` is a number, which then is `number`.
template <typename T>
bool IsAll(const std::string& text, T& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end;
}

/// 0, or the number of the error that writing a file at `path` would come to.
int WhyNotWritable(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  if (path.empty()) return ENOENT;
  if (fs::is_directory(path, ignored)) return EISDIR;
  std::string place = path;
  if (!fs::exists(path, ignored)) {
    const fs::path folder = fs::path(path).parent_path();
    place = folder.empty() ? "." : folder.string();
    if (fs::exists(place, ignored) && !fs::is_directory(place, ignored)) return ENOTDIR;
  }
  return access(place.c_str(), W_OK) == 0 ? 0 : errno;
}

}  // namespace

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

void AddObserve(CLI::App& command, std::string* observer, const std::string& help) {
  const auto check = [](const std::string& name) -> std::string {
    return name.empty() ? "needs the name of an observer; `heddle list` names them" : "";
  };
  command.add_option("--observe", *observer, help)->check(CLI::Validator(check, ""));
}

CLI::Validator WholeNumber(std::uint64_t least, std::uint64_t most) {
  const std::string right = most == std::numeric_limits<std::uint64_t>::max()
                                ? fmt::format("a whole number from {} on", least)
                                : fmt::format("a whole number from {} to {}", least, most);
  const auto check = [=](const std::string& text) -> std::string {
    std::uint64_t number = 0;
    if (IsAll(text, number) && number >= least && number <= most) return {};
    return fmt::format("must be {}, not '{}'", right, text);
  };
  return CLI::Validator(check, "");
}

CLI::Validator Number(double most, bool above_zero) {
  const std::string right = above_zero ? fmt::format("a number above 0, at most {:.0f}", most)
                                       : fmt::format("a number from 0 to {:.0f}", most);
  const auto check = [=](const std::string& text) -> std::string {
    double number = 0;
    if (IsAll(text, number) && number >= 0 && number <= most && !(above_zero && number == 0)) {
      return {};
    }
    return fmt::format("must be {}, not '{}'", right, text);
  };
  return CLI::Validator(check, "");
}

CLI::Validator WritableFile() {
  const auto check = [](const std::string& path) -> std::string {
    if (const int error = WhyNotWritable(path)) {
      throw UsageError(fmt::format("{}: cannot be written: {}", path.empty() ? "''" : path,
                                   std::generic_category().message(error)));
    }
    return {};
  };
  return CLI::Validator(check, "");
}

void Say(const std::string& message) {
  const std::string line = "heddle: " + message + "\n";
  std::fputs(line.c_str(), stderr);  // fmt would throw
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

}  // namespace heddle::internal
