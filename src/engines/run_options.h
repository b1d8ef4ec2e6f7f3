#ifndef HEDDLE_SRC_ENGINES_RUN_OPTIONS_H_
#define HEDDLE_SRC_ENGINES_RUN_OPTIONS_H_

#include <heddle/trace.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::internal {

/// How a scenario is run for real.
struct RunOptions {
  /// What its tasks become.
  enum class On { kThreads, kProcesses, kCoroutines };

  On on = On::kThreads;
  /// What sleeps are multiplied by; 0 is no sleep.
  double pace = 1.0;
  /// Perturbs the schedule: threads and processes yield or sleep a little before their steps,
  /// coroutines switch at every step. It also decides what a Choice gives; without it, chance does.
  std::optional<std::uint64_t> seed;
  /// Writes the run down as a trace. Real tasks then take their steps under one lock.
  bool record = false;
  /// The observer whose value is the outcome, or empty.
  std::string observe;
  /// Where what is printed goes, as it is printed.
  int output_fd = 1;
};

/// "threads", "processes" or "coroutines".
constexpr std::string_view NameOf(RunOptions::On on) {
  switch (on) {
    case RunOptions::On::kThreads:
      return "threads";
    case RunOptions::On::kProcesses:
      return "processes";
    default:
      return "coroutines";
  }
}

/// How a real run ended.
struct RunResult {
  /// What went wrong: a property, a misuse, an exception, tasks that wait for ever, a process that
  /// died.
  std::optional<Violation> violation;
  /// The observer's value at the end, if one was asked for and no task failed.
  std::optional<std::string> outcome;
  /// The run, if it was recorded.
  std::optional<Trace> trace;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_RUN_OPTIONS_H_
