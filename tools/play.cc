#include "tools/play.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "src/search/state_graph.h"
#include "src/trace/play_page.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

Json Named(const std::vector<std::string>& names) {
  Json json = Json::array();
  for (const std::string& name : names) json.push_back({{"name", name}});
  return json;
}

Json FromMove(const StateGraph::Move& move) {
  const TraceStep& step = move.step;
  Json json = {{"task", step.task}, {"choice", step.choice}};
  if (!step.choice_kind.empty()) json["choice_kind"] = step.choice_kind;
  json["operation"] = step.operation;
  json["object"] = step.object;
  json["value"] = step.value;
  json["source"] = step.file.empty() ? std::string() : fmt::format("{}:{}", step.file, step.line);
  json["to"] = move.to;
  return json;
}

Json FromEnd(const StateGraph::End& end) {
  return {
      {"good", !end.violation},
      {"kind", end.violation ? end.violation->kind : ""},
      {"words", end.violation ? end.violation->message : ""},
      {"outcome", end.outcome ? Json(*end.outcome) : Json()},
  };
}

}  // namespace

std::string PlayPageOf(const Scenario& scenario, const Parameters& parameters,
                       const ExploreOptions& options) {
  const StateGraph graph = VisitStateGraph(scenario, parameters, options, kMaxStatesToPlay);
  Json json = {{"scenario", scenario.name}};
  Json& values = json["parameters"] = Json::object();
  for (const Parameters::Value& value : parameters.values()) values[value.name] = value.text;
  json["observer"] = options.observe;
  json["tasks"] = Named(graph.tasks);
  json["objects"] = Named(graph.objects);
  Json& states = json["states"] = Json::array();
  for (const StateGraph::State& state : graph.states) {
    Json moves = Json::array();
    for (const StateGraph::Move& move : state.moves) moves.push_back(FromMove(move));
    states.push_back({{"objects", state.objects},
                      {"moves", std::move(moves)},
                      {"end", state.end ? FromEnd(*state.end) : Json()}});
  }
  return PlayPage(json);
}

}  // namespace heddle::internal
