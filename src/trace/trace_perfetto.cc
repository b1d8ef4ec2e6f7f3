// A trace in the JSON format of trace events, for Perfetto (ui.perfetto.dev) and chrome://tracing:
// "Trace Event Format", whose flows are the arrows. A step takes a millisecond.

#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <nlohmann/json.hpp>
#include <string>

#include "src/trace/step_words.h"

namespace heddle::internal {

namespace {

using Json = nlohmann::ordered_json;

constexpr int kStep = 1000;  // in microseconds

Json Event(const char* phase, int task, std::size_t step) {
  return {{"ph", phase}, {"pid", 1}, {"tid", task + 1}, {"ts", step * kStep}};
}

std::string WritePerfetto(const Trace& trace, const TextOptions&) {
  Json events = Json::array();
  events.push_back({{"ph", "M"},
                    {"pid", 1},
                    {"name", "process_name"},
                    {"args", {{"name", Printable(trace.scenario)}}}});
  for (std::size_t task = 0; task < trace.tasks.size(); ++task) {
    events.push_back({{"ph", "M"},
                      {"pid", 1},
                      {"tid", task + 1},
                      {"name", "thread_name"},
                      {"args", {{"name", Printable(trace.tasks[task])}}}});
  }
  int flows = 0;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const TraceStep& step = trace.steps[i];
    Json event = Event("X", step.task, i);
    event["dur"] = kStep;
    event["name"] = StepWords(trace, i);
    event["cat"] = Printable(step.operation);
    event["args"] = {{"step", i + 1},
                     {"object", Printable(trace.ObjectOf(step))},
                     {"value", Printable(step.value)},
                     {"source", fmt::format("{}:{}", Printable(step.file), step.line)}};
    events.push_back(event);
    for (const TraceEdge& edge : step.after) {
      const std::string_view order = NameOf(edge.order);
      ++flows;
      Json start = Event("s", trace.steps[edge.step].task, edge.step);
      Json finish = Event("f", step.task, i);
      finish["bp"] = "e";  // it ends at the step around it, not at the next
      for (Json* flow : {&start, &finish}) {
        (*flow)["name"] = order;
        (*flow)["cat"] = order;
        (*flow)["id"] = flows;
        events.push_back(*flow);
      }
    }
  }
  if (trace.violation) {
    Json event = Event("i", trace.steps.empty() ? 0 : trace.steps.back().task, trace.steps.size());
    event["name"] = Printable(trace.violation->kind + ": " + trace.violation->message);
    event["s"] = "g";  // over all tasks
    events.push_back(event);
  }
  const Json json = {{"traceEvents", events}, {"displayTimeUnit", "ms"}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

HEDDLE_TRACE_FORMAT(perfetto, {.name = "perfetto",
                               .summary = "events and flows for Perfetto and chrome://tracing",
                               .write = WritePerfetto});

}  // namespace

}  // namespace heddle::internal
