#include "src/trace/source_lines.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>
#include <vector>

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;

constexpr int kAround = 6;                        // lines before and after
constexpr std::uintmax_t kMaxBytes = 16'000'000;  // of a source that anybody reads
constexpr std::array<std::string_view, 11> kExtensions = {
    ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".inc", ".inl", ".ipp"};

/// Where `file` is; empty if nowhere.
fs::path Find(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (std::find(kExtensions.begin(), kExtensions.end(), extension) == kExtensions.end()) return {};
  std::vector<fs::path> roots = {"."};
  for (const char* variable : {"BUILD_WORKSPACE_DIRECTORY", "BUILD_WORKING_DIRECTORY"}) {
    if (const char* root = std::getenv(variable)) roots.emplace_back(root);
  }
  for (const fs::path& root : roots) {
    std::error_code error;
    const fs::path path = root / file;  // which is `file`, where that is absolute
    if (!fs::is_regular_file(path, error) || error) continue;
    if (fs::file_size(path, error) <= kMaxBytes && !error) return path;
  }
  return {};
}

}  // namespace

std::optional<std::map<int, std::string>> SourceLines(const std::string& file,
                                                      const std::set<int>& wanted) {
  const fs::path path = Find(file);
  if (path.empty()) return std::nullopt;
  std::ifstream stream(path);
  std::map<int, std::string> lines;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    const auto next = wanted.lower_bound(number - kAround);
    if (next != wanted.end() && *next <= number + kAround) lines.emplace(number, line);
  }
  if (lines.empty()) return std::nullopt;
  return lines;
}

void SourcePlaces::Note(const std::string& source) {
  const std::size_t colon = source.rfind(':');
  if (colon == std::string::npos) return;
  int line = 0;
  std::from_chars(source.data() + colon + 1, source.data() + source.size(), line);
  if (line > 0) places_[source.substr(0, colon)].insert(line);
}

nlohmann::ordered_json SourcePlaces::Lines() const {
  nlohmann::ordered_json sources = nlohmann::ordered_json::object();
  for (const auto& [file, wanted] : places_) {
    const auto lines = SourceLines(file, wanted);
    if (!lines) continue;
    nlohmann::ordered_json& json = sources[file] = nlohmann::ordered_json::object();
    for (const auto& [number, text] : *lines) json[std::to_string(number)] = text;
  }
  return sources;
}

}  // namespace heddle::internal
