#ifndef HEDDLE_SRC_EXPLORER_HAPPENS_BEFORE_H_
#define HEDDLE_SRC_EXPLORER_HAPPENS_BEFORE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "src/explorer/world.h"
#include "src/scheduler/footprint.h"

namespace heddle {

/// One step of an execution, as its order relative to others is concerned.
struct Event {
  Footprint touched;
  Pick pick;
  /// Its number among its task's events, from 1: its component of the vector clock.
  std::uint32_t index;
  std::uint64_t woken;
};

/// Two events whose order can be reversed: dependent, by different tasks, and with nothing between them
/// that is ordered between them.
struct Race {
  std::int32_t first;
  std::int32_t second;
  /// Both are plain memory accesses: a data race.
  bool data_race;
  /// Whether the second can really come before the first has to be tried (it may be disabled there).
  bool uncertain;
};

/// The happens-before order of one execution, kept up step by step by vector clocks (Mattern, "Virtual
/// time and global states of distributed systems"; Flanagan and Godefroid, POPL 2005), and the races in
/// it. Events can be taken back, the last first.
///
/// Ordered are: the steps of a task; dependent steps; a wakeup and the step that gave it; the end of a
/// task and the join that waited for it; an item's put and its get; what virtual time keeps apart.
class HappensBefore {
 public:
  explicit HappensBefore(const World& world);

  int size() const { return size_; }
  const Event& operator[](int i) const { return events_[i]; }
  int tasks() const { return tasks_; }

  /// Whether event `a` happens before event `b` (or is `b`).
  bool Ordered(int a, int b) const {
    return events_[a].index <= Clock(b)[events_[a].pick.task];
  }
  /// Event `event`'s vector clock: a component for each task.
  const std::uint32_t* Clock(int event) const { return clocks_.data() + event * stride_; }
  /// The number of `task`'s last event, or -1.
  int LastOf(TaskId task) const { return tasks_state_[task].last; }

  /// The step that `pick` is about to be, in `world`'s present state: call before stepping.
  void Push(const World& world, Pick pick);
  /// What the step just pushed has woken: call after stepping.
  void SetWoken(std::uint64_t woken);
  /// Takes back all events from number `size` on.
  void PopTo(int size);

  /// The races whose second event is the last pushed, the latest first event first.
  std::span<const Race> RacesOfLast() const { return RacesOf(size() - 1); }
  std::span<const Race> RacesOf(int event) const {
    const std::uint32_t begin = event == 0 ? 0 : races_end_[event - 1];
    return {races_.data() + begin, races_end_[event] - begin};
  }

  /// The races that `task`'s pending operation would have as the next event, though it may be disabled;
  /// their `second` is size().
  std::vector<Race> RacesOfPending(const World& world, TaskId task);

  /// For each task, the largest index of its events that is the first of a race with an event up to
  /// `event`.
  const std::uint32_t* Horizon(int event) const { return horizons_.data() + event * stride_; }
  int stride() const { return stride_; }

 private:
  struct TaskInfo {
    std::int32_t last = -1;
    std::int32_t waker = -1;  // the event that has woken it, until its next event
  };
  struct Links {
    std::int32_t previous[2];  // by each access, the object's event before: 2 * event + access, or -1
    std::int32_t previous_of_task;
    std::int32_t waker;  // the task's, before this event
  };
  struct ObjectInfo {
    std::int32_t last[2] = {-1, -1};  // its last event: 2 * event + access; pops in the second
    std::int32_t capacity = 0;
    std::vector<std::int32_t> pushes, pops;  // event numbers
  };

  bool BeforeClock(int event, const std::uint32_t* clock) const {
    return events_[event].index <= clock[events_[event].pick.task];
  }
  void Join(std::uint32_t* clock, const std::uint32_t* __restrict other) const {
    for (int i = 0; i < stride_; i += kLanes) {
      for (int j = i; j < i + kLanes; ++j) clock[j] = clock[j] < other[j] ? other[j] : clock[j];
    }
  }
  void Copy(std::uint32_t* clock, const std::uint32_t* other) const {
    for (int i = 0; i < stride_; i += kLanes) {
      for (int j = i; j < i + kLanes; ++j) clock[j] = other[j];
    }
  }
  static constexpr int kLanes = 4;  // clocks are this many components at a time
  static int Chain(const Access& access) { return access.mode == Mode::kPop ? 1 : 0; }

  /// Appends to races_ those of an event that touches `touched`; joins into full_ the clocks of what
  /// comes before it, and into base_ of the first events of its races.
  void FindRaces(const Footprint& touched, bool may_block, int second);

  void Grow();

  int tasks_;
  int stride_;
  int size_ = 0;
  // A row for each event, and rows to spare: pushing and taking back is the explorer's innermost loop.
  std::vector<Event> events_;
  std::vector<Links> links_;
  std::vector<std::uint32_t> clocks_;
  std::vector<std::uint32_t> horizons_;
  std::vector<std::uint32_t> races_end_;
  std::vector<Race> races_;
  std::vector<TaskInfo> tasks_state_;
  std::vector<ObjectInfo> objects_;
  // When virtual time has passed: how many events there were, and the join of all their clocks.
  struct Epoch {
    std::int32_t events;
    std::vector<std::uint32_t> clock;
  };
  std::vector<Epoch> epochs_;
  // Scratch for the event being pushed: what orders it whatever the rest does, and all that orders it.
  std::vector<std::uint32_t> base_, full_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_EXPLORER_HAPPENS_BEFORE_H_
