#ifndef HEDDLE_SRC_ENGINES_PROCESSES_CHILD_REPORT_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_CHILD_REPORT_H_

#include <heddle/object.h>
#include <heddle/trace.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace heddle::internal {

/// What a child process sends home when its task has ended: how it failed, if it did, and what it
/// leaves behind of each object.
class ChildReport {
 public:
  /// The report of `task`, as bytes; made in the child.
  static std::vector<std::byte> Write(TaskId task, const std::vector<Object*>& objects,
                                      const std::optional<Violation>& failure);

  /// Reads such bytes, in the parent; nothing if they are not whole.
  static std::optional<ChildReport> Read(std::vector<std::byte> bytes);

  const std::optional<Violation>& failure() const { return failure_; }
  /// Puts what `task` has left behind into the parent's objects.
  void Deliver(TaskId task, const std::vector<Object*>& objects) const;

 private:
  std::optional<Violation> failure_;
  std::vector<std::vector<std::byte>> residues_;  // of each object, by number
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_CHILD_REPORT_H_
