#ifndef HEDDLE_SRC_PROGRAM_WORLD_H_
#define HEDDLE_SRC_PROGRAM_WORLD_H_

#include <heddle/executor.h>
#include <heddle/heap.h>
#include <heddle/internal/world_memory.h>
#include <heddle/memory.h>
#include <heddle/mutex.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "src/guard/crash_guard.h"
#include "src/memory/arena.h"
#include "src/memory/data_segment.h"
#include "src/order/data_race_detector.h"
#include "src/order/memory_model.h"
#include "src/program/graveyard.h"
#include "src/program/lessons.h"
#include "src/program/machine.h"
#include "src/program/object_set.h"
#include "src/program/static_changed.h"
#include "src/program/transition.h"

namespace heddle::internal {

/// A scenario that runs one step at a time, each chosen from outside. It knows nothing of
/// strategies.
///
/// A step can crash (see CrashGuard), or not come to its end (see StepWatch): that ends the task,
/// as an exception that leaves it does. In a guarded world, and in every one on the ordinary heap.
/// In another, which is quicker, a crash leaves whatever CrashGuard::Run the step was taken in.
/// That a set-up or a property crashes is known in every world.
class World final : public Machine {
 public:
  /// @param observer  the observer that is on, or empty.
  /// @param lessons  what is known of the program.
  /// @param learns  whether what the world learns of it is to be told, by throwing RunAgain.
  World(const Scenario& scenario, const Parameters& parameters, std::string observer, Memory memory,
        const Lessons& lessons = {}, bool learns = false);
  ~World() override;

  /// Sets the scenario up afresh and runs every task to its first operation.
  void Start();

  /// Lets the loads of atomics read what `model` says; without one, memory is sequentially
  /// consistent. For worlds on the heap, in their beginning; Start forgets it.
  void SetMemoryModel(std::unique_ptr<MemoryModel> model) { memory_model_ = std::move(model); }
  /// Whether `transition`, of a task that is enabled, can be taken.
  bool Allows(Transition transition) const {
    return transition.choice < Choices(transition.task) ||
           (memory_model_ != nullptr &&
            memory_model_->Allows(pending(transition.task), transition.choice));
  }

  /// Another world of the same, in its beginning, that knows the same.
  std::unique_ptr<World> Another(Memory memory) const;

  // --- Where it is now.

  std::uint64_t unfinished() const { return unfinished_; }
  /// The tasks whose operations can be performed, a bit each. Not those that spin.
  std::uint64_t enabled() const { return enabled_; }
  /// The tasks that spin, a bit each: run alone from here, such a task comes back to this very
  /// state by nothing but reads. It waits for a write to what it reads.
  std::uint64_t spinning() const { return suspects_ & ~enabled_; }
  /// Whether there is any read at which tasks were seen to spin.
  bool KnowsSpins() const { return knows_spins_; }
  /// Whether `task`'s next step is a read at which tasks were seen to spin.
  bool IsSuspect(TaskId task) const { return !quick_ && (suspects_ >> task & 1) != 0; }
  /// What `task`'s next step touches; nothing if it has ended.
  const Footprint& footprint(TaskId task) const { return footprints_[task]; }
  /// The same, asked anew: whether a release makes available what was not depends on what has come
  /// before it.
  Footprint FootprintNow(TaskId task) const {
    if (IsSuspect(task)) [[unlikely]]
      return footprints_[task];
    const Operation& operation = pending(task);
    return operation.object->FootprintOf(operation, task);
  }
  /// The same, of every task in order.
  const Footprint* footprints() const { return footprints_; }
  /// A data race that the last step has completed, by the memory orders that the program names;
  /// nothing where these are not asked for (Lessons).
  const std::optional<DataRace>& race() const { return race_; }
  /// Whether they would have to be: some load may read what another task stored without being
  /// ordered after it.
  bool OrdersMatter() const { return orders_matter_; }
  bool JudgesOrders() const { return lessons_.memory_orders; }
  /// How often virtual time has passed since the start.
  int time_passings() const { return time_passings_; }

