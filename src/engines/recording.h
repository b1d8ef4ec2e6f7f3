#ifndef HEDDLE_SRC_ENGINES_RECORDING_H_
#define HEDDLE_SRC_ENGINES_RECORDING_H_

#include <heddle/program.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <cstdint>
#include <span>

#include "src/engines/run_options.h"

namespace heddle::internal {

/// What a real run notes of each step, in the order in which they took effect.
struct RecordedStep {
  std::uint8_t task = 0;
  std::uint8_t choice = 0;
  std::uint16_t object = 0;

  static RecordedStep Of(const Operation& operation, TaskId task, int choice);
};

/// The trace of a real run: its steps are taken again, one by one, in the model, and written down
/// with what they read, wrote and changed. The result is a schedule that the explorer can replay.
///
/// What is no step there is left out: sleeps, unless time is virtual, and what is printed to a
/// console that a model without the observer "console" does not keep. Throws UsageError if the run
/// is not one of the model's, which only a scenario with virtual time can bring about: real sleeps
/// are never exact.
///
/// @param ran  what ran the scenario; its observers say whether there is one called "console".
Trace TraceOfRun(const Scenario& scenario, const Parameters& parameters, const RunOptions& options,
                 const Program& ran, std::span<const RecordedStep> steps, const RunResult& result);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RECORDING_H_
