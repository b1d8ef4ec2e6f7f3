#ifndef HEDDLE_SRC_PROGRAM_RECORDER_H_
#define HEDDLE_SRC_PROGRAM_RECORDER_H_

#include <heddle/trace.h>

#include <optional>
#include <string>
#include <vector>

#include "src/program/machine.h"
#include "src/program/order_edges.h"
#include "src/program/transition.h"

namespace heddle::internal {

/// Writes an execution of a machine down, step by step: for each step Begin, then Performed when
/// the operation's effect is there and its task has not gone on, then End.
class Recorder {
 public:
  /// The machine must be at its beginning.
  Recorder(const Machine& machine, std::string engine);

  /// `transition` is about to be taken. @return the step, which End completes.
  TraceStep& Begin(Transition transition);
  void Performed(const Operation& operation);
  /// The machine has taken it: writes down what has changed.
  void End();

  Trace& trace() { return trace_; }
  const Trace& trace() const { return trace_; }

 private:
  std::optional<TraceReason> ReasonFor(TaskId task) const;

  const Machine& machine_;
  Trace trace_;
  OrderEdges edges_;
  std::vector<std::string> holds_;  // what each object holds, by its number
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_RECORDER_H_
