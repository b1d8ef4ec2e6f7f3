// Which parameters of the pipeline do not go together.

#include <fmt/format.h>

#include "src/scenarios/pipeline_scenario.h"

namespace heddle {

Failure RefusePipeline(const Parameters& parameters) {
  const std::string& model = parameters.Word("model");
  if (model == "coroutines") {
    if (!parameters.Is("queue", "atomic") || parameters.Number("capacity") != 0) {
      return "coroutines have no queue: leave out queue and capacity";
    }
  } else if (!parameters.Is("close", "as-is")) {
    return fmt::format("close={} is for model=coroutines: a queue is not closed",
                       parameters.Word("close"));
  }
  if (model == "processes" && !parameters.Is("queue", "atomic")) {
    return fmt::format("queue={} is for model=threads: processes do not share its memory",
                       parameters.Word("queue"));
  }
  if (parameters.Is("queue", "spsc") && parameters.Number("capacity") > Ring::kMaxCells) {
    return fmt::format("a ring of queue=spsc has at most {} cells", Ring::kMaxCells);
  }
  if (!parameters.Is("queue", "spsc") && parameters.Is("order", "relaxed")) {
    return "order=relaxed is for queue=spsc: nothing else has an atomic";
  }
  return {};
}

}  // namespace heddle
