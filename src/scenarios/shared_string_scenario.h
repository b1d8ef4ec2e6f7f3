#ifndef HEDDLE_SRC_SCENARIOS_SHARED_STRING_SCENARIO_H_
#define HEDDLE_SRC_SCENARIOS_SHARED_STRING_SCENARIO_H_

#include <heddle/cell.h>
#include <heddle/console.h>
#include <heddle/scenario.h>

#include "src/scenarios/shared_string.h"

namespace heddle {

/// The scenario `shared_string`: two tasks append letters to one string.
Scenario SharedStringScenario();

/// Who appends what, and how often.
struct Letters {
  explicit Letters(const Parameters& parameters);
  int first, second;  // how often
  char first_letter, second_letter;
};

/// What the tasks share, as the parameters have it.
Surroundings MakeSurroundings(Scheduler& scheduler, const Parameters& parameters);

// What must hold of it, and what counts as an outcome.

/// That no letter is lost, and none comes from nowhere.
void StateProperties(Scheduler& scheduler, const Cell<Text>& a, const Letters& letters);
/// That the last line is the final string: the main program has waited for both tasks.
void StateLastLine(Scheduler& scheduler, const Cell<Text>& a, const Console& console);
/// The observers `string` and `length`.
void ObserveString(Scheduler& scheduler, const Cell<Text>& a);
void ObserveLength(Scheduler& scheduler, const Cell<Text>& a);
/// The observer `console`. Of the manager's it also says what the console can still become.
void ObserveConsole(Scheduler& scheduler, const Console& console);
void ObserveManagersConsole(Scheduler& scheduler, const Cell<Text>& a, const Console& console);
/// The observer `unfinished`: the tasks that have not returned.
void ObserveUnfinished(Scheduler& scheduler);
/// The observer `copies`: the string as each process has it.
void ObserveCopies(Scheduler& scheduler, const Shared<Text>& a);

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_SHARED_STRING_SCENARIO_H_
