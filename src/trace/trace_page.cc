#include "src/trace/trace_page.h"

#include <heddle/trace_format.h>

#include <charconv>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

#include "src/trace/page_text.h"
#include "src/trace/source_lines.h"
#include "src/trace/trace_json.h"

namespace heddle {

namespace {

using Json = nlohmann::ordered_json;

/// Notes the places of `steps`: lines by file.
void NotePlaces(const Json& steps, std::map<std::string, std::set<int>>& places) {
  for (const Json& step : steps) {
    const std::string source = step.value("source", "");
    const std::size_t colon = source.rfind(':');
    if (colon == std::string::npos) continue;
    int line = 0;
    std::from_chars(source.data() + colon + 1, source.data() + source.size(), line);
    if (line > 0) places[source.substr(0, colon)].insert(line);
  }
}

/// {"file": {"43": "the line"}}, of the files that are found.
Json Sources(const Json& trace) {
  std::map<std::string, std::set<int>> places;
  NotePlaces(trace.at("steps"), places);
  const Json explanation = trace.value("explanation", Json());
  if (explanation.is_object() && explanation.value("passing", Json()).is_object()) {
    NotePlaces(explanation.at("passing").at("steps"), places);
  }
  Json sources = Json::object();
  for (const auto& [file, wanted] : places) {
    const auto lines = SourceLines(file, wanted);
    if (!lines) continue;
    Json& json = sources[file] = Json::object();
    for (const auto& [number, text] : *lines) json[std::to_string(number)] = text;
  }
  return sources;
}

}  // namespace

std::string TracePage(const Json& trace) {
  std::string title = trace.value("scenario", "");
  const Json violation = trace.value("violation", Json());
  if (violation.is_object()) title += ": " + violation.value("kind", "");
  return FillPage(kTracePageScript, title, {{"trace", trace}, {"sources", Sources(trace)}});
}

namespace {

HEDDLE_TRACE_FORMAT(html, {.name = "html",
                           .summary = "a page to look at in a browser",
                           .write = [](const Trace& trace, const TextOptions&) {
                             return TracePage(ToJson(trace));
                           }});

}  // namespace

}  // namespace heddle
