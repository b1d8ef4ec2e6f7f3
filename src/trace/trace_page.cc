#include "src/trace/trace_page.h"

#include <heddle/trace_format.h>

#include <nlohmann/json.hpp>

#include "src/trace/page_text.h"
#include "src/trace/source_lines.h"
#include "src/trace/trace_json.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

}  // namespace

void NotePlaces(const Json& trace, SourcePlaces& places) {
  const auto note = [&places](const Json& steps) {
    for (const Json& step : steps) places.Note(step.value("source", ""));
  };
  note(trace.at("steps"));
  const Json explanation = trace.value("explanation", Json());
  if (explanation.is_object() && explanation.value("passing", Json()).is_object()) {
    note(explanation.at("passing").at("steps"));
  }
}

std::string TracePage(const Json& trace) {
  std::string title = trace.value("scenario", "");
  const Json violation = trace.value("violation", Json());
  if (violation.is_object()) title += ": " + violation.value("kind", "");
  SourcePlaces places;
  NotePlaces(trace, places);
  return FillPage(kTracePageScript, title, {{"trace", trace}, {"sources", places.Lines()}});
}

namespace {

HEDDLE_TRACE_FORMAT(html, {.name = "html",
                           .summary = "a page to look at in a browser",
                           .write = [](const Trace& trace, const TextOptions& options) {
                             return TracePage(
                                 ToJson(trace, options.explanation, options.minimised));
                           }});

}  // namespace

}  // namespace heddle::internal
