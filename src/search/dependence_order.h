#ifndef HEDDLE_SRC_SEARCH_DEPENDENCE_ORDER_H_
#define HEDDLE_SRC_SEARCH_DEPENDENCE_ORDER_H_

#include <heddle/atomic.h>
#include <heddle/footprint.h>

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

/// One step of an execution, as its order relative to others is concerned, with the forced steps of
/// the same task that were absorbed into it.
struct Event {
  /// What its first step touched.
  Footprint footprint;
  Transition transition;
  /// Its number among its task's events, from 1: its component of the vector clock.
  std::uint32_t index;
  std::uint64_t woken;
};

/// Two events whose order can be reversed: dependent, by different tasks, and with nothing between
/// them that is ordered between them.
struct Race {
  std::int32_t first;
  std::int32_t second;
  /// Both are plain memory accesses: a data race, where memory is sequentially consistent. (What
  /// C++ orders by weaker memory orders is another relation: see DataRaceDetector.)
  bool both_plain;
  /// Whether the second can really come before the first has to be tried (it may be disabled
  /// there).
  bool uncertain;
};

/// The value that a compare-and-exchange expects, or nothing.
using Compare = std::optional<AtomicBase::Word>;

/// The order that dependence gives the events of one execution: the partial order of which the
/// execution's Mazurkiewicz trace consists of the linearisations, kept up step by step by vector
/// clocks (Mattern, "Virtual time and global states of distributed systems"; Flanagan and
/// Godefroid, POPL 2005, call it happens-before), and the reversible races in it. It is what
/// reduction asks for. Events can be taken back, the last first.
///
/// Ordered are: the steps of a task; dependent steps; a wakeup and the step that gave it; the end
/// of a task and the join that waited for it; an item's put and its get; what virtual time keeps
/// apart.
///
/// Often the last events form a chain, each after all that came before it: wherever one lock guards
/// everything. Such an event has no need of a clock, and it gets one only when an event comes that
/// does not continue the chain.
class DependenceOrder {
 public:
  explicit DependenceOrder(const World& world);

  int size() const { return size_; }
  const Event& operator[](int i) const { return events_[i]; }
  int tasks() const { return tasks_; }

  /// Whether event `a` happens before event `b` (or is `b`).
  bool Ordered(int a, int b) const {
    return IsChained(b) ? a <= b : events_[a].index <= Row(clocks_, b)[events_[a].transition.task];
  }
  /// Whether `event` is known to come after all events before it, and so do all that come after it.
  bool IsChained(int event) const { return event >= chain_begin_; }
  /// Whether the last event, which is `event`, comes after all others.
  bool LastKnowsAll(int event) const { return IsChained(event) || KnowsAll(event); }
  /// Whether `task`'s next step, as the next event, comes after all that came before for a reason
  /// that is plain to see: the last event is its own, or its only access depends on that event's
  /// first step.
  bool ContinuesChain(const World& world, TaskId task) const {
    return ContinuesChain(world, world.pending(task), world.footprint(task), task);
  }
  /// Event `event`'s vector clock: a component for each task.
  const std::uint32_t* Clock(int event) {
    if (IsChained(event)) FillIn();
    return Row(clocks_, event);
  }
  /// The number of `task`'s last event, or -1.
  int LastOf(TaskId task) const { return tasks_state_[task].last; }

