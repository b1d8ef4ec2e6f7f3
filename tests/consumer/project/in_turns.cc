// A strategy of one's own: one execution, in which the tasks take turns.

#include <cstdint>
#include <memory>

#include "src/search/search_strategy.h"

namespace {

void ExploreInTurns(heddle::Search& search) {
  heddle::Execution& execution = *search.Hold(std::make_shared<heddle::Execution>(search));
  for (int task = -1; execution.GoesOn() && !execution.failed();) {
    const std::uint64_t enabled = search.world().enabled();
    do {
      task = (task + 1) % 64;
    } while ((enabled >> task & 1) == 0);
    execution.Step({static_cast<std::uint8_t>(task), 0});
    if (search.done()) return;
  }
  execution.End();
}

HEDDLE_SEARCH_STRATEGY(in_turns, ExploreInTurns,
                       {.name = "in-turns", .visits = "one execution, in which tasks take turns"});

}  // namespace
