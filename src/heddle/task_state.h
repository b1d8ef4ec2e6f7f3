#ifndef HEDDLE_SRC_HEDDLE_TASK_STATE_H_
#define HEDDLE_SRC_HEDDLE_TASK_STATE_H_

#include <heddle/body.h>

#include <cstdint>

namespace heddle {

class Operation;
class Executor;

/// A task's number: its place in the order of spawning, from 0.
using TaskId = int;

/// How many tasks a scenario may have: sets of tasks are 64-bit masks.
inline constexpr int kMaxTasks = 64;

/// All that an engine knows of a task: the operation it waits to do, and how to resume it.
struct TaskState {
  Operation* pending = nullptr;
  Body body;
  Executor* executor = nullptr;
  std::int16_t id = 0;
  bool finished = false;
  /// The executor performs operations within the await (real threads and processes).
  bool performs_at_once = false;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TASK_STATE_H_
