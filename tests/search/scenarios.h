#ifndef HEDDLE_TESTS_SEARCH_SCENARIOS_H_
#define HEDDLE_TESTS_SEARCH_SCENARIOS_H_

#include <heddle/explore.h>
#include <heddle/scenario.h>
#include <heddle/scheduler.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace heddle::internal {

/// A scenario without parameters. `observers` are the names of those that `set_up` offers.
inline Scenario Program(std::function<void(Scheduler&)> set_up,
                        const std::vector<std::string>& observers = {}) {
  Scenario scenario;
  scenario.name = "program";
  for (const std::string& name : observers) scenario.observers.push_back({name, ""});
  scenario.set_up = [set_up = std::move(set_up)](Scheduler& scheduler, const Parameters&) {
    set_up(scheduler);
  };
  return scenario;
}

inline Exploration Explore(const Scenario& scenario, const ExploreOptions& options) {
  return Explore(scenario, scenario.Configure({}), options);
}

/// Explores to the end, past violations.
inline Exploration ExploreAllOf(const Scenario& scenario, Strategy strategy,
                                const std::string& observer = "") {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = observer;
  options.keep_going = true;
  return Explore(scenario, options);
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_SCENARIOS_H_
