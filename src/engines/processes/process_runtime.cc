#include "src/engines/processes/process_runtime.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "src/engines/perturbation.h"
#include "src/engines/printing.h"
#include "src/engines/processes/child_process.h"
#include "src/engines/processes/child_report.h"
#include "src/engines/processes/descriptor.h"
#include "src/engines/processes/process_objects.h"
#include "src/engines/verdict.h"
#include "src/program/judge.h"

namespace heddle::internal {

namespace {

class ProcessRuntime final : public Executor {
 public:
  explicit ProcessRuntime(const RunOptions& options) : options_(options) {}
  ~ProcessRuntime() override {
    StopAll();
    program().Clear();
  }

  bool Watches(std::string_view observer) const override { return observer == options_.observe; }
  bool RunsForReal() const override { return true; }
  std::int64_t NowMicroseconds() const override {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                 start_)
        .count();
  }

  RunResult Run(const Scenario& scenario, const Parameters& parameters) {
    SetUp(program(), scenario, parameters, options_.observe);
    tasks_ = std::make_unique<TaskState[]>(program().task_count());
    program().BindTasks(tasks_.get(), /*perform_at_once=*/true);
    for (TaskId task = 0; task < program().task_count(); ++task)
      chances_.emplace_back(options_.seed, task);
    objects_.emplace(scenario.name, program(), options_);
    done_ = MakePipe();
    ForkAll();
    StartThreads();
    const std::vector<Waiting> waiting = Supervise();
    if (!FailureSoFar() && !objects_->FetchManaged() && manager_) {
      manager_->Kill();
      Fail({"crash", manager_->Fate()});
    }
    StopAll();
    if (nobody_reads_) ::raise(SIGPIPE);  // to this process, too, as if it had printed that itself

    RunResult result;
    if (failure_) {
      result.violation = failure_;
    } else {
      for (Child& child : children_) {
        if (child.report) child.report->Deliver(child.task, program().objects());
      }
      objects_->FetchBoard();
      for (TaskId task = 0; task < program().task_count(); ++task) tasks_[task].finished = true;
      for (const Waiting& one : waiting) tasks_[one.task].finished = false;
      result = Judge(program(), waiting, options_.observe);
    }
    if (options_.record) {
      result.trace =
          TraceOfRun(scenario, parameters, options_, program(), objects_->recorded(), result);
    }
    return result;
  }

  // Runs in the process of the task: a child, or the parent.
  void PerformAtOnce(TaskState& state) override {
    Operation& operation = *state.pending;
    PerformToEnd(
        operation,
        [&] {
          if (stopping_.load(std::memory_order_relaxed)) throw Stopped();
          chances_[state.id].Disturb();
          return objects_->Step(operation, state.id, chances_[state.id], stopping_);
        },
        [&](std::exception_ptr thrown) { TaskFailed(state, std::move(thrown)); });
  }

  void TaskFailed(TaskState& state, std::exception_ptr exception) noexcept override {
    cut_short_ |= std::uint64_t{1} << state.id;
    if (auto failure = FailureOf(program().NameOf(state.id), std::move(exception))) {
      Fail(std::move(*failure));
    }
  }

 private:
  struct Child {
    TaskId task;
    ChildProcess process;
    std::optional<ChildReport> report;
  };

  // The manager first, so that the tasks' processes need not hold its ends; and threads last, for a
  // fork takes only one thread along.
  void ForkAll() {
    if (objects_->needs_manager()) {
      manager_.emplace("the manager process", "manager", [this] {
        objects_->RunManager();
        return std::vector<std::byte>();
      });
      objects_->LeaveManagerAlone();
    }
    for (TaskId task = 0; task < program().task_count(); ++task) {
      if (program().tasks()[task].traits.in_parent) continue;
      children_.push_back(
          {task,
           ChildProcess(fmt::format("process '{}'", program().NameOf(task)), program().NameOf(task),
                        [this, task] { return RunChild(task); }),
           {}});
      running_ |= std::uint64_t{1} << task;
    }
  }

  std::vector<std::byte> RunChild(TaskId task) {
    objects_->KeepOnlyThoseOf(task);
    tasks_[task].body.Resume();
    // Somebody else has died, which the parent is about to find out.
    while (cut_short_ != 0 && !failure_) ::pause();
    return ChildReport::Write(task, program().objects(), failure_);
  }

  void StartThreads() {
    for (TaskId task = 0; task < program().task_count(); ++task) {
      if (!program().tasks()[task].traits.in_parent) continue;
      running_ |= std::uint64_t{1} << task;
      threads_.emplace_back([this, task] {
        tasks_[task].body.Resume();
        if ((cut_short_ >> task & 1) == 0) thread_ended_ |= std::uint64_t{1} << task;
        WakeSupervisor();
      });
    }
  }

