#ifndef HEDDLE_SRC_HEDDLE_EXECUTOR_H_
#define HEDDLE_SRC_HEDDLE_EXECUTOR_H_

#include <heddle/program.h>
#include <heddle/task_state.h>

#include <cstdint>
#include <exception>
#include <source_location>
#include <string_view>

namespace heddle {

/// What executes a program: real threads, processes, coroutines, or an explorer that tries every
/// order. It decides when each operation happens. A scenario knows of it what Scheduler says;
/// objects and tasks call what is here.
class Executor {
 public:
  Executor() : program_(*this) {}
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;
  virtual ~Executor();

  Program& program() { return program_; }
  const Program& program() const { return program_; }

  /// Whether anybody looks at the observer `name`. What nobody looks at need not be kept.
  virtual bool Watches(std::string_view observer) const = 0;
  /// Whether tasks run for real: what they print appears, and sleeps pass.
  virtual bool RunsForReal() const = 0;
  /// Whether objects may remember, for reports, what has no part in what they do: not where states
  /// are told apart by their bytes.
  virtual bool Remembers() const { return RunsForReal(); }
  /// How often each task may go on from each condition for no reason, at the most.
  virtual int spurious_wakeups() const { return 0; }
  /// Virtual or real time since the start, in microseconds.
  virtual std::int64_t NowMicroseconds() const = 0;

  /// Performs `state.pending` to its end, blocking the caller. Called only where tasks perform at
  /// once.
  virtual void PerformAtOnce(TaskState&) {}
  /// An exception has left the task `state`.
  virtual void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept = 0;
  /// `task` has ended the life of `object`, whose memory is still there, by an operation. Throws
  /// DoubleFree.
  virtual void ObjectDestroyed(Object& object, TaskId task, std::source_location where);
  /// While tasks run: `object` is being destroyed, by no operation.
  virtual void ObjectDied(Object& object);

 private:
  Program program_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_EXECUTOR_H_
