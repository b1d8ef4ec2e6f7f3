#ifndef HEDDLE_SRC_TRACE_SOURCE_LINES_H_
#define HEDDLE_SRC_TRACE_SOURCE_LINES_H_

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>

namespace heddle::internal {

/// The lines around those of `wanted`, by their numbers from 1, of the source file that a compiler
/// called `file`. Nothing if there is no such file from the working directory or from Bazel's
/// workspace, or if it is no source by its name: a trace is not to bring other files to light.
std::optional<std::map<int, std::string>> SourceLines(const std::string& file,
                                                      const std::set<int>& wanted);

/// Places in sources, as steps have them ("src/x.cc:57"), and the lines around these.
class SourcePlaces {
 public:
  /// Notes a place; nothing if it names no line.
  void Note(const std::string& source);
  /// {"src/x.cc": {"57": "the line"}}, of the files that are found.
  nlohmann::ordered_json Lines() const;

 private:
  std::map<std::string, std::set<int>> places_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_SOURCE_LINES_H_