  void WakeSupervisor() {
    const char byte = 0;
    // A pipe that is full wakes as well as any.
    [[maybe_unused]] const ssize_t written = ::write(done_.second.get(), &byte, 1);
  }

  /// Watches over the run until it has ended, and returns those who wait for what will never come.
  std::vector<Waiting> Supervise() {
    for (;;) {
      LookAfterChildren();
      Announce(thread_ended_ & running_);
      if (running_ == 0 || FailureSoFar()) return {};
      std::vector<Waiting> waiting = objects_->FindStuck();
      if (!waiting.empty()) return waiting;
      AwaitNews();
    }
  }

  void LookAfterChildren() {
    if (manager_ && manager_->TryReap()) Fail({"crash", manager_->Fate()});
    for (Child& child : children_) {
      const std::uint64_t bit = std::uint64_t{1} << child.task;
      if ((running_ & bit) == 0) continue;
      child.process.ReadReport();
      if (!child.process.TryReap()) continue;
      if (child.process.LeftInOrder()) child.report = ChildReport::Read(child.process.report());
      if (child.process.KillingSignal() == SIGPIPE && HasNoReader(options_.output_fd)) {
        nobody_reads_ = true;
        Fail(OutputFailure(EPIPE));
      } else if (!child.report) {
        Fail({"crash", child.process.Fate()});
      } else if (child.report->failure()) {
        Fail(*child.report->failure());
      } else {
        Announce(bit);
      }
    }
  }

  /// Announces the ends of `tasks` to those who join them. What cannot be done now is done next
  /// time.
  void Announce(std::uint64_t tasks) {
    for (TaskId task = 0; task < program().task_count(); ++task) {
      const std::uint64_t bit = std::uint64_t{1} << task;
      if ((tasks & bit) != 0 && objects_->TryAnnounceEnd(task)) running_ &= ~bit;
    }
  }

  // A killed child is noticed at once by the end of its report, or else at the next look.
  void AwaitNews() {
    constexpr int kLook = 20;  // milliseconds
    int timeout = kLook;
    std::vector<pollfd> polled{{done_.first.get(), POLLIN, 0}};
    for (const Child& child : children_) {
      if ((running_ >> child.task & 1) == 0) continue;
      polled.push_back({child.process.report_descriptor(), POLLIN, 0});
      if (child.process.report_descriptor() < 0) timeout = 1;  // it is just ending
    }
    if (manager_) polled.push_back({manager_->report_descriptor(), POLLIN, 0});
    ::poll(polled.data(), polled.size(), timeout);
    char bytes[64];
    while (::read(done_.first.get(), bytes, sizeof(bytes)) > 0) {
    }
  }

  /// Ends whatever still runs: children first, so that no thread waits for one of them.
  void StopAll() {
    stopping_.store(true, std::memory_order_relaxed);
    for (Child& child : children_) child.process.Kill();
    if (manager_) manager_->Kill();
    if (objects_) objects_->WakeAll();
    threads_.clear();
  }

  void Fail(Violation failure) {
    {
      std::lock_guard lock(failure_mutex_);
      if (failure_) return;
      failure_ = std::move(failure);
    }
    WakeSupervisor();
  }

  bool FailureSoFar() {
    std::lock_guard lock(failure_mutex_);
    return failure_.has_value();
  }

  const RunOptions& options_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::unique_ptr<TaskState[]> tasks_;
  std::vector<Perturbation> chances_;
  std::optional<ProcessObjects> objects_;
  std::optional<ChildProcess> manager_;
  std::vector<Child> children_;
  std::vector<std::jthread> threads_;
  DescriptorPair done_;  // written to when the supervisor is to look

  std::uint64_t running_ = 0;  // a bit for each task whose end has not been announced
  bool nobody_reads_ = false;  // what is printed
  std::atomic<bool> stopping_{false};
  std::atomic<std::uint64_t> cut_short_{0};  // a bit for each task that has failed or was stopped
  std::atomic<std::uint64_t> thread_ended_{0};  // a bit for each task of the parent that has ended
  std::mutex failure_mutex_;
  std::optional<Violation> failure_;  // the first
};

}  // namespace

RunResult RunOnProcesses(const Scenario& scenario, const Parameters& parameters,
                         const RunOptions& options) {
  return ProcessRuntime(options).Run(scenario, parameters);
}

}  // namespace heddle::internal
