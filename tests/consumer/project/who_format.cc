// A format of traces of one's own: who takes each step.

#include <heddle/trace_format.h>

#include <string>

namespace {

std::string WriteWho(const heddle::Trace& trace, const heddle::TextOptions&) {
  std::string text;
  for (const heddle::TraceStep& step : trace.steps) text += trace.tasks[step.task] + "\n";
  if (trace.violation) text += heddle::DescribeViolationKind(trace.violation->kind).words + "\n";
  return text;
}

HEDDLE_TRACE_FORMAT(who, {.name = "who", .summary = "who takes each step", .write = WriteWho});

}  // namespace
