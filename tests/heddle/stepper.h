#ifndef HEDDLE_TESTS_HEDDLE_STEPPER_H_
#define HEDDLE_TESTS_HEDDLE_STEPPER_H_

#include <heddle/scenario.h>

#include <functional>
#include <string>

#include "src/program/world.h"

namespace heddle::internal {

/// A program that a test steps by hand. It lives on the ordinary heap, where sanitizers watch it.
class Stepper {
 public:
  explicit Stepper(std::function<void(Scheduler&)> set_up, Memory memory = Memory::kHeap);

  World& world() { return world_; }
  /// Whether `task` can perform its next step now.
  bool Can(TaskId task) const { return (world_.enabled() >> task & 1) != 0; }
  bool HasEnded(TaskId task) const { return (world_.unfinished() >> task & 1) == 0; }
  /// Its next step, as traces name it ("lock mutex"); empty if it has ended.
  std::string Next(TaskId task) const;
  /// Performs the next step of `task`, which must be able to.
  /// @return the step's value, as traces show it.
  std::string Step(TaskId task, int choice = 0);
  /// "kind: message" of what has failed a task so far, or "".
  std::string failure() const;
  /// "kind: message" of what is wrong if the execution ends here, or "".
  std::string End() const;

 private:
  Scenario scenario_;
  Parameters parameters_;
  World world_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_HEDDLE_STEPPER_H_