  /// Whether every invariant holds now.
  bool InvariantsHold() const {
    for (const QuickCheck& holds : program().quick_invariants()) {
      if (!holds()) [[unlikely]]
        return false;
    }
    return true;
  }
  /// The first invariant that fails now, or nothing; or the one that failed before virtual time
  /// passed.
  std::optional<Violation> CheckInvariants() const;
  /// The invariant that failed after the last step (or at the start) before virtual time passed, or
  /// nothing. Of that moment nothing is left to look at.
  const std::optional<Violation>& failed_before_time_passed() const { return before_time_passed_; }
  /// What is wrong with an execution that ends here (no task is enabled): a deadlock, a task left
  /// waiting, a final property, something left behind; or nothing.
  std::optional<Violation> CheckEnd() const;
  /// Memory that tasks have allocated by no operation (by `new`) and nobody can free any more, in
  /// an execution in which every task has ended; nothing if there is none, where that is allowed,
  /// and on the ordinary heap.
  std::optional<std::span<const std::byte>> FindLeak() const {
    if (arena_ == nullptr || arena_->shape() == shape_at_start_ || program().leaks_allowed())
      return {};
    return SearchForLeak();
  }
  /// Whether it holds just this piece of memory, of a world in an arena.
  bool Holds(std::span<const std::byte> memory) const;
  /// Appends the observer's value to `out`.
  void AppendOutcome(std::string& out) const;

  /// Looks of every enabled task whether it spins, known or not that tasks do there. Those that do
  /// are no longer enabled.
  void FindAllSpins();

  // --- Going on.

  /// What happened in a step, for whoever wants to know; called after the step's effect and before
  /// the task goes on: it can still change what the operation gives to the task.
  class StepListener {
   public:
    virtual ~StepListener() = default;
    virtual void Performed(TaskId task, Operation& operation) = 0;
  };

  /// Performs one step of `task`, which must be enabled, in one of its ways, and runs it to its
  /// next operation. An exception that leaves the task ends it and is kept as the failure.
  /// @return the tasks that the step has woken, a bit each.
  std::uint64_t Step(TaskId task, int choice, StepListener* listener = nullptr);

  /// Performs `transition`'s step, and then steps of the same task for as long as it has but one
  /// way to go on and `guide` wants it to: at most `most` in all. `guide.AfterFirst(woken)` is
  /// asked after the first step, `guide.After(woken)` after each of the others, and
  /// `guide.Before(operation)` before each of those. The same as so many calls of Step, but
  /// quicker: other tasks are looked at only when it is done. So a guide must say false where
  /// another task may be enabled (see ObjectsOthersWaitFor).
  /// @return how many steps: 1 to `most`.
  template <typename Guide>
  int Run(Transition transition, int most, Guide& guide) {
    TaskState& state = states()[transition.task];
    const int steps = quick_ ? RunOn<true>(state, transition.choice, most, guide)
                             : RunOn<false>(state, transition.choice, most, guide);
    LookAfterStepOf(transition.task);
    return steps;
  }

  /// What the operations touch that tasks other than `task`, which has just performed a step, wait
  /// for: a step that touches none of it enables none of them, unless it ends its task. Nothing if
  /// another is enabled.
  std::optional<ObjectSet> ObjectsOthersWaitFor(TaskId task) {
    const std::uint64_t others = unfinished_ & ~(std::uint64_t{1} << task);
    if ((others & (~may_block_ | suspects_)) != 0) return {};
    ObjectSet objects;
    for (std::uint64_t rest = others; rest != 0; rest &= rest - 1) {
      const int other = std::countr_zero(rest);
      const Operation& operation = pending(other);
      // What was asked may have crashed, and the other with it.
      if (MayGoOn(operation, other) || (!quick_ && states()[other].finished)) return {};
      objects.Add(footprints_[other]);
    }
    return objects;
  }

  // --- Going back: only for worlds in an arena.

  /// What is derived from the state, so that it need not be derived again on coming back.
  struct View {
    std::uint64_t unfinished, enabled, may_block, value_dependent, suspects;
    int time_passings;
  };
  View view() const {
    return {unfinished_, enabled_, may_block_, value_dependent_, suspects_, time_passings_};
  }

  /// The bytes that are the state.
  std::span<const std::byte> bytes() const { return arena_->contents(); }
  /// Goes back to where `bytes()` was `bytes`, `view()` was `view` and `touches()` was `touches`.
  void Restore(std::span<const std::byte> bytes, const View& view, const Footprint* footprint);
  /// The same, looking anew at what the bytes say.
  void Restore(std::span<const std::byte> bytes);
  Memory memory() const { return memory_; }
  /// Throws UsageError if the scenario has ever asked for more memory than its arena has: what it
  /// did without is nothing that it does.
  void RequireRoom() const;

