#ifndef HEDDLE_SRC_SEARCH_REHEARSAL_H_
#define HEDDLE_SRC_SEARCH_REHEARSAL_H_

#include <heddle/parameters.h>
#include <heddle/scenario.h>

#include <string>

namespace heddle::internal {

/// Runs a few short executions of `scenario`, each several times, the second time only half, so
/// that it is left in its midst. It throws UsageError if a step changes a static variable, were it
/// changed back later, or if, by the same steps, something else is done than the time before: then
/// the scenario keeps something where it does not go back in time with its world (on the ordinary
/// heap, in a file), or does not depend on its steps alone (random numbers, a clock).
///
/// To be called when the scenario has been run before: what is made once and for all is made by
/// then. Where a step does not come to its end, or there can be no worlds in arenas, it says
/// nothing.
void Rehearse(const Scenario& scenario, const Parameters& parameters, const std::string& observer);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_REHEARSAL_H_
