// A trace for Graphviz: a column a task, an arrow for each order.

#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <string>
#include <string_view>

#include "src/trace/step_words.h"

namespace heddle::internal {

namespace {

std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

std::string WriteDot(const Trace& trace, const TextOptions&) {
  std::string text = fmt::format("digraph {} {{\n  rankdir=TB;\n  node [shape=box];\n",
                                 Quoted(Printable(trace.scenario)));
  for (std::size_t task = 0; task < trace.tasks.size(); ++task) {
    text += fmt::format("  subgraph cluster_{} {{\n    label={};\n", task,
                        Quoted(Printable(trace.tasks[task])));
    for (std::size_t i = 0; i < trace.steps.size(); ++i) {
      if (trace.steps[i].task != static_cast<int>(task)) continue;
      text += fmt::format("    s{} [label={}];\n", i + 1,
                          Quoted(fmt::format("{}: {}", i + 1, StepWords(trace, i))));
    }
    text += "  }\n";
  }
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    if (const int before = StepBefore(trace, i); before >= 0) {
      text += fmt::format("  s{} -> s{};\n", before + 1, i + 1);
    }
    for (const TraceEdge& edge : trace.steps[i].after) {
      text += fmt::format("  s{} -> s{} [label={}, style=dashed];\n", edge.step + 1, i + 1,
                          Quoted(NameOf(edge.order)));
    }
  }
  return text + "}\n";
}

HEDDLE_TRACE_FORMAT(dot, {.name = "dot", .summary = "a graph for Graphviz", .write = WriteDot});

}  // namespace

}  // namespace heddle::internal