  // --- What the scenario sees.

  int spurious_wakeups() const override { return lessons_.spurious_wakeups; }
  bool Remembers() const override { return memory_ == Memory::kHeap || lessons_.remembers; }
  std::int64_t NowMicroseconds() const override { return vital_ == nullptr ? 0 : vital_->now; }
  void ObjectDestroyed(Object& object, TaskId task, std::source_location where) override;
  void ObjectDied(Object& object) override;
  bool CanGoOn(TaskId task) const override { return (enabled_ >> task & 1) != 0; }

 private:
  /// What of the world is not the scenario's own and yet part of its state.
  struct Vital {
    std::int64_t now = 0;
    /// Of each object; null as long as no object has died and there is no Heap, for then there is
    /// nothing to look at after a step.
    Grave* graves = nullptr;
  };
  void Resume(TaskState& state);

  // The explorer's innermost loops are compiled twice: for a world that is quick at their beginning
  // (see quick_), and for any.

  // Whether `state`'s task can go on, and in one way only.
  template <bool kQuick>
  bool HasOneWayOn(const TaskState& state) {
    if (state.finished) return false;
    const Operation& operation = *state.pending;
    if (!kQuick && knows_spins_ && KnownRound(operation) != nullptr) return false;
    if (operation.has_choices) return false;
    if (!operation.may_block) return true;
    return kQuick ? operation.object->Enabled(operation, state.id) : MayGoOn(operation, state.id);
  }

  // Performs a step and runs the task to its next operation.
  template <bool kQuick>
  [[gnu::always_inline]] std::uint64_t PerformAndResume(TaskState& state, int choice,
                                                        StepListener* listener = nullptr) {
    if (!kQuick && guarded_) return PerformGuarded(state, choice, listener);
    std::uint64_t woken = 0;
    Perform(state, choice, listener, woken);
    return woken;
  }
  [[gnu::always_inline]] void Perform(TaskState& state, int choice, StepListener* listener,
                                      std::uint64_t& woken) {
    AllocateFrom here(arena_.get());
    try {
      TakeStep(
          state,
          [&](Operation& operation) {
            return operation.object->Perform(operation, state.id, choice);
          },
          [&](Operation& operation) {
            if (listener == nullptr) return;
            AllocateFrom heap(nullptr);
            listener->Performed(state.id, operation);
          },
          woken);
      if (!quick_ && vital_->graves != nullptr) [[unlikely]]
        LookAtTheDead(state);
    } catch (...) {
      FailedIn(state);
    }
  }
  std::uint64_t PerformGuarded(TaskState& state, int choice, StepListener* listener);
  // The steps of Run, and no look at what comes of them.
  template <bool kQuick, typename Guide>
  [[gnu::always_inline]] int RunOn(TaskState& state, int choice, int most, Guide& guide) {
    int steps = 1;
    if (!guide.AfterFirst(PerformAndResume<kQuick>(state, choice))) return steps;
    while (steps < most && HasOneWayOn<kQuick>(state) &&
           guide.Before(std::as_const(*state.pending))) {
      const std::uint64_t woken = PerformAndResume<kQuick>(state, 0);
      ++steps;
      if (!guide.After(woken)) break;
    }
    return steps;
  }
  void LookAfterStepOf(TaskId task) {
    const Mode taken = footprints_[task].first.mode;
    LookAt(task);
    if (taken == Mode::kRead && footprints_[task].first.mode == Mode::kRead) [[unlikely]]
      LearnFromReads(task);
    FindEnabled();
  }
  /// Runs `body`, a piece of the scenario's code, and throws UsageError if it changes a static
  /// variable and that is watched. `what` says who does it.
  template <typename What, typename Body>
  void Watch(What what, Body body) const {
    if (statics_ == nullptr) return body();
    const std::string who = what();
    statics_->Note();
    body();
    if (const auto changed = statics_->Changed()) RefuseChange(scenario().name, who, *changed);
  }
  /// The same, as CrashGuard::Run does.
  template <typename What, typename Body>
  std::unique_ptr<Crash> RunWatched(What what, Body body) const {
    std::unique_ptr<Crash> crash;
    Watch(what, [&] { crash = CrashGuard::Run(body); });
    return crash;
  }

  // --- Spin loops: spin.cc.

