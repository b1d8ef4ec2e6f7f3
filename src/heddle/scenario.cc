#include <fmt/format.h>
#include <heddle/scenario.h>

#include <stdexcept>

namespace heddle {

namespace {

std::map<std::string, Scenario, std::less<>>& Registry() {
  static std::map<std::string, Scenario, std::less<>> registry;
  return registry;
}

}  // namespace

void Scenario::SetUp(Program& program, const Parameters& chosen) const {
  internal::SetUpStack here;
  set_up(program.scheduler(), chosen);
}

Parameters Scenario::Configure(const std::map<std::string, std::string>& given) const {
  Parameters configured(name, parameters, given);
  if (refuse) {
    if (const Failure failure = refuse(configured)) {
      throw UsageError(fmt::format("{}: {}", name, *failure));
    }
  }
  return configured;
}

void Scenario::RequireObserver(std::string_view wanted) const {
  std::vector<std::string> names;
  for (const ObserverSpec& observer : observers) {
    if (observer.name == wanted) return;
    names.push_back(observer.name);
  }
  throw UsageError(
      fmt::format("{} has no observer '{}'{}", name, wanted, DidYouMean(wanted, names)));
}

ScenarioRegistration::ScenarioRegistration(Scenario scenario) {
  const std::string name = scenario.name;
  if (!Registry().emplace(name, std::move(scenario)).second) {
    throw std::logic_error("two scenarios are called '" + name + "'");
  }
}

const std::map<std::string, Scenario, std::less<>>& RegisteredScenarios() { return Registry(); }

const Scenario& FindScenario(std::string_view name) {
  if (const auto found = Registry().find(name); found != Registry().end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, scenario] : Registry()) names.push_back(known);
  throw UsageError(fmt::format("there is no scenario '{}'{}", name, DidYouMean(name, names)));
}

}  // namespace heddle
