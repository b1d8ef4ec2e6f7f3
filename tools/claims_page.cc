#include "tools/claims_page.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "src/claims/report.h"
#include "src/trace/page_text.h"
#include "src/trace/trace_json.h"
#include "src/trace/trace_page.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

/// The cells of a row of a table in Markdown; none of another line.
std::vector<std::string> Cells(const std::string& line) {
  std::vector<std::string> cells;
  if (!line.starts_with("| ")) return cells;
  for (std::size_t from = 2; from < line.size();) {
    const std::size_t to = std::min(line.find(" |", from), line.size());
    cells.push_back(line.substr(from, to - from));
    from = to + 3;
  }
  return cells;
}

/// Without the marks of Markdown: "**differs**", "`id`".
std::string Plain(std::string text) {
  std::erase(text, '*');
  std::erase(text, '`');
  return text;
}

/// What the judges say of each claim, by its id, as the table of `evidence` has it: those that
/// agree or differ, and those that have seen nothing that contradicts.
std::map<std::string, Json> Judges(std::istream& evidence) {
  std::map<std::string, Json> judges;
  std::vector<std::string> names;
  for (std::string line; std::getline(evidence, line);) {
    std::vector<std::string> cells = Cells(line);
    if (cells.empty()) {
      names.clear();
    } else if (cells[0] == "claim") {
      names = std::move(cells);
    } else if (cells.size() == names.size()) {
      Json& of_claim = judges[Plain(cells[0])] = Json::array();
      for (std::size_t i = 2; i < cells.size(); ++i) {
        if (cells[i].empty() || cells[i].starts_with("-")) continue;
        of_claim.push_back({{"judge", names[i]}, {"says", Plain(cells[i])}});
      }
    }
  }
  return judges;
}

Json FromResult(const ClaimResult& result, const Json& judges) {
  const Claim& claim = result.claim;
  const Exploration& found = result.exploration;
  Json json = {
      {"id", claim.id},
      {"says", claim.says},
      {"source", claim.source},
      {"where", claim.where},
      {"scenario", claim.scenario},
      {"parameters", Json::object()},
      {"verdict", NameOf(found.verdict)},
      {"visited", Visited(found)},
      {"seconds", found.seconds},
      {"as_expected", result.as_expected()},
      {"differences", result.differences},
      {"violation", nullptr},
      {"reached", found.reached.has_value()},
      {"judges", judges},
  };
  for (const auto& value : claim.parameters.values()) json["parameters"][value.name] = value.text;
  if (found.violation) {
    json["violation"] = {{"kind", found.violation->kind}, {"message", found.violation->message}};
  }
  return json;
}

}  // namespace

std::string ClaimsPage(std::span<const ClaimResult> results, const std::filesystem::path& folder) {
  std::ifstream evidence(folder / "evidence.md");
  const std::map<std::string, Json> judges = Judges(evidence);
  SourcePlaces places;
  Json claims = Json::array();
  Json traces = Json::object();
  for (const ClaimResult& result : results) {
    const auto known = judges.find(result.claim.id);
    claims.push_back(FromResult(result, known == judges.end() ? Json::array() : known->second));
    const auto& trace =
        result.exploration.reached ? result.exploration.reached : result.exploration.trace;
    if (!trace) continue;
    NotePlaces(traces[result.claim.id] = ToJson(*trace), places);
  }
  return FillPage(kClaimsPageScript, Summary(results),
                  {{"claims", claims}, {"traces", traces}, {"sources", places.Lines()}});
}

}  // namespace heddle::internal
