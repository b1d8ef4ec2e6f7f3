#include "src/engines/threads/thread_runtime.h"

#include <heddle/clock.h>
#include <heddle/console.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "src/engines/threads/native_atomic.h"
#include "src/engines/threads/native_barrier.h"
#include "src/engines/threads/native_latch.h"
#include "src/engines/threads/native_shared_mutex.h"
#include "src/engines/threads/native_timed.h"
#include "src/engines/threads/thread_objects.h"
#include "src/engines/verdict.h"
#include "src/program/judge.h"

namespace heddle::internal {

namespace {

class ThreadRuntime final : public Executor {
 public:
  explicit ThreadRuntime(const RunOptions& options) : options_(options), run_(options) {}
  ~ThreadRuntime() override { program().Clear(); }

  bool Watches(std::string_view observer) const override { return observer == options_.observe; }
  bool RunsForReal() const override { return true; }
  std::int64_t NowMicroseconds() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start_)
        .count();
  }

  RunResult Run(const Scenario& scenario, const Parameters& parameters) {
    SetUp(program(), scenario, parameters, options_.observe);
    MakeWorkers();
    MakeObjects();
    const std::vector<Waiting> waiting = RunWorkers();
    RunResult result;
    if (failure_) {
      result.violation = failure_;
    } else {
      for (const Waiting& one : waiting) seen_by_objects_[one.task].finished = false;
      result = Judge(program(), waiting, options_.observe);
    }
    if (options_.record) {
      result.trace = TraceOfRun(scenario, parameters, options_, program(), run_.recorded, result);
    }
    return result;
  }

  void PerformAtOnce(TaskState& state) override {
    Worker& worker = *workers_[state.id];
    Operation& operation = *state.pending;
    PerformToEnd(
        operation,
        [&] {
          run_.ThrowIfStopping();
          worker.chance.Disturb();
          program().RequireAlive(operation, state.id);
          return natives_[operation.object->id()]->Step(operation, worker);
        },
        [&](std::exception_ptr thrown) { Fail(state, std::move(thrown)); });
  }

  void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept override {
    Fail(state, std::move(failure));
  }

 private:
  void MakeObjects() {
    const auto one_gate = options_.record ? std::make_shared<Gate>() : nullptr;
    for (Object* object : program().objects()) natives_.push_back(MakeNative(*object, one_gate));
  }

  // A recorded run takes its steps one by one, under one gate.
  std::unique_ptr<NativeObject> MakeNative(Object& object, const std::shared_ptr<Gate>& one_gate) {
    if (dynamic_cast<Clock*>(&object) != nullptr) return std::make_unique<Sleeper>(run_, one_gate);
    if (object.traits().waits_for_time) {
      throw UsageError(std::string("real threads cannot wait for the time of '") + object.name() +
                       "': only a Clock can make them sleep");
    }
    if (one_gate != nullptr) return std::make_unique<Monitor>(run_, object, one_gate);
    if (auto* atomic = dynamic_cast<AtomicBase*>(&object)) {
      return std::make_unique<NativeAtomic>(run_, *atomic, program().task_count());
    }
    if (auto* mutex = dynamic_cast<Mutex*>(&object)) {
      return std::make_unique<NativeMutex>(run_, *mutex);
    }
    if (auto* mutex = dynamic_cast<SharedMutex*>(&object)) {
      return std::make_unique<NativeSharedMutex>(run_, *mutex);
    }
    if (auto* latch = dynamic_cast<Latch*>(&object)) {
      return std::make_unique<NativeLatch>(run_, *latch);
    }
    if (auto* barrier = dynamic_cast<Barrier*>(&object)) {
      return std::make_unique<NativeBarrier>(run_, *barrier);
    }
    if (auto* timer = dynamic_cast<Timer*>(&object)) {
      return std::make_unique<NativeTimer>(run_, *timer);
    }
    if (auto* condition = dynamic_cast<TimedCondition*>(&object)) {
      return std::make_unique<NativeTimedCondition>(run_, *condition, program().task_count(),
                                                    natives_);
    }
    if (auto* condition = dynamic_cast<Condition*>(&object)) {
      return std::make_unique<NativeCondition>(run_, *condition, program().task_count(), natives_);
    }
    const auto* console = dynamic_cast<const Console*>(&object);
    if (console != nullptr && !console->keeps_text()) return std::make_unique<Printer>(run_);
    if (object.traits().needs_no_lock) return std::make_unique<Unguarded>();
    return std::make_unique<Monitor>(run_, object, std::make_shared<Gate>());
  }

