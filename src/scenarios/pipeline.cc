// The notebook's section "A pipeline", its last cell: the stages as coroutines. pipeline.h has the
// others.

#include "src/scenarios/pipeline.h"

#include <optional>

namespace heddle {

// ---- Using coroutines ------------------------------------------------------------------------
// There is no queue: a send runs the next stage until it asks for more. A stage that is closed is
// given nothing, where the notebook's catches GeneratorExit.

Task<> ProducerCoroutine(Channel<int>& next_task, Printer print, int items,
                         Channel<int>* left_open) {
  for (int i = 0; i < items; ++i) {
    co_await next_task.Send(i);
    if (print.on()) co_await print.Item("produced", i);
  }
  co_await next_task.Close();
  if (print.on()) co_await print.Done("producer");
  if (left_open != nullptr) co_await left_open->Close();
}

Task<> IntermediateCoroutine(Channel<int>& own, Channel<int>& next_task, Printer print,
                             bool closes) {
  for (;;) {
    const std::optional<int> i = co_await own.Receive();  // i = (yield)
    if (!i) break;
    co_await next_task.Send(*i + 1);
  }
  if (closes) co_await next_task.Close();
  if (print.on()) co_await print.Done("intermediate");
}

Task<> ConsumerCoroutine(Channel<int>& own, Printer print, Ghost<NumberList>& consumed) {
  for (;;) {
    const std::optional<int> i = co_await own.Receive();  // i = (yield)
    if (!i) break;
    Note(consumed, *i);
    if (print.on()) co_await print.Item("consumed", *i);
  }
  if (print.on()) co_await print.Done("consumer");
}

}  // namespace heddle