  /// The step that `transition` is about to be, in `world`'s present state: call before stepping.
  void Push(const World& world, Transition transition) {
    stride_ == kLanes ? PushEvent<kLanes>(world, transition) : PushEvent<0>(world, transition);
  }
  /// Makes the next step of the last event's task, which is `operation`'s, part of the event, if
  /// nothing that came before needs to be ordered before the step that is not ordered before the
  /// event already. Call before stepping, where no other task is enabled: whatever another task
  /// does later was then made possible by this task's steps, so that it comes after all of them,
  /// and they need no place of their own in the order. @return whether it was done.
  [[gnu::always_inline]] bool Absorb(const Operation& operation, const Footprint& footprint) {
    const int event = size_ - 1;
    if (!IsPlain(operation, footprint)) return false;
    if (!IsChained(event) && !EnterAbsorbed(footprint)) return false;
    if (step_count_ == step_room_) [[unlikely]]
      MakeRoom();
    steps_[step_count_++] = footprint;
    links_[event].steps_end = step_count_;
    return true;
  }
  /// What the step just pushed or absorbed has woken: call after stepping.
  void SetWoken(std::uint64_t woken);
  /// What a step that races with the earlier event `first` would touch in the place of that, where
  /// it touches `touched` in its own. Another thing, if it `compares`; where the value there is not
  /// known, the most that it can be.
  Footprint FootprintBefore(int first, const Footprint& footprint, const Compare& compares) const;
  /// What the first step of `event` compares.
  Compare ComparesIn(int event) const;
  static Compare ComparedBy(const Operation& operation);
  /// What each step of an event touched, in order.
  std::span<const Footprint> StepsOf(int event) const {
    const std::int32_t begin = event == 0 ? 0 : links_[event - 1].steps_end;
    return {steps_.data() + begin, static_cast<std::size_t>(links_[event].steps_end - begin)};
  }
  /// Takes back all events from number `size` on.
  void PopTo(int size);

  /// The races whose second event is the last pushed, the latest first event first.
  std::span<const Race> RacesOfLast() const { return RacesOf(size() - 1); }
  std::span<const Race> RacesOf(int event) const {
    const std::int32_t begin = event == 0 ? 0 : links_[event - 1].races_end;
    return {races_.data() + begin, static_cast<std::size_t>(links_[event].races_end - begin)};
  }

  /// The races that `task`'s pending operation would have as the next event, though it may be
  /// disabled; their `second` is size().
  std::vector<Race> RacesOfPending(const World& world, TaskId task);

  /// For each task, the largest index of its events that is the first of a race with an event up to
  /// `event`.
  const std::uint32_t* Horizon(int event) {
    if (IsChained(event)) FillIn();
    return Row(horizons_, event);
  }

 private:
  struct TaskInfo {
    std::int32_t last = -1;
    std::int32_t waker = -1;  // the event that has woken it, until its next event
  };
  struct Links {
    std::int32_t previous_of_task;
    std::int32_t waker;  // the task's, before this event
    // Where what belongs to it ends in races_, footprints_ and steps_.
    std::int32_t races_end, touches_end, steps_end;
  };
  /// One access of one event, and the one to the same object before it.
  struct TouchEntry {
    Access access;
    std::int32_t event;
    std::int32_t previous;  // in footprints_, or -1
  };
  /// What is to be known of an event whose first step touches an atomic first; of others nothing.
  struct AtomicAccess {
    std::optional<AtomicBase::Word> before;  // the value that it met
    Compare compares;
  };
  struct ObjectInfo {
    std::int32_t last[2] = {-1, -1};  // its last access, in footprints_; pops in the second
    std::int32_t capacity = 0;
    std::vector<std::int32_t> pushes, pops;  // event numbers
  };

  bool BeforeClock(int event, const std::uint32_t* clock) const {
    return events_[event].index <= clock[events_[event].transition.task];
  }
  // Up to kLanes tasks, which is nearly always, clocks have a length that the compiler knows:
  // kStride is that, or 0 for any.
  template <int kStride>
  int Stride() const {
    return kStride > 0 ? kStride : stride_;
  }
  template <int kStride>
  void Join(std::uint32_t* clock, const std::uint32_t* __restrict other) const {
    for (int i = 0; i < Stride<kStride>(); i += kLanes) {
      for (int j = i; j < i + kLanes; ++j) clock[j] = clock[j] < other[j] ? other[j] : clock[j];
    }
  }
  template <int kStride>
  void Copy(std::uint32_t* clock, const std::uint32_t* __restrict other) const {
    for (int i = 0; i < Stride<kStride>(); i += kLanes) {
      for (int j = i; j < i + kLanes; ++j) clock[j] = other[j];
    }
  }
  template <int kStride>
  const std::uint32_t* ClockOf(int event) const {
    return clocks_.data() + event * Stride<kStride>();
  }
  static constexpr int kLanes = 4;  // clocks are this many components at a time
  static int Chain(const Access& access) { return access.mode == Mode::kPop ? 1 : 0; }