  // Each coroutine gets a state of its own: the scheduler's, which objects ask whether a task has
  // ended, changes only under a lock.
  void MakeWorkers() {
    seen_by_objects_ = std::make_unique<TaskState[]>(program().task_count());
    program().BindTasks(seen_by_objects_.get(), /*perform_at_once=*/true);
    for (TaskId task = 0; task < program().task_count(); ++task) {
      workers_.push_back(std::make_unique<Worker>(task, options_.seed));
      TaskState& own = workers_.back()->state;
      own = seen_by_objects_[task];
      program().MoveTask(task, own);
    }
    running_ = program().task_count();
  }

  /// Runs the threads. Returns what those wait for that will never end.
  std::vector<Waiting> RunWorkers() {
    std::vector<std::jthread> threads;
    std::vector<Waiting> waiting;
    try {
      for (const auto& worker : workers_) {
        threads.emplace_back([this, &worker = *worker] { RunWorker(worker); });
      }
    } catch (...) {
      Stop();
      throw;
    }
    constexpr std::chrono::milliseconds kLook(10);
    std::unique_lock lock(ends_);
    while (running_ != 0 && !failure_ && waiting.empty()) {
      ended_.wait_for(lock, kLook, [&] { return running_ == 0 || failure_; });
      if (running_ != 0 && !failure_) waiting = FindStuck();
    }
    lock.unlock();
    Stop();
    return waiting;
  }

  void RunWorker(Worker& worker) {
    worker.state.body.Resume();
    {
      std::lock_guard lock(run_.ends);
      seen_by_objects_[worker.id].finished = true;
    }
    for (const auto& native : natives_) native->TaskEnded();
    std::unique_lock lock(ends_);
    worker_ended_ |= std::uint64_t{1} << worker.id;
    --running_;
    ended_.notify_all();
    if (worker.held.empty()) return;
    // Whoever waits for a mutex that its holder has taken to its end waits for ever, so the mutex
    // stays locked until the run is over.
    over_.wait(lock, [&] { return run_.stopping.load(std::memory_order_acquire); });
    while (!worker.held.empty()) worker.held.back()->GiveBack(worker);
  }

  /// Everybody who has not ended, if none of them can ever go on; or nobody. Called with `ends_`
  /// held.
  ///
  /// A thread does nothing between declaring that it waits and withdrawing that. So if all of them
  /// have declared it, with no change from the first look to the last, nothing has moved meanwhile;
  /// and if then each one's object says that it cannot go on, nothing ever will.
  std::vector<Waiting> FindStuck() {
    const std::vector<const Worker*> running = Running();
    const auto moves = [&running] {
      std::uint64_t sum = 0;
      for (const Worker* worker : running) sum += worker->moves.load(std::memory_order_acquire);
      return sum;
    };
    const std::uint64_t moves_before = moves();
    for (const Worker* worker : running) {
      NativeObject* object = worker->waits_for.load(std::memory_order_acquire);
      if (object == nullptr || !object->Blocks(worker->id)) return {};
    }
    if (moves() != moves_before) return {};
    std::vector<Waiting> waiting;
    for (const Worker* worker : running) {
      waiting.push_back(WaitingFor(worker->id, *worker->state.pending));
    }
    return waiting;
  }

  /// Those who have not ended. Called with `ends_` held.
  std::vector<const Worker*> Running() const {
    std::vector<const Worker*> running;
    for (const auto& worker : workers_) {
      if ((worker_ended_ >> worker->id & 1) == 0) running.push_back(worker.get());
    }
    return running;
  }

  /// Ends whatever still runs.
  void Stop() {
    {
      std::lock_guard lock(ends_);
      // Whoever sees it comes after what the run has looked at of the tasks.
      run_.stopping.store(true, std::memory_order_release);
    }
    over_.notify_all();
    for (const auto& native : natives_) native->Stop();
  }

  void Fail(TaskState& state, std::exception_ptr exception) {
    const auto failure = FailureOf(program().NameOf(state.id), std::move(exception));
    if (!failure) return;
    std::lock_guard lock(ends_);
    if (!failure_) failure_ = failure;
    ended_.notify_all();
  }

  const RunOptions& options_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  ThreadedRun run_;
  std::vector<std::unique_ptr<NativeObject>> natives_;
  std::unique_ptr<TaskState[]> seen_by_objects_;
  std::vector<std::unique_ptr<Worker>> workers_;

  // How the run stands. `ends_` guards what follows.
  std::mutex ends_;
  std::condition_variable ended_;  // a task has ended or failed
  std::condition_variable over_;   // the run is over
  int running_ = 0;
  std::uint64_t worker_ended_ = 0;  // a bit for each
  std::optional<Violation> failure_;
};

}  // namespace

RunResult RunOnThreads(const Scenario& scenario, const Parameters& parameters,
                       const RunOptions& options) {
  return ThreadRuntime(options).Run(scenario, parameters);
}

}  // namespace heddle::internal
