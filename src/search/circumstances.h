#ifndef HEDDLE_SRC_SEARCH_CIRCUMSTANCES_H_
#define HEDDLE_SRC_SEARCH_CIRCUMSTANCES_H_

#include <heddle/explanation.h>

#include <vector>

#include "src/program/lessons.h"
#include "src/program/transition.h"

namespace heddle::internal {

/// Notes in `explanation` what lies behind the violation of the execution that `transitions` are:
/// the accesses of a race, who waits for whom, and the notification that came too early.
void NoteCircumstances(const Scenario& scenario, const Parameters& parameters, const Trace& trace,
                       const std::vector<Transition>& transitions, const Lessons& lessons,
                       Explanation& explanation);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_CIRCUMSTANCES_H_
