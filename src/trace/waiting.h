#ifndef HEDDLE_SRC_TRACE_WAITING_H_
#define HEDDLE_SRC_TRACE_WAITING_H_

#include <heddle/object.h>
#include <heddle/program.h>
#include <heddle/trace.h>

#include <optional>
#include <string>
#include <vector>

namespace heddle::internal {

/// A task that is left at an end, where nobody can go on, and what it waits for.
struct Waiting {
  TaskId task;
  std::string operation;
  std::string object;
  Obstacle obstacle;
  bool may_wait = false;  ///< for ever: that is no fault
  bool spins = false;     ///< by a loop that reads and reads again
};

/// What `task`, which is about to do `operation` and cannot, waits for.
Waiting WaitingFor(TaskId task, const Operation& operation);

/// What is wrong with an end at which all tasks but `left` have ended: the one rule of every
/// engine. Tasks that may be
/// abandoned, or may wait for ever, count as ended. If there are others, the end is
///
/// - `endless` if one of them spins: nobody is left to write what it reads;
/// - otherwise a `lost-wakeup` if one of them waits on a condition of which a notification came
/// when nobody
///   waited;
/// - otherwise `unfinished` if only one is left and no task has what it waits for: it was never
///   told;
/// - otherwise a `deadlock`: several wait, or one for what some task has and never gives back.
std::optional<Violation> JudgeWaiting(const Program& program, const std::vector<Waiting>& left);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_WAITING_H_
