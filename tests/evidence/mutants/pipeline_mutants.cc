// What protects the pipeline, taken away one thing at a time.

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "src/scenarios/pipeline_scenario.h"
#include "tests/evidence/mutants/broken_monitor.h"
#include "tests/evidence/mutants/mutant.h"

namespace heddle::internal {
namespace {

using Mutant = PipelineMutant;

const std::vector<std::string> kWords = {"none",           "if",           "no-notify",        //
                                         "no-notify-back", "early-notify", "wrong-condition",  //
                                         "unlocked-put",   "early-unlock", "no-unlock",        //
                                         "past-capacity",  "newest-first", "no-stop",          //
                                         "no-close",       "wrong-close"};

/// The intermediate stage, which does not know the last number.
template <typename Queue>
Task<> Endless(Queue& intermediate_queue, Queue& consumer_queue) {
  for (;;) {
    const int i = co_await intermediate_queue.Get();
    co_await consumer_queue.Put(i + 1);
  }
}

/// The producer, which does not close the next stage.
Task<> ProduceAndLeave(Channel<int>& next_task, Printer print, int items) {
  for (int i = 0; i < items; ++i) {
    co_await next_task.Send(i);
    if (print.on()) co_await print.Item("produced", i);
  }
  if (print.on()) co_await print.Done("producer");
}

/// The intermediate stage, which closes the channel before it.
Task<> CloseBackwards(Channel<int>& own, Channel<int>& next_task, Printer print) {
  for (;;) {
    const std::optional<int> i = co_await own.Receive();
    if (!i) break;
    co_await next_task.Send(*i + 1);
  }
  co_await own.Close();
  if (print.on()) co_await print.Done("intermediate");
}

void SpawnCoroutines(Scheduler& scheduler, const PipelineParts& parts, const Parameters& parameters,
                     Mutant mutant) {
  const auto& [items, print, consumed] = parts;
  auto& intermediate = scheduler.Make<Channel<int>>("to intermediate");
  auto& consumer = scheduler.Make<Channel<int>>("to consumer");
  Channel<int>* left_open = parameters.Is("close", "at-exit") ? &consumer : nullptr;
  const bool closes = parameters.Is("close", "complete");
  scheduler.Spawn("producer", mutant == Mutant::kNoClose
                                  ? ProduceAndLeave(intermediate, print, items)
                                  : ProducerCoroutine(intermediate, print, items, left_open));
  scheduler.Spawn("intermediate",
                  mutant == Mutant::kWrongClose
                      ? CloseBackwards(intermediate, consumer, print)
                      : IntermediateCoroutine(intermediate, consumer, print, closes));
  consumed.writer = scheduler.Spawn("consumer", ConsumerCoroutine(consumer, print, consumed));
}

void SpawnWithMonitors(Scheduler& scheduler, const PipelineParts& parts,
                       const Parameters& parameters, Mutant mutant) {
  auto& first =
      scheduler.Make<BrokenMonitor>(BrokenMonitor{MakeMonitor(scheduler, parameters, 1), mutant});
  auto& second =
      scheduler.Make<BrokenMonitor>(BrokenMonitor{MakeMonitor(scheduler, parameters, 2), mutant});
  SpawnStages(scheduler, first, second, parts);
  for (const BrokenMonitor* monitor : {&first, &second}) {
    StateCapacity(scheduler, monitor->whole.list, monitor->whole.capacity);
  }
}

void SpawnWithQueues(Scheduler& scheduler, const PipelineParts& parts, const Parameters& parameters,
                     Mutant mutant) {
  const auto& [items, print, consumed] = parts;
  const int capacity = static_cast<int>(parameters.Number("capacity"));
  auto& first = scheduler.Make<Queue<int>>("queue 1", capacity);
  auto& second = scheduler.Make<Queue<int>>("queue 2", capacity);
  scheduler.Spawn("producer", Producer(first, print, items));
  scheduler.Spawn("intermediate", mutant == Mutant::kNoStop
                                      ? Endless(first, second)
                                      : Intermediate(first, second, print, items));
  consumed.writer = scheduler.Spawn("consumer", Consumer(second, print, items, consumed));
  for (const Queue<int>* queue : {&first, &second}) StateCapacity(scheduler, *queue);
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const auto mutant = MutantIn<Mutant>(parameters, kWords);
  const PipelineParts parts(scheduler, parameters);
  if (parameters.Is("model", "coroutines")) {
    SpawnCoroutines(scheduler, parts, parameters, mutant);
  } else if (parameters.Is("queue", "monitor")) {
    SpawnWithMonitors(scheduler, parts, parameters, mutant);
  } else {
    SpawnWithQueues(scheduler, parts, parameters, mutant);
  }
  StateProperties(scheduler, parts, parameters);
}

/// What is wrong with the mutant where it is: it would break nothing that there is.
Failure Refuse(const Parameters& parameters) {
  if (const Failure failure = RefusePipeline(parameters)) return failure;
  using enum PipelineMutant;
  const auto mutant = MutantIn<Mutant>(parameters, kWords);
  const bool coroutines = parameters.Is("model", "coroutines");
  const auto only_for = [&](const char* where) {
    return fmt::format("mutant={} is for {}", parameters.Word("mutant"), where);
  };
  if (parameters.Is("queue", "spsc")) return "queue=spsc has no mutants";
  if (mutant == kNone) return {};
  if (mutant == kNoClose && !coroutines) return only_for("model=coroutines");
  if (mutant == kWrongClose && (!coroutines || !parameters.Is("close", "complete"))) {
    return only_for("model=coroutines with close=complete");
  }
  if (mutant == kNoStop && coroutines) return only_for("model=threads or processes");
  if (mutant >= kNoStop) return {};
  if (!parameters.Is("queue", "monitor")) return only_for("queue=monitor");
  const bool bounded = parameters.Number("capacity") != 0;
  if ((mutant == kNoNotifyBack || mutant == kWrongCondition || mutant == kPastCapacity) &&
      !bounded) {
    return only_for("a queue with a capacity");
  }
  return {};
}

HEDDLE_SCENARIO(pipeline_mutants, MutantsOf(PipelineScenario(), kWords, SetUp, Refuse));

}  // namespace
}  // namespace heddle::internal