  /// Appends to races_ those of an event that touches `touched`; joins into `full` the clocks of
  /// what comes before it, and into `base` of the first events of its races.
  template <int kStride>
  void FindRaces(const Footprint& footprint, bool uncertain, int second, std::uint32_t* base,
                 std::uint32_t* full);
  template <int kStride>
  void PushEvent(const World& world, Transition transition);
  bool ContinuesChain(const World& world, const Operation& operation, const Footprint& footprint,
                      TaskId task) const;
  void PushChained(const Footprint& footprint, Transition transition);
  void NoteAtomic(const World& world, const Operation& operation, const Footprint& footprint);
  /// Gives the events of the chain their clocks, horizons and touches: what they would have had at
  /// once.
  void FillIn();
  bool KnowsAll(int event) const;
  const std::uint32_t* Row(const std::vector<std::uint32_t>& rows, int event) const {
    return rows.data() + event * stride_;
  }
  /// Adds the access of an absorbed step to footprints_, if it says anything new.
  void MergeTouch(const Access& access, int event);
  /// Orders what comes from now on after all that came before virtual time has passed.
  void NoteTimePassing(const World& world);
  void AddTouch(const Access& access, int event) {
    std::int32_t& last = objects_[access.object].last[Chain(access)];
    footprints_[touch_count_] = {access, event, last};
    last = touch_count_++;
  }

  /// Whether all that an access of `event`'s task depends on is ordered before `event` already.
  bool OrderedBefore(const Access& access, int event) const;

  static bool IsQueued(const Access& access) {
    static_assert(Mode::kPush > Mode::kWrite && Mode::kPop > Mode::kPush);
    return access.mode >= Mode::kPush;
  }
  /// Whether nothing orders the operation but the task's own steps and what it touches.
  static bool IsPlain(const Operation& operation, const Footprint& footprint) {
    return operation.awaited_task < 0 && !operation.object->traits().waits_for_time &&
           !IsQueued(footprint.first) && !IsQueued(footprint.second);
  }
  /// Adds to footprints_ what an absorbed step of the last event touches. False if it must come
  /// after something that does not come before the event.
  bool EnterAbsorbed(const Footprint& footprint);

  /// Makes room for one event more and one step more.
  void MakeRoom();

  int tasks_;
  int stride_;
  int size_ = 0;
  bool has_atomics_ = false;
  int chain_begin_ = 0;  // the number of the first event of the chain that the last ones form
  // A row for each event, and rows to spare: pushing and taking back is the explorer's innermost
  // loop.
  std::vector<Event> events_;
  std::vector<Links> links_;
  std::vector<AtomicAccess> atomics_;   // of the events, if there are atomics
  std::vector<TouchEntry> footprints_;  // touch_count_ of them, and room for more
  std::vector<Footprint> steps_;        // step_count_
  std::int32_t touch_count_ = 0;
  std::int32_t step_count_ = 0;
  // For so many events there are rows, and for so many steps, and twice as many touches.
  std::int32_t event_room_ = 0;
  std::int32_t step_room_ = 0;
  std::vector<std::uint32_t> clocks_;
  std::vector<std::uint32_t> horizons_;
  std::vector<Race> races_;
  std::vector<TaskInfo> tasks_state_;
  std::vector<ObjectInfo> objects_;
  // When virtual time has passed: how many events there were, and the join of all their clocks.
  struct Epoch {
    std::int32_t events;
    std::vector<std::uint32_t> clock;
  };
  std::vector<Epoch> epochs_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_DEPENDENCE_ORDER_H_
