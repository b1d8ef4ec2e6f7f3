#ifndef HEDDLE_SRC_HEDDLE_HEDDLE_H_
#define HEDDLE_SRC_HEDDLE_HEDDLE_H_

// All that a user may rely on, but for the matchers of GoogleTest, which are <heddle/gtest.h>:
//
//     #include <heddle/heddle.h>
//
//     void SetUp(heddle::Scheduler& scheduler) { ... }
//     int main() { std::cout << heddle::Check(SetUp); }

#include <heddle/atomic.h>
#include <heddle/atomic_base.h>
#include <heddle/barrier.h>
#include <heddle/body.h>
#include <heddle/cell.h>
#include <heddle/channel.h>
#include <heddle/check.h>
#include <heddle/choice.h>
#include <heddle/choice_kind.h>
#include <heddle/clock.h>
#include <heddle/condition.h>
#include <heddle/console.h>
#include <heddle/executor.h>
#include <heddle/explanation.h>
#include <heddle/explore.h>
#include <heddle/fence.h>
#include <heddle/fifo.h>
#include <heddle/fixed_string.h>
#include <heddle/footprint.h>
#include <heddle/format_value.h>
#include <heddle/ghost.h>
#include <heddle/heap.h>
#include <heddle/join.h>
#include <heddle/latch.h>
#include <heddle/maker.h>
#include <heddle/managed.h>
#include <heddle/memory.h>
#include <heddle/mutex.h>
#include <heddle/object.h>
#include <heddle/object_traits.h>
#include <heddle/operation.h>
#include <heddle/outcome.h>
#include <heddle/parameters.h>
#include <heddle/program.h>
#include <heddle/queue.h>
#include <heddle/reach.h>
#include <heddle/scenario.h>
#include <heddle/scheduler.h>
#include <heddle/semaphore.h>
#include <heddle/shared.h>
#include <heddle/shared_mutex.h>
#include <heddle/spawner.h>
#include <heddle/state_machine.h>
#include <heddle/strategy.h>
#include <heddle/task.h>
#include <heddle/task_state.h>
#include <heddle/timed_condition.h>
#include <heddle/timer.h>
#include <heddle/trace.h>
#include <heddle/trace_format.h>
#include <heddle/trace_order.h>
#include <heddle/violation_kind.h>

#endif  // HEDDLE_SRC_HEDDLE_HEDDLE_H_
