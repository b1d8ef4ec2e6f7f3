#ifndef HEDDLE_SRC_SEARCH_MINIMISE_H_
#define HEDDLE_SRC_SEARCH_MINIMISE_H_

#include <heddle/explanation.h>
#include <heddle/explore.h>

#include <vector>

#include "src/guard/step_watch.h"
#include "src/program/lessons.h"
#include "src/program/transition.h"

namespace heddle::internal {

/// What is known of an execution beside its trace.
struct MetExecution {
  int steps = 0;
  int switches = 0;
  /// What the search knew that has met it.
  Lessons lessons = {};
};

/// As the public Minimise, of a trace that `met` says more about.
/// @param watch  is set for what is run here, and then for what takes any time.
MinimalTrace MinimiseMet(const Scenario& scenario, const Parameters& parameters, const Trace& trace,
                         const MetExecution& met, const ExplainBudget& budget, StepWatch& watch);

/// Minimises the counterexample of `result`, if there is one and `options` ask for it.
void MinimiseCounterexample(const Scenario& scenario, const Parameters& parameters,
                            const ExploreOptions& options, const MetExecution& met,
                            StepWatch& watch, Exploration& result);

/// The same of the execution that reaches what is looked for.
void MinimiseReached(const Scenario& scenario, const Parameters& parameters,
                     const ExploreOptions& options, const MetExecution& met, StepWatch& watch,
                     Exploration& result);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_MINIMISE_H_
