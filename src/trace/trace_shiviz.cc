// A trace as a log with vector clocks for ShiViz (Beschastnikh et al., "Debugging Distributed
// Systems: Challenges and Options for Validation and Debugging"): bestchai.bitbucket.io/shiviz.
// Each event is two lines: "host {clock}", and what happens.

#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "src/trace/step_words.h"

namespace heddle::internal {

namespace {

/// The tasks' names without blanks, as ShiViz has its hosts, and each once.
std::vector<std::string> Hosts(const Trace& trace) {
  std::vector<std::string> hosts;
  for (const std::string& task : trace.tasks) {
    std::string host = Printable(task);
    std::replace(host.begin(), host.end(), ' ', '_');
    if (host.empty() || std::find(hosts.begin(), hosts.end(), host) != hosts.end()) {
      host += "#" + std::to_string(hosts.size());
    }
    hosts.push_back(host);
  }
  return hosts;
}

std::string WriteShiviz(const Trace& trace, const TextOptions&) {
  const std::vector<std::string> hosts = Hosts(trace);
  using Clock = std::vector<int>;
  std::vector<Clock> of_task(hosts.size(), Clock(hosts.size(), 0)), of_step;
  std::string text;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    const TraceStep& step = trace.steps[i];
    Clock& clock = of_task[step.task];
    for (const TraceEdge& edge : step.after) {
      const Clock& earlier = of_step[edge.step];
      for (std::size_t j = 0; j < clock.size(); ++j) clock[j] = std::max(clock[j], earlier[j]);
    }
    ++clock[step.task];
    of_step.push_back(clock);
    nlohmann::ordered_json json = nlohmann::ordered_json::object();
    for (std::size_t j = 0; j < clock.size(); ++j) {
      if (clock[j] > 0) json[hosts[j]] = clock[j];
    }
    text += fmt::format("{} {}\n{}\n", hosts[step.task],
                        json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                        StepWords(trace, i));
  }
  return text;
}

HEDDLE_TRACE_FORMAT(shiviz, {.name = "shiviz",
                             .summary = "a log with vector clocks for ShiViz",
                             .write = WriteShiviz});

}  // namespace

}  // namespace heddle::internal
