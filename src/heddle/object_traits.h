#ifndef HEDDLE_SRC_HEDDLE_OBJECT_TRAITS_H_
#define HEDDLE_SRC_HEDDLE_OBJECT_TRAITS_H_

namespace heddle {

/// What an object promises of itself beyond what its operations say. A promise lets an engine do
/// less, or say more; of an object that promises nothing, every engine assumes the worst. A promise
/// that is not kept makes what an exploration says wrong.
struct ObjectTraits {
  /// Whatever the order of independent steps, the object holds the same values one after the other:
  /// all that changes what it holds are steps that touch it by Mode::kWrite. Then `dpor` checks an
  /// invariant of this object alone wherever it can be broken.
  bool in_one_order : 1 = false;
  /// An operation that may block waits for nothing but what its footprint acquires or pops, for a
  /// notification (Object::AwaitsNotice), for a task's end (Operation::awaited_task), for a moment
  /// (waits_for_time), or for room to push (Object::Bound).
  bool waits_as_touched : 1 = false;
  /// Enabled runs no code of the scenario's, so that it cannot crash.
  bool enabled_is_safe : 1 = false;
  /// LeftBehind never gives anything, and is not asked.
  bool leaves_nothing : 1 = false;
  /// An operation that may block waits for a moment of virtual time: Object::WakesAt says which.
  bool waits_for_time : 1 = false;
  /// For AtomicBase alone: what it holds is a word, and how its operations order others is as their
  /// memory orders say.
  bool atomic : 1 = false;
  /// For engines alone: it stands in for an object whose life has ended.
  bool stand_in : 1 = false;
  /// What it does orders nothing in C++: what orders the tasks that use it is another object (the
  /// mutex of a condition).
  bool orders_nothing : 1 = false;
  /// Real threads perform its operations with no lock: it is memory, or concerns one task alone.
  /// Others they run as monitors.
  bool needs_no_lock : 1 = false;
  /// No operation depends on whether a task has ended.
  bool ignores_ends : 1 = false;
  /// Processes can have it: a copy each, as of memory, or what the engine has in its place.
  bool in_processes : 1 = false;
  /// Its operations may be steps of a run for real and none of a model (they are await_ready
  /// there).
  bool may_be_no_step : 1 = false;
  /// Its operations can end the lives of other objects, or of memory.
  bool destroys : 1 = false;
  /// For Fence alone: it orders what atomics around it hand on.
  bool fence : 1 = false;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_OBJECT_TRAITS_H_
