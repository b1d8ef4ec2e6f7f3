#ifndef HEDDLE_TESTS_EVIDENCE_LITERATURE_MAKING_H_
#define HEDDLE_TESTS_EVIDENCE_LITERATURE_MAKING_H_

#include <heddle/managed.h>
#include <heddle/parameters.h>
#include <heddle/scenario.h>
#include <heddle/scheduler.h>

#include <string>
#include <utility>
#include <vector>

// What the programs from the literature on stateless model checking have in common. Each registers
// itself as a scenario.

namespace heddle::literature {

/// A variable whose accesses are as dependent as those to plain memory, and are no data races.
using Variable = Managed<int>;

/// `n` objects, called by `prefix` and a number. Names must outlive the objects: these live as long
/// as the scenario.
template <typename T>
std::vector<T*> MakeSeveral(Scheduler& scheduler, const std::string& prefix, int n) {
  auto& names = scheduler.Make<std::vector<std::string>>();
  names.reserve(n);
  std::vector<T*> made;
  for (int i = 0; i < n; ++i) {
    names.push_back(prefix + std::to_string(i));
    made.push_back(&scheduler.Make<T>(names.back().c_str()));
  }
  return made;
}

/// A scenario of which nothing is observed.
inline Scenario Named(std::string name, std::string summary, std::vector<ParameterSpec> parameters,
                      void (*set_up)(Scheduler&, const Parameters&)) {
  Scenario scenario;
  scenario.name = std::move(name);
  scenario.summary = std::move(summary);
  scenario.parameters = std::move(parameters);
  scenario.set_up = set_up;
  return scenario;
}

/// How large the program is: the parameter `n`.
inline ParameterSpec Size(std::string help, std::int64_t standard, std::int64_t least,
                          std::int64_t most) {
  return ParameterSpec::Number("n", std::move(help), standard, least, most);
}
inline int SizeOf(const Parameters& parameters) { return static_cast<int>(parameters.Number("n")); }

}  // namespace heddle::literature

#endif  // HEDDLE_TESTS_EVIDENCE_LITERATURE_MAKING_H_