  /// What a task does from here as long as it only reads.
  struct Round {
    bool returns = false;  // to this very state
    Footprint reads;       // the objects that it reads, if they are not more than two
    bool reads_more = false;
    std::vector<Site> sites;  // where it reads
  };
  const std::unordered_set<Site>* KnownRound(const Operation& operation) const;
  Round TryRound(TaskId task, const std::unordered_set<Site>* known);
  void LearnFromReads(TaskId task);
  void Suspect(TaskId task);
  void FindSpins();
  void MakeShadow();

  Failure Ask(const Property& property) const;
  static bool InvariantsHoldGuarded(void* world);
  // After a step in which something may have died, or what is dead may have been used: throws what
  // is wrong with it.
  void LookAtTheDead(TaskState& state);
  void OpenGraves();
  void Bury(Object& object);
  std::optional<Violation> WaitsForTheDead() const;
  void RestoreWhatIsRare();
  std::optional<std::span<const std::byte>> SearchForLeak() const;
  void Look();
  void LookAt(TaskId task);
  void FindEnabled();
  // Whether a task's operation can be performed. What it waits for may be the scenario's own code:
  // where that crashes, the task does.
  bool MayGoOn(const Operation& operation, TaskId task) {
    if (!quick_) [[unlikely]] {
      if (guarded_ && !operation.object->traits().enabled_is_safe) return MayGoOnGuarded(task);
    }
    return operation.object->Enabled(operation, task);
  }
  bool MayGoOnGuarded(TaskId task);
  void LookAtValues();
  void LookAtAtomic(TaskId task);
  void PassTimeTo(std::int64_t moment) override;
  void Dismantle();
  void FindWhatThereIs();
  // Whether an object can have left something behind that it must not: quick, for it is asked at
  // every end.
  bool MayHaveLeftover() const {
    if (!quick_ && vital_->graves != nullptr) return true;
    if (arena_ != nullptr && arena_->shape() != shape_at_start_) return true;
    for (const Mutex* mutex : mutexes_) {
      if (!mutex->free()) [[unlikely]]
        return true;
    }
    return asks_others_;
  }

  Memory memory_;
  const bool guarded_;
  // Whether it has nothing of what only some worlds have: guarded steps, atomics, reads at which
  // tasks were seen to spin, a Heap or a Maker, objects that have died.
  bool quick_ = false;
  CrashGuard crash_guard_;
  const std::unique_ptr<DataSegments> statics_;  // null if they are not watched
  std::unique_ptr<Arena> arena_;
  Vital* vital_ = nullptr;
  int tasks_ = 0;
  std::uint64_t unfinished_ = 0;
  std::uint64_t enabled_ = 0;
  std::uint64_t may_block_ = 0;        // the unfinished tasks whose operations may block
  std::uint64_t value_dependent_ = 0;  // those whose footprints hang on a value
  std::uint64_t suspects_ = 0;         // those that are where tasks were seen to spin
  Footprint footprints_[kMaxTasks];
  std::optional<Violation> before_time_passed_;
  int time_passings_ = 0;
  std::vector<const Mutex*> mutexes_;
  bool destroys_ = false;     // there are objects that can end the lives of others
  bool asks_others_ = false;  // there are objects but mutexes that may leave something behind
  std::vector<Heap*> heaps_;
  Arena::Shape shape_at_start_{};
  std::vector<std::span<const std::byte>> live_at_start_;  // in the order of their addresses
  std::unique_ptr<Graveyard> graveyard_;                   // null as long as no object has died

  const Lessons lessons_;
  bool learns_;
  bool knows_spins_;
  bool trying_ = false;                               // what is done will be undone
  std::unordered_map<Site, std::uint64_t> arrivals_;  // at a read after a read
  std::vector<std::byte> round_begin_;                // scratch
  class RaceListener;
  class ModelListener;
  std::unique_ptr<MemoryModel> memory_model_;  // null: sequential consistency
  DataRaceDetector* detector_ = nullptr;       // part of the state, if it is asked for
  std::optional<DataRace> race_;
  /// The tasks that access an atomic, a bit each; weak are those of which a memory order says that
  /// they need not order.
  struct AtomicUse {
    std::uint64_t loads, weak_loads, stores, weak_stores;
  };
  std::vector<AtomicUse> uses_;  // by the objects' ids, of all executions
  bool orders_matter_ = false;
  std::unique_ptr<World> shadow_;  // in an arena, taking the same steps; for a world on the heap
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_PROGRAM_WORLD_H_
