#ifndef HEDDLE_SRC_TRACE_SOURCE_LINES_H_
#define HEDDLE_SRC_TRACE_SOURCE_LINES_H_

#include <map>
#include <optional>
#include <set>
#include <string>

namespace heddle {

/// The lines around those of `wanted`, by their numbers from 1, of the source file that a compiler
/// called `file`. Nothing if there is no such file from the working directory or from Bazel's
/// workspace, or if it is no source by its name: a trace is not to bring other files to light.
std::optional<std::map<int, std::string>> SourceLines(const std::string& file,
                                                      const std::set<int>& wanted);

}  // namespace heddle

#endif  // HEDDLE_SRC_TRACE_SOURCE_LINES_H_
