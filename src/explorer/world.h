#ifndef HEDDLE_SRC_EXPLORER_WORLD_H_
#define HEDDLE_SRC_EXPLORER_WORLD_H_

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "src/explorer/arena.h"
#include "src/scheduler/scenario.h"
#include "src/scheduler/scheduler.h"
#include "src/trace/trace.h"

namespace heddle {

/// Where a world lives, and so how an exploration gets back to an earlier point of it.
enum class Memory {
  kArena,  ///< in an arena: by copying its bytes
  kHeap,   ///< on the ordinary heap: by running again from the start (what AddressSanitizer can watch)
};

/// One choice of an execution: which task performs a step, and in which of the ways it can be performed.
struct Pick {
  std::uint8_t task = 0;
  std::uint8_t way = 0;
  friend bool operator==(const Pick&, const Pick&) = default;
};

/// A scenario that runs one step at a time, each chosen from outside. It knows nothing of strategies.
class World final : public Scheduler {
 public:
  /// @param observer  the observer that is on, or empty.
  World(const Scenario& scenario, const Parameters& parameters, std::string observer, Memory memory);
  ~World() override;

  /// Sets the scenario up afresh and runs every task to its first operation.
  void Start();

  // --- Where it is now.

  std::uint64_t unfinished() const { return unfinished_; }
  /// The tasks whose operations can be performed, a bit each.
  std::uint64_t enabled() const { return enabled_; }
  const Operation& pending(TaskId task) const { return *states()[task].pending; }
  /// What `task`'s next step touches; nothing if it has ended.
  const Footprint& touches(TaskId task) const { return touches_[task]; }
  /// The same, of every task in order.
  const Footprint* touches() const { return touches_; }
  /// In how many ways `task`'s next step can be performed. It must be enabled.
  int Ways(TaskId task) const {
    const Operation& operation = pending(task);
    return operation.several_ways ? operation.object->Choices(operation) : 1;
  }
  /// An exception or a misuse that has ended a task, or nothing. The first one counts.
  const std::optional<Violation>& failure() const { return failure_; }
  /// How often virtual time has passed since the start.
  int time_passings() const { return time_passings_; }

  /// Whether every invariant holds now.
  bool InvariantsHold() const {
    for (const Property& property : invariants()) {
      if (property.check().has_value()) [[unlikely]] return false;
    }
    return true;
  }
  /// The first invariant that fails now, or nothing.
  std::optional<Violation> CheckInvariants() const;
  /// What is wrong with an execution that ends here (no task is enabled): a deadlock, a task left
  /// waiting, a final property; or nothing.
  std::optional<Violation> CheckEnd() const;
  /// The observer that is on; null if none is.
  const Observer* watching() const { return watching_; }
  /// Appends the observer's value to `out`.
  void AppendOutcome(std::string& out) const;

  // --- Going on.

  /// What happened in a step, for whoever wants to know; called after the step's effect and before the
  /// task goes on.
  class StepListener {
   public:
    virtual ~StepListener() = default;
    virtual void Performed(TaskId task, const Operation& operation) = 0;
  };

  /// Performs one step of `task`, which must be enabled, in one of its ways, and runs it to its next
  /// operation. An exception that leaves the task ends it and is kept as the failure.
  /// @return the tasks that the step has woken, a bit each.
  std::uint64_t Step(TaskId task, int way, StepListener* listener = nullptr);

  /// Performs steps of `task`, the only one that is enabled, for as long as it stays that and has but one
  /// way to go on, `before(operation, touched)` says true before a step, and `after(woken)` after it. The
  /// same as so many calls of Step, but quicker: another task is looked at only where the step touched
  /// what it waits for. @return how many steps.
  template <typename Before, typename After>
  int StepWhileAlone(TaskId task, Before before, After after) {
    TaskState& state = states()[task];
    int steps = 0;
    while (!state.finished && !state.pending->several_ways &&
           (!state.pending->may_block || state.pending->object->Enabled(*state.pending, task))) {
      const Footprint touched = state.pending->object->Touches(*state.pending, task);
      if (!before(*state.pending, touched)) break;
      std::uint64_t woken;
      {
        AllocateFrom here(arena_.get());
        woken = PerformAndResume(state, 0, nullptr);
      }
      ++steps;
      if (!after(woken) || MayEnableOther(task, touched)) break;
    }
    if (steps != 0) {
      LookAt(task);
      FindEnabled();
    }
    return steps;
  }

