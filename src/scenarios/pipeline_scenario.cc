// A pipeline of three stages: the second half of the notebook.
//
// What the stages do is in pipeline.h and pipeline.cc; here is what joins them. The producer makes
// the numbers from 0 on, the intermediate stage adds 1 to each, the consumer takes them.

#include "src/scenarios/pipeline_scenario.h"

#include <array>
#include <string>

namespace heddle {

namespace {

constexpr int kUsualRing = 2;  // how many cells a ring has if the capacity is left open

Printing PrintingOf(const Parameters& parameters) {
  if (parameters.Is("print", "off")) return Printing::kOff;
  return parameters.Is("print", "line") ? Printing::kLine : Printing::kPieces;
}

/// What the console keeps: all of it for an observer, the current line for an invariant. A real run
/// looks at its lines when it has ended, the explorer after every step.
Console::Keep KeepOf(const Scheduler& scheduler, const Parameters& parameters) {
  const bool whole_lines = parameters.Is("lines", "whole");
  if (scheduler.Watches("console") || (whole_lines && scheduler.RunsForReal())) {
    return Console::Keep::kAll;
  }
  return whole_lines ? Console::Keep::kCurrentLine : Console::Keep::kNothing;
}

int CapacityOf(const Parameters& parameters) {
  return static_cast<int>(parameters.Number("capacity"));
}

Ring MakeRing(Scheduler& scheduler, const Parameters& parameters, const std::string& number) {
  const bool relaxed = parameters.Is("order", "relaxed");
  const int capacity = CapacityOf(parameters);
  Ring ring{.cells = {},
            .capacity = capacity == 0 ? kUsualRing : capacity,
            .put_count = scheduler.Make<Atomic<int>>("put " + number),
            .got_count = scheduler.Make<Atomic<int>>("got " + number),
            .load_order = relaxed ? std::memory_order_relaxed : std::memory_order_acquire,
            .store_order = relaxed ? std::memory_order_relaxed : std::memory_order_release};
  for (int i = 0; i < ring.capacity; ++i) {
    ring.cells[i] = &scheduler.Make<Shared<int>>("cell " + number + "." + std::to_string(i));
  }
  return ring;
}

void SpawnCoroutines(Scheduler& scheduler, const PipelineParts& parts,
                     const Parameters& parameters) {
  const auto& [items, print, consumed] = parts;
  auto& intermediate = scheduler.Make<Channel<int>>("to intermediate");
  auto& consumer = scheduler.Make<Channel<int>>("to consumer");
  Channel<int>* left_open = parameters.Is("close", "at-exit") ? &consumer : nullptr;
  const bool closes = parameters.Is("close", "complete");
  scheduler.Spawn("producer", ProducerCoroutine(intermediate, print, items, left_open));
  scheduler.Spawn("intermediate", IntermediateCoroutine(intermediate, consumer, print, closes));
  consumed.writer = scheduler.Spawn("consumer", ConsumerCoroutine(consumer, print, consumed));
}

void SpawnWithMonitors(Scheduler& scheduler, const PipelineParts& parts,
                       const Parameters& parameters) {
  auto& first = scheduler.Make<Monitor>(MakeMonitor(scheduler, parameters, 1));
  auto& second = scheduler.Make<Monitor>(MakeMonitor(scheduler, parameters, 2));
  SpawnStages(scheduler, first, second, parts);
  for (const Monitor* monitor : {&first, &second}) {
    StateCapacity(scheduler, monitor->list, monitor->capacity);
  }
}

void SpawnWithRings(Scheduler& scheduler, const PipelineParts& parts,
                    const Parameters& parameters) {
  auto& first = scheduler.Make<Ring>(MakeRing(scheduler, parameters, "1"));
  auto& second = scheduler.Make<Ring>(MakeRing(scheduler, parameters, "2"));
  SpawnStages(scheduler, first, second, parts);
}

void SpawnWithQueues(Scheduler& scheduler, const PipelineParts& parts,
                     const Parameters& parameters) {
  auto& first = scheduler.Make<Queue<int>>("queue 1", CapacityOf(parameters));
  auto& second = scheduler.Make<Queue<int>>("queue 2", CapacityOf(parameters));
  SpawnStages(scheduler, first, second, parts);
  for (const Queue<int>* queue : {&first, &second}) StateCapacity(scheduler, *queue);
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const PipelineParts parts(scheduler, parameters);
  if (parameters.Is("model", "coroutines")) {
    SpawnCoroutines(scheduler, parts, parameters);
  } else if (parameters.Is("queue", "monitor")) {
    SpawnWithMonitors(scheduler, parts, parameters);
  } else if (parameters.Is("queue", "spsc")) {
    SpawnWithRings(scheduler, parts, parameters);
  } else {
    SpawnWithQueues(scheduler, parts, parameters);
  }
  StateProperties(scheduler, parts, parameters);
}

}  // namespace

PipelineParts::PipelineParts(Scheduler& scheduler, const Parameters& parameters)
    : items(static_cast<int>(parameters.Number("items"))),
      print{scheduler.Make<Console>("console", KeepOf(scheduler, parameters),
                                    static_cast<std::size_t>(32 * items + 64)),
            PrintingOf(parameters)},
      consumed(scheduler.Make<Ghost<NumberList>>("consumed")) {}

Monitor MakeMonitor(Scheduler& scheduler, const Parameters& parameters, int number) {
  const std::string end = " " + std::to_string(number);
  const int capacity = CapacityOf(parameters);
  return {scheduler.Make<Mutex>("mutex" + end),
          scheduler.Make<Condition>("not empty" + end),
          capacity > 0 ? &scheduler.Make<Condition>("not full" + end) : nullptr,
          scheduler.Make<Shared<NumberList>>("list" + end),
          capacity};
}

Scenario PipelineScenario() {
  return {
      .name = "pipeline",
      .summary = "three stages hand numbers on",
      .parameters =
          {
              ParameterSpec::Word("model", "what the stages are, and so what joins them",
                                  {"threads", "processes", "coroutines"}),
              ParameterSpec::Number("items", "how many numbers are produced", 10, 1,
                                    NumberList::kMax - 1),
              ParameterSpec::Word("queue",
                                  "a put or get is one operation, or what is inside of it: a "
                                  "monitor, or a ring with atomic counts (spsc)",
                                  {"atomic", "monitor", "spsc"}),
              ParameterSpec::Number("capacity",
                                    "how many numbers a queue holds; 0: any number (spsc: 2)", 0, 0,
                                    NumberList::kMax - 1),
              ParameterSpec::Word(
                  "print", "a line is printed in pieces, or whole, or not at all",
                  {"pieces", "line", "off"},
                  {{"model", "processes", "line"}, {"model", "coroutines", "line"}}),
              ParameterSpec::Word("close",
                                  "who closes the consumer's coroutine: nobody, the intermediate "
                                  "one, or the interpreter, which throws it away at its end",
                                  {"as-is", "complete", "at-exit"}),
              ParameterSpec::Word("lines", "whether a broken line is a violation",
                                  {"free", "whole"}),
              ParameterSpec::Word("order", "the memory orders of queue=spsc",
                                  {"acquire-release", "relaxed"}),
          },
      .observers = {{"consumed", "the numbers in the order in which they were consumed"},
                    {"console", "all that was printed"}},
      .set_up = SetUp,
      .refuse = RefusePipeline,
  };
}

HEDDLE_SCENARIO(pipeline, PipelineScenario());

}  // namespace heddle
