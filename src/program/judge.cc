#include "src/program/judge.h"

#include <fmt/format.h>
#include <heddle/parameters.h>

#include "src/trace/thrown.h"

namespace heddle::internal {

const Observer* SetUp(Program& program, const Scenario& scenario, const Parameters& parameters,
                      const std::string& observer) {
  try {
    scenario.SetUp(program, parameters);
  } catch (...) {
    RefuseSetUp(scenario.name);
  }
  return RequireObserver(program, scenario.name, observer);
}

const Observer* RequireObserver(const Program& program, const std::string& scenario,
                                const std::string& name) {
  if (name.empty()) return nullptr;
  if (const Observer* observer = program.FindObserver(name)) return observer;
  throw UsageError(
      fmt::format("{}: the observer '{}' does not go with these parameters", scenario, name));
}

std::optional<Violation> JudgeLeftover(const Program& program) {
  auto leftover = program.FindLeftover();
  if (!leftover) return {};
  return Violation{std::string(leftover->kind), std::move(leftover->words)};
}

}  // namespace heddle::internal
