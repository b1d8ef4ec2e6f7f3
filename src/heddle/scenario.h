#ifndef HEDDLE_SRC_HEDDLE_SCENARIO_H_
#define HEDDLE_SRC_HEDDLE_SCENARIO_H_

#include <heddle/parameters.h>
#include <heddle/scheduler.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

/// A small concurrent program, written once, whatever runs it.
struct Scenario {
  /// What an observer is called, and what it shows.
  struct ObserverSpec {
    std::string name;
    std::string help;
  };

  std::string name;
  std::string summary;
  std::vector<ParameterSpec> parameters;
  std::vector<ObserverSpec> observers;
  /// Makes what is shared, spawns the tasks, and states what must hold. Runs once for each world,
  /// must do the same each time, and must not change or own anything outside of what it makes (a
  /// static, a shared_ptr, a file): the explorer takes a world back in time, and leaves it without
  /// destroying it.
  std::function<void(Scheduler&, const Parameters&)> set_up;
  /// What is wrong with a combination of parameters, or nothing. May be empty.
  std::function<Failure(const Parameters&)> refuse;

  /// Calls `set_up`, which is not to be called in any other way.
  void SetUp(Program& program, const Parameters& parameters) const;
  /// Parameters for this scenario: `given`, checked and completed. Throws UsageError.
  Parameters Configure(const std::map<std::string, std::string>& given) const;
  /// Throws UsageError unless there is an observer `name`.
  void RequireObserver(std::string_view name) const;
};

/// Makes a scenario known by its name to whatever looks scenarios up. Registering a second one of
/// the same name throws std::logic_error.
class ScenarioRegistration {
 public:
  explicit ScenarioRegistration(Scenario scenario);
};

/// All registered scenarios, by name.
const std::map<std::string, Scenario, std::less<>>& RegisteredScenarios();

/// The registered scenario `name`. Throws UsageError, with the nearest name that exists.
const Scenario& FindScenario(std::string_view name);

/// At namespace scope: registers the scenario that the expression gives.
#define HEDDLE_SCENARIO(name, ...) \
  static const ::heddle::ScenarioRegistration heddle_scenario_##name(__VA_ARGS__)

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SCENARIO_H_