  /// Performs steps of `task`, the only one that has not ended, as far as it goes with but one way to go
  /// on, and `after()` says true after each. The same as so many calls of Step. @return how many.
  template <typename Before, typename After>
  int StepLast(TaskId task, Before before, After after) {
    TaskState& state = states()[task];
    int steps = 0;
    while (!state.finished && !state.pending->several_ways &&
           (!state.pending->may_block || state.pending->object->Enabled(*state.pending, task))) {
      before();
      {
        AllocateFrom here(arena_.get());
        PerformAndResume(state, 0, nullptr);
      }
      ++steps;
      if (!after()) break;
    }
    if (steps != 0) {
      LookAt(task);
      FindEnabled();
    }
    return steps;
  }

  // --- Going back: only for worlds in an arena.

  /// What is derived from the state, so that it need not be derived again on coming back.
  struct View {
    std::uint64_t unfinished, enabled, may_block;
    int time_passings;
  };
  View view() const { return {unfinished_, enabled_, may_block_, time_passings_}; }

  /// The bytes that are the state.
  std::span<const std::byte> bytes() const { return arena_->contents(); }
  /// Goes back to where `bytes()` was `bytes`, `view()` was `view` and `touches()` was `touches`.
  void Restore(std::span<const std::byte> bytes, const View& view, const Footprint* touches);
  /// The same, looking anew at what the bytes say.
  void Restore(std::span<const std::byte> bytes);
  Memory memory() const { return memory_; }

  // --- What the scenario sees.

  bool Watches(std::string_view observer) const override { return observer == observer_; }
  bool RunsForReal() const override { return false; }
  std::int64_t NowMicroseconds() const override { return vital_ == nullptr ? 0 : vital_->now; }
  void PerformAtOnce(TaskState&) override {}
  void TaskFailed(TaskState& state, std::exception_ptr failure) noexcept override;

  const std::string& observer() const { return observer_; }

 private:
  /// What of the world is not the scenario's own and yet part of its state.
  struct Vital {
    std::int64_t now = 0;
  };
  TaskState* states() const { return reinterpret_cast<TaskState*>(vital_ + 1); }
  void Resume(TaskState& state);
  std::uint64_t PerformAndResume(TaskState& state, int way, StepListener* listener);
  void Look();
  void LookAt(TaskId task);
  void FindEnabled();
  // Whether a task other than `task` waits for something that a step has just touched.
  bool MayEnableOther(TaskId task, const Footprint& touched) const {
    for (std::uint64_t rest = may_block_ & ~(std::uint64_t{1} << task); rest != 0; rest &= rest - 1) {
      if (ShareAnObject(touches_[std::countr_zero(rest)], touched)) return true;
    }
    return false;
  }
  bool PassTime();
  void Fail(TaskState& state, std::string kind, const char* message);
  void Dismantle();

  const Scenario& scenario_;
  const Parameters& parameters_;
  std::string observer_;
  Memory memory_;
  std::unique_ptr<Arena> arena_;
  Vital* vital_ = nullptr;
  int tasks_ = 0;
  std::uint64_t unfinished_ = 0;
  std::uint64_t enabled_ = 0;
  std::uint64_t may_block_ = 0;  // the unfinished tasks whose operations may block
  Footprint touches_[kMaxTasks];
  std::optional<Violation> failure_;
  int time_passings_ = 0;
  const Observer* watching_ = nullptr;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_WORLD_H_
