#ifndef HEDDLE_SRC_PROGRAM_JUDGE_H_
#define HEDDLE_SRC_PROGRAM_JUDGE_H_

#include <heddle/program.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// How an execution begins and what is wrong with it, whoever executes it.

namespace heddle::internal {

/// Sets `scenario` up in `program`. Throws UsageError if that fails, or as RequireObserver does.
/// @return the observer that is on; null if `observer` is empty.
const Observer* SetUp(Program& program, const Scenario& scenario, const Parameters& parameters,
                      const std::string& observer);

/// The observer of `program` called `name`; null if the name is empty. Throws UsageError if the
/// program, which the scenario has set up with some parameters, does not offer it.
const Observer* RequireObserver(const Program& program, const std::string& scenario,
                                const std::string& name);

/// The first of `properties` that does not hold, as a violation of that kind; or nothing.
/// `ask(property)` checks one.
template <typename Ask>
std::optional<Violation> FirstFailing(const std::vector<Property>& properties, const char* kind,
                                      Ask ask) {
  for (const Property& property : properties) {
    if (const Failure failure = ask(property)) {
      return Violation{kind, property.name + ": " + *failure};
    }
  }
  return {};
}

/// What is left behind and must not be, as a violation; or nothing.
std::optional<Violation> JudgeLeftover(const Program& program);

/// What is wrong with an end: what is wrong with the tasks that have not ended (`unfinished()`),
/// then the first final property that fails (`ask(property)` checks one), then what is left behind
/// (`left_behind()`).
template <typename Unfinished, typename Ask, typename LeftBehind>
std::optional<Violation> JudgeEnd(const Program& program, Unfinished unfinished, Ask ask,
                                  LeftBehind left_behind) {
  if (auto stuck = unfinished()) return stuck;
  if (auto failing = FirstFailing(program.finals(), "final", ask)) return failing;
  return left_behind();
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_JUDGE_H_
