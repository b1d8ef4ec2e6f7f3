#include "src/trace/trace_json.h"

#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/trace/explanation_json.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

Json FromParameters(const std::vector<Parameters::Value>& parameters) {
  Json json = Json::object();
  for (const Parameters::Value& value : parameters) {
    json[value.name] = value.is_number ? Json(std::stoll(value.text)) : Json(value.text);
  }
  return json;
}

Json FromStep(const Trace& trace, std::size_t index) {
  const TraceStep& step = trace.steps[index];
  Json json = {{"step", index + 1}, {"task", step.task}, {"choice", step.choice}};
  if (!step.choice_kind.empty()) json[kChoiceKind] = step.choice_kind;
  json["operation"] = step.operation;
  json["object"] = step.object < 0 ? Json() : Json(step.object);
  json["value"] = step.value;
  json["source"] = step.file.empty() ? std::string() : fmt::format("{}:{}", step.file, step.line);
  json["reason"] = nullptr;
  if (step.reason) {
    json["reason"] = {
        {"kind", step.reason->kind}, {"task", step.reason->task}, {"words", step.reason->words}};
  }
  json["enabled"] = step.enabled;
  json["after"] = Json::array();
  for (const TraceEdge& edge : step.after) {
    json["after"].push_back({{"step", edge.step + 1}, {"order", NameOf(edge.order)}});
  }
  json["changes"] = Json::array();
  for (const TraceChange& change : step.changes) {
    json["changes"].push_back({{"object", change.object}, {"value", change.value}});
  }
  return json;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// `json` on one line, with a blank after each comma and colon.
void AppendLine(std::string& out, const Json& json) {
  if (!json.is_structured()) {
    out += Dump(json);
    return;
  }
  out += json.is_object() ? '{' : '[';
  std::string_view separator;
  for (const auto& item : json.items()) {
    out += std::exchange(separator, ", ");
    if (json.is_object()) out += Dump(item.key()) + ": ";
    AppendLine(out, item.value());
  }
  out += json.is_object() ? '}' : ']';
}

}  // namespace

int NumberOf(const Trace& trace, std::string_view object) {
  const auto at = std::find_if(trace.objects.begin(), trace.objects.end(),
                               [&](const TraceObject& one) { return one.name == object; });
  return at == trace.objects.end() ? -1 : static_cast<int>(at - trace.objects.begin());
}

Json StepsToJson(const Trace& trace) {
  Json steps = Json::array();
  for (std::size_t i = 0; i < trace.steps.size(); ++i) steps.push_back(FromStep(trace, i));
  return steps;
}

Json ToJson(const Trace& trace, const Explanation* explanation, const Minimised* minimised) {
  Json json = {
      {"format", kTraceFormat},      {"version", Trace::kVersion},
      {"scenario", trace.scenario},  {"parameters", FromParameters(trace.parameters)},
      {"observer", trace.observer},  {"engine", trace.engine},
      {"tasks", Json::array()},      {"objects", Json::array()},
      {"steps", StepsToJson(trace)}, {"outcome", nullptr},
      {"violation", nullptr},        {"explanation", nullptr},
  };
  for (const std::string& task : trace.tasks) json["tasks"].push_back({{"name", task}});
  for (const TraceObject& object : trace.objects) {
    json["objects"].push_back(
        {{"name", object.name}, {"sort", object.sort}, {"value", object.value}});
  }
  if (trace.outcome) json["outcome"] = *trace.outcome;
  if (trace.violation) {
    json["violation"] = {{"kind", trace.violation->kind}, {"message", trace.violation->message}};
  }
  json["explanation"] = ToJson(explanation, minimised, trace);
  return json;
}

std::string TraceFileContents(const Trace& trace, const Explanation* explanation,
                              const Minimised* minimised) {
  const Json json = ToJson(trace, explanation, minimised);
  std::string out = "{";
  std::string_view separator = "\n";
  for (const auto& [field, value] : json.items()) {
    out += std::exchange(separator, ",\n");
    out += fmt::format("  {}: ", Dump(field));
    if (!value.is_array() || value.empty() || !value[0].is_object()) {
      AppendLine(out, value);
      continue;
    }
    std::string_view before = "[\n    ";
    for (const Json& item : value) {
      out += std::exchange(before, ",\n    ");
      AppendLine(out, item);
    }
    out += "\n  ]";
  }
  return out + "\n}\n";
}

namespace {

HEDDLE_TRACE_FORMAT(json, {.name = "json",
                           .summary = "the file that --trace writes",
                           .write = [](const Trace& trace, const TextOptions& options) {
                             return TraceFileContents(trace, options.explanation,
                                                      options.minimised);
                           }});

}  // namespace

}  // namespace heddle::internal
