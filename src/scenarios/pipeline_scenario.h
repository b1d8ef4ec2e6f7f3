#ifndef HEDDLE_SRC_SCENARIOS_PIPELINE_SCENARIO_H_
#define HEDDLE_SRC_SCENARIOS_PIPELINE_SCENARIO_H_

#include <heddle/ghost.h>
#include <heddle/queue.h>
#include <heddle/scenario.h>

#include "src/scenarios/monitor.h"
#include "src/scenarios/number_list.h"
#include "src/scenarios/pipeline.h"
#include "src/scenarios/printer.h"
#include "src/scenarios/ring.h"

namespace heddle {

/// The scenario `pipeline`: three stages hand numbers on.
Scenario PipelineScenario();

/// Why these parameters do not go together, or nothing.
Failure RefusePipeline(const Parameters& parameters);

/// What a pipeline has whatever joins its stages.
struct PipelineParts {
  PipelineParts(Scheduler& scheduler, const Parameters& parameters);
  int items;
  Printer print;
  Ghost<NumberList>& consumed;
};

/// The parts of a queue=monitor that is the first or the second one (`number`).
Monitor MakeMonitor(Scheduler& scheduler, const Parameters& parameters, int number);

template <typename Queue>
void SpawnStages(Scheduler& scheduler, Queue& intermediate_queue, Queue& consumer_queue,
                 const PipelineParts& parts) {
  const auto& [items, print, consumed] = parts;
  scheduler.Spawn("producer", Producer(intermediate_queue, print, items));
  scheduler.Spawn("intermediate", Intermediate(intermediate_queue, consumer_queue, print, items));
  consumed.writer = scheduler.Spawn("consumer", Consumer(consumer_queue, print, items, consumed));
}

// What must hold of it, and what counts as an outcome.

/// That every number is consumed, in order; whole lines, if that is wanted; and the observers.
void StateProperties(Scheduler& scheduler, const PipelineParts& parts,
                     const Parameters& parameters);
/// That a queue holds no more than its capacity, if it has one.
void StateCapacity(Scheduler& scheduler, const Queue<int>& queue);
void StateCapacity(Scheduler& scheduler, const Shared<NumberList>& list, int capacity);

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_PIPELINE_SCENARIO_H_
