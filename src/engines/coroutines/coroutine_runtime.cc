#include "src/engines/coroutines/coroutine_runtime.h"

#include <heddle/console.h>

#include <atomic>
#include <chrono>
#include <utility>
#include <vector>

#include "src/engines/pace.h"
#include "src/engines/perturbation.h"
#include "src/engines/printing.h"
#include "src/engines/recording.h"
#include "src/engines/verdict.h"
#include "src/program/machine.h"

namespace heddle::internal {

namespace {

class CoroutineRuntime final : public Machine {
 public:
  CoroutineRuntime(const Scenario& scenario, const Parameters& parameters,
                   const RunOptions& options)
      : Machine(scenario, parameters, options.observe),
        options_(options),
        chance_(options.seed, 0) {}

  bool RunsForReal() const override { return true; }
  void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept override {
    if (auto violation = FailureOf(program().NameOf(state.id), std::move(failure))) {
      EndBy(state, std::move(*violation));
    }
  }

  RunResult Run() {
    SetUp();
    BindTasks();
    for (TaskId task = 0; task < program().task_count(); ++task) states()[task].body.Resume();
    TaskId last = 0;
    while (!failure()) {
      const std::uint64_t enabled = PassTimeUntilEnabled();
      if (enabled == 0) break;
      last = Next(enabled, std::exchange(waited_, false) ? last + 1 : last);
      const int choice = chance_.Draw(Choices(last));
      if (options_.record) recorded_.push_back(RecordedStep::Of(pending(last), last, choice));
      TakeStepOf(last, choice, [this](const Operation& operation) { Print(operation); });
    }
    RunResult result;
    if (failure()) {
      result.violation = failure();
    } else {
      result = Judge(program(), Unfinished(), options_.observe);
    }
    if (options_.record) {
      result.trace = TraceOfRun(scenario(), parameters(), options_, program(), recorded_, result);
    }
    return result;
  }

 private:
  /// Who goes next, of the tasks that can: the first from `from` on, or any, by chance.
  TaskId Next(std::uint64_t enabled, TaskId from) {
    std::vector<TaskId> ready;
    for (int i = 0; i < program().task_count(); ++i) {
      const TaskId candidate = (from + i) % program().task_count();
      if ((enabled >> candidate & 1) == 0) continue;
      ready.push_back(candidate);
      if (!options_.seed) break;
    }
    return ready[chance_.Draw(static_cast<int>(ready.size()))];
  }

  void Print(const Operation& operation) {
    if (dynamic_cast<const Console*>(operation.object) == nullptr) return;
    WritePiece(options_.output_fd,
               static_cast<const Console::PrintOperation&>(operation).NextPiece(-1), never_);
  }

  void PassTimeTo(std::int64_t moment) override {
    SleepAtPace(std::chrono::microseconds(moment - NowMicroseconds()), options_.pace, never_);
    Machine::PassTimeTo(moment);
    waited_ = true;
  }

  const RunOptions& options_;
  Perturbation chance_;
  bool waited_ = false;                   // whoever went last: its turn is over
  const std::atomic<bool> never_{false};  // there is nobody to stop the run
  std::vector<RecordedStep> recorded_;
};

}  // namespace

RunResult RunOnCoroutines(const Scenario& scenario, const Parameters& parameters,
                          const RunOptions& options) {
  return CoroutineRuntime(scenario, parameters, options).Run();
}

}  // namespace heddle::internal
