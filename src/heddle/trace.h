#ifndef HEDDLE_SRC_HEDDLE_TRACE_H_
#define HEDDLE_SRC_HEDDLE_TRACE_H_

#include <heddle/parameters.h>
#include <heddle/trace_order.h>
#include <heddle/violation_kind.h>

#include <optional>
#include <string>
#include <vector>

namespace heddle {

/// What went wrong in an execution.
struct Violation {
  /// The name of a ViolationKind: "deadlock".
  std::string kind;
  /// One line, in words.
  std::string message;

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// Why a task goes, where another one went before.
struct TraceReason {
  /// "preempts": the other could have gone on; "waits": it could not; "ended": it has ended.
  std::string kind;
  int task = 0;       ///< the other, by its place in Trace::tasks
  std::string words;  ///< "preempts first", "first waits: lock 'guard'", "first has ended"

  friend bool operator==(const TraceReason&, const TraceReason&) = default;
};

/// What orders a step after an earlier one of another task.
struct TraceEdge {
  int step = 0;  ///< the earlier one, by its place in Trace::steps
  TraceOrder order = TraceOrder::kConflict;

  friend bool operator==(const TraceEdge&, const TraceEdge&) = default;
};

/// What an object holds.
struct TraceChange {
  int object = 0;  ///< by its place in Trace::objects
  std::string value;

  friend bool operator==(const TraceChange&, const TraceChange&) = default;
};

/// An object that tasks share.
struct TraceObject {
  std::string name;
  std::string sort;   ///< what it is, in a word: "condition" (Object::Sort)
  std::string value;  ///< what it holds at the start; empty where there is nothing to show

  friend bool operator==(const TraceObject&, const TraceObject&) = default;
};

/// One step of an execution: a task performed one step of an operation.
struct TraceStep {
  /// The task, by its place in Trace::tasks.
  int task = 0;
  /// In which way, where the operation can be performed in several; otherwise 0. Of the load of an
  /// atomic: how many stores back the one is whose value it read (weak memory).
  int choice = 0;
  /// What was decided by that, in a word (ChoiceKind): "wakeup", "spurious"; empty where there was
  /// nothing to decide.
  std::string choice_kind;
  std::string operation;  ///< "lock", "store"
  int object = -1;        ///< by its place in Trace::objects; -1 if none is known
  std::string value;      ///< what was read, written or moved; may be empty
  std::string file;       ///< the source line that the task was at
  int line = 0;
  /// Why this task goes, where another one went before; nothing if it just goes on.
  std::optional<TraceReason> reason;
  /// The tasks that could have gone here, in the order of their numbers; empty if that is not
  /// known.
  std::vector<int> enabled;
  /// What orders it after steps of other tasks. (The steps of one task are in order anyway.)
  std::vector<TraceEdge> after;
  /// The objects that hold something else after the step than before, and what.
  std::vector<TraceChange> changes;

  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

/// One execution, from whichever engine: enough to show it, and to run it again step by step.
struct Trace {
  /// The version of the file format that is written. What is older is read, too.
  static constexpr int kVersion = 2;

  std::string scenario;
  std::vector<Parameters::Value> parameters;
  /// The observer that was on, or empty. It matters for running the trace again: what nobody
  /// observes need not be a step.
  std::string observer;
  /// What recorded it: "heddle" (the explorer), "relacy", "threads", "processes", "coroutines".
  std::string engine;
  std::vector<std::string> tasks;
  /// All objects, in the order of their numbers.
  std::vector<TraceObject> objects;
  std::vector<TraceStep> steps;
  /// The observer's value at the end, if one was on and the execution ended.
  std::optional<std::string> outcome;
  std::optional<Violation> violation;

  /// The name of the object of a step; empty if none is known.
  std::string ObjectOf(const TraceStep& step) const {
    return step.object < 0 ? std::string() : objects.at(step.object).name;
  }

  friend bool operator==(const Trace&, const Trace&) = default;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TRACE_H_
