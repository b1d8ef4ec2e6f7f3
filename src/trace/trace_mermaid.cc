// A trace as a sequence diagram of Mermaid, which Markdown of many sites shows: mermaid.js.org.

#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <string>
#include <string_view>

#include "src/trace/step_words.h"

namespace heddle::internal {

namespace {

/// Text in which nothing means anything to Mermaid: its own characters are written by their
/// numbers.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (std::string_view("#;:\"<>{}[]()%&").find(c) != std::string_view::npos) {
      escaped += fmt::format("#{};", static_cast<int>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string WriteMermaid(const Trace& trace, const TextOptions&) {
  std::string text = "sequenceDiagram\n";
  for (std::size_t task = 0; task < trace.tasks.size(); ++task) {
    text += fmt::format("  participant t{} as {}\n", task, Escaped(Printable(trace.tasks[task])));
  }
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const TraceStep& step = trace.steps[i];
    for (const TraceEdge& edge : step.after) {
      if (edge.order == TraceOrder::kConflict) continue;  // of which there are too many to draw
      text += fmt::format("  t{}-->>t{}: {}\n", trace.steps[edge.step].task, step.task,
                          NameOf(edge.order));
    }
    text +=
        fmt::format("  Note over t{}: {}. {}\n", step.task, i + 1, Escaped(StepWords(trace, i)));
  }
  if (trace.violation && !trace.tasks.empty()) {
    text += fmt::format("  Note over t0{}: {}\n",
                        trace.tasks.size() > 1 ? fmt::format(",t{}", trace.tasks.size() - 1) : "",
                        Escaped(Printable(trace.violation->message)));
  }
  return text;
}

HEDDLE_TRACE_FORMAT(mermaid, {.name = "mermaid",
                              .summary = "a sequence diagram for Markdown",
                              .write = WriteMermaid});

}  // namespace

}  // namespace heddle::internal
