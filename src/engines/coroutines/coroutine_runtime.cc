#include "src/engines/coroutines/coroutine_runtime.h"

#include <heddle/console.h>

#include <atomic>
#include <chrono>
#include <random>
#include <vector>

#include "src/engines/cooperative.h"
#include "src/engines/pace.h"
#include "src/engines/perturbation.h"
#include "src/engines/printing.h"
#include "src/engines/recording.h"

namespace heddle {

namespace {

class CoroutineRuntime final : public CooperativeScheduler {
 public:
  explicit CoroutineRuntime(const RunOptions& options)
      : options_(options), chance_(options.seed, 0) {}

  bool Watches(std::string_view observer) const override { return observer == options_.observe; }
  bool RunsForReal() const override { return true; }

  RunResult Run(const Scenario& scenario, const Parameters& parameters) {
    Start(scenario, parameters, options_.observe);
    for (TaskId task = 0; !failure() && FindNext(task);) {
      const int choice = chance_.Draw(Choices(task));
      if (options_.record) recorded_.push_back(RecordedStep::Of(Pending(task), task, choice));
      Step(task, choice);
    }
    RunResult result;
    if (failure()) {
      result.violation = failure();
    } else {
      result = Judge(*this, Unfinished(), options_.observe);
    }
    if (options_.record) {
      result.trace = TraceOfRun(scenario, parameters, options_, *this, recorded_, result);
    }
    return result;
  }

 private:
  /// Finds who goes next, from `task` on, and lets time pass if need be. False if nobody can go on.
  bool FindNext(TaskId& task) {
    for (;;) {
      std::vector<TaskId> ready;
      for (int i = 0; i < task_count(); ++i) {
        const TaskId candidate = (task + i) % task_count();
        if (!CanGoOn(candidate)) continue;
        ready.push_back(candidate);
        if (!options_.seed) break;
      }
      if (!ready.empty()) {
        task = ready[chance_.Draw(static_cast<int>(ready.size()))];
        return true;
      }
      const auto next = NextAwakening();
      if (!next) return false;
      SleepAtPace(std::chrono::microseconds(*next - NowMicroseconds()), options_.pace, never_);
      PassTimeTo(*next);
      task = (task + 1) % task_count();  // it has waited: its turn is over
    }
  }

  void Performed(TaskId, const Operation& operation) override {
    if (dynamic_cast<const Console*>(operation.object) == nullptr) return;
    WritePiece(options_.output_fd,
               static_cast<const Console::PrintOperation&>(operation).NextPiece(-1), never_);
  }

  const RunOptions& options_;
  Perturbation chance_;
  const std::atomic<bool> never_{false};  // there is nobody to stop the run
  std::vector<RecordedStep> recorded_;
};

}  // namespace

RunResult RunOnCoroutines(const Scenario& scenario, const Parameters& parameters,
                          const RunOptions& options) {
  return CoroutineRuntime(options).Run(scenario, parameters);
}

}  // namespace heddle
