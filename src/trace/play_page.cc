#include "src/trace/play_page.h"

#include <nlohmann/json.hpp>

#include "src/trace/page_text.h"
#include "src/trace/source_lines.h"

namespace heddle::internal {

std::string PlayPage(const nlohmann::ordered_json& graph) {
  SourcePlaces places;
  for (const auto& state : graph.at("states")) {
    for (const auto& move : state.at("moves")) places.Note(move.value("source", ""));
  }
  const std::string title = "play the scheduler: " + graph.value("scenario", "");
  return FillPage(kPlayPageScript, title, {{"graph", graph}, {"sources", places.Lines()}});
}

}  // namespace heddle::internal
