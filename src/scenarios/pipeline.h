#ifndef HEDDLE_SRC_SCENARIOS_PIPELINE_H_
#define HEDDLE_SRC_SCENARIOS_PIPELINE_H_

#include <heddle/channel.h>
#include <heddle/ghost.h>
#include <heddle/task.h>

#include "src/scenarios/number_list.h"
#include "src/scenarios/printer.h"

namespace heddle {

// The notebook's section "A pipeline": the stages of its cells, as they stand there.
// specs/semantics.md goes through the cells line by line.
//
// Not of the notebook is that nothing is printed where nobody wants it, and the list of what was
// consumed, which no stage looks at.

/// Notes what was consumed. More than there can be is wrong already; it need not all be kept.
inline void Note(Ghost<NumberList>& consumed, int number) {
  if (consumed.value.size() < NumberList::kMax) consumed.value.Push(number);
}

// ---- Using threads; using processes ----------------------------------------------------------
// `Queue` is whatever has Put and Get: a queue, or what is inside of one.

template <typename Queue>
Task<> Producer(Queue& intermediate_queue, Printer print, int items) {
  for (int i = 0; i < items; ++i) {
    co_await intermediate_queue.Put(i);  // Queue is thread safe
    if (print.on()) co_await print.Item("produced", i);
  }
  if (print.on()) co_await print.Done("producer");
}

template <typename Queue>
Task<> Intermediate(Queue& intermediate_queue, Queue& consumer_queue, Printer print, int items) {
  for (;;) {
    const int i = co_await intermediate_queue.Get();
    co_await consumer_queue.Put(i + 1);
    if (i == items - 1) break;
  }
  if (print.on()) co_await print.Done("intermediate");
}

template <typename Queue>
Task<> Consumer(Queue& consumer_queue, Printer print, int items, Ghost<NumberList>& consumed) {
  for (;;) {
    const int i = co_await consumer_queue.Get();
    Note(consumed, i);
    if (print.on()) co_await print.Item("consumed", i);
    if (i == items) break;
  }
  if (print.on()) co_await print.Done("consumer");
}

// ---- Using coroutines: pipeline.cc -----------------------------------------------------------

/// @param left_open  the consumer's channel, if the interpreter's end is a part of the program: it
/// then throws the consumer's generator away. Otherwise null.
Task<> ProducerCoroutine(Channel<int>& next_task, Printer print, int items,
                         Channel<int>* left_open);

/// @param closes  whether it closes the next stage; the notebook's does not.
Task<> IntermediateCoroutine(Channel<int>& own, Channel<int>& next_task, Printer print,
                             bool closes);

Task<> ConsumerCoroutine(Channel<int>& own, Printer print, Ghost<NumberList>& consumed);

}  // namespace heddle

#endif  // HEDDLE_SRC_SCENARIOS_PIPELINE_H_
