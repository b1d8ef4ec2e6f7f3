#ifndef HEDDLE_SRC_HEDDLE_TRACE_H_
#define HEDDLE_SRC_HEDDLE_TRACE_H_

#include <heddle/parameters.h>
#include <heddle/violation_kind.h>

#include <optional>
#include <string>
#include <utility>
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
  std::string object;     ///< the object's name
  std::string value;      ///< what was read, written or moved; may be empty
  std::string file;       ///< the source line that the task was at
  int line = 0;
  /// Why this task goes, where another one went before ("preempts first", "first waits: lock
  /// guard", "first has ended"); empty if it just goes on.
  std::string reason;
  /// The objects that hold something else after the step than before: name and new contents.
  std::vector<std::pair<std::string, std::string>> changes;

  friend bool operator==(const TraceStep&, const TraceStep&) = default;
};

/// One execution, from whichever engine: enough to show it, and to run it again step by step.
struct Trace {
  /// The version of the file format; another is refused.
  static constexpr int kVersion = 1;

  std::string scenario;
  std::vector<Parameters::Value> parameters;
  /// The observer that was on, or empty. It matters for running the trace again: what nobody
  /// observes need not be a step.
  std::string observer;
  /// What recorded it: "heddle" (the explorer), "relacy", "threads", "processes", "coroutines".
  std::string engine;
  std::vector<std::string> tasks;
  /// Every object's contents at the start, where it has any to show: name and contents.
  std::vector<std::pair<std::string, std::string>> objects;
  std::vector<TraceStep> steps;
  /// The observer's value at the end, if one was on and the execution ended.
  std::optional<std::string> outcome;
  std::optional<Violation> violation;

  friend bool operator==(const Trace&, const Trace&) = default;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TRACE_H_
