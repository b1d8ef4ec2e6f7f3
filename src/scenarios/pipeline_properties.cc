// What must hold of the pipeline, and what counts as an outcome of it.

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "src/scenarios/pipeline_scenario.h"

namespace heddle {

namespace {

/// Whether some stage prints the line `line`.
bool IsALine(std::string_view line, int items) {
  for (const std::string_view stage : {"producer", "intermediate", "consumer"}) {
    if (line == fmt::format("{}: done", stage)) return true;
  }
  for (int i = 0; i <= items; ++i) {
    if (i < items && line == fmt::format("produced {}", i)) return true;
    if (i > 0 && line == fmt::format("consumed {}", i)) return true;
  }
  return false;
}

/// The first line, among those that the console still has, that no stage prints; empty if there is
/// none.
std::string_view BrokenLine(const Console& console, int items) {
  if (!console.last_line().empty() && !IsALine(console.last_line(), items))
    return console.last_line();
  std::string_view rest = console.text();
  for (std::size_t end; (end = rest.find('\n')) != std::string_view::npos;
       rest.remove_prefix(end + 1)) {
    if (end > 0 && !IsALine(rest.substr(0, end), items)) return rest.substr(0, end);
  }
  return {};
}

void StateNumbers(Scheduler& scheduler, const Ghost<NumberList>& consumed, int items) {
  scheduler.Invariant("numbers are consumed in order", consumed, [&consumed]() -> Failure {
    const NumberList& list = consumed.value;
    if (list.size() == 0 || list[list.size() - 1] == list.size()) return {};
    return fmt::format("consumed {} as number {}: {}", list[list.size() - 1], list.size(),
                       list.Text());
  });
  scheduler.Finally("every number is consumed, once and in order", [&consumed, items]() -> Failure {
    const NumberList& list = consumed.value;
    bool right = list.size() == items;
    for (int i = 0; right && i < items; ++i) right = list[i] == i + 1;
    if (right) return {};
    return fmt::format("consumed {}, not 1 to {}", list.Text(), items);
  });
}

void StateWholeLines(Scheduler& scheduler, const Console& console, int items) {
  scheduler.Invariant("every line is whole", console, [&console, items]() -> Failure {
    const std::string_view line = BrokenLine(console, items);
    if (line.empty()) return {};
    return fmt::format("the line '{}' was printed", line);
  });
}

}  // namespace

void StateProperties(Scheduler& scheduler, const PipelineParts& parts,
                     const Parameters& parameters) {
  const Ghost<NumberList>& consumed = parts.consumed;
  const Console& console = parts.print.console;
  StateNumbers(scheduler, consumed, parts.items);
  scheduler.Observe("consumed", [&consumed](std::string& out) { out += consumed.value.Text(); });
  scheduler.ObserveGrowing("console", [&console](std::string& out) { out += console.text(); });
  if (parameters.Is("lines", "whole")) StateWholeLines(scheduler, console, parts.items);
}

void StateCapacity(Scheduler& scheduler, const Queue<int>& queue) {
  if (queue.capacity() == 0) return;
  scheduler.Invariant("a queue holds no more than its capacity", queue, [&queue]() -> Failure {
    if (static_cast<int>(queue.size()) <= queue.capacity()) return {};
    return fmt::format("{} holds {}, not at most {}", queue.name(), queue.size(), queue.capacity());
  });
}

void StateCapacity(Scheduler& scheduler, const Shared<NumberList>& list, int capacity) {
  if (capacity == 0) return;
  scheduler.Invariant("a queue holds no more than its capacity", list,
                      [&list, capacity]() -> Failure {
                        if (list.value().size() <= capacity) return {};
                        return fmt::format("{} holds {}, not at most {}", list.name(),
                                           list.value().size(), capacity);
                      });
}

}  // namespace heddle
