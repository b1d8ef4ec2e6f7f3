#include "tests/scenarios/runs.h"

#include <fcntl.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <stdexcept>
#include <utility>

namespace heddle::internal {

Exploration ExploreWith(std::string_view name, const Settings& settings, ExploreOptions options) {
  const Scenario& scenario = FindScenario(name);
  options.keep_going = true;
  options.list_outcomes = 1'000'000;
  return Explore(scenario, scenario.Configure(settings), options);
}

Texts OutcomesOf(std::string_view name, const Settings& settings, std::string observer,
                 Strategy strategy, Memory memory) {
  ExploreOptions options;
  options.observe = std::move(observer);
  options.strategy = strategy;
  options.memory = memory;
  const Exploration explored = ExploreWith(name, settings, options);
  if (!explored.complete_sc && explored.half_checked.empty())
    throw std::runtime_error("incomplete: " + explored.remark);
  Texts outcomes;
  for (const Outcome& outcome : explored.outcomes.value()) outcomes.insert(outcome.value);
  return outcomes;
}

RunResult RunReal(std::string_view name, const Settings& settings, RunOptions options) {
  const Scenario& scenario = FindScenario(name);
  options.pace = 0;
  options.output_fd = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  RunResult result = Run(scenario, scenario.Configure(settings), options);
  ::close(options.output_fd);
  return result;
}

int Draw(int least, int most) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(least, most + 1));
}

}  // namespace heddle::internal
