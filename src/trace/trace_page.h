#ifndef HEDDLE_SRC_TRACE_TRACE_PAGE_H_
#define HEDDLE_SRC_TRACE_TRACE_PAGE_H_

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "src/trace/source_lines.h"

namespace heddle::internal {

/// A trace, as JSON has it (specs/trace-format.md), for a person to look at: one HTML file that
/// needs no network. It holds the lines of the source around each step, of the files that are found
/// from the working directory or from Bazel's workspace.
std::string TracePage(const nlohmann::ordered_json& trace);

/// Notes the places of a trace's steps, for a page that has several.
void NotePlaces(const nlohmann::ordered_json& trace, SourcePlaces& places);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_TRACE_PAGE_H_
