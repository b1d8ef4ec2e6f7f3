#ifndef HEDDLE_SRC_ENGINES_PROCESSES_CHILD_PROCESS_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_CHILD_PROCESS_H_

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/engines/processes/descriptor.h"

namespace heddle::internal {

/// A forked process, and the pipe by which it reports home. It dies with the thread that forked it,
/// and with its ChildProcess, which kills and reaps it.
class ChildProcess {
 public:
  /// Forks. `body` runs in the child and returns what is to be reported; then the child leaves with
  /// status 0, without running what the parent has registered for its own exit.
  /// @param name  what messages call it ("process 'first'").
  /// @param short_name  what ps and top call it; they show 15 letters.
  /// Throws std::system_error.
  ChildProcess(std::string name, const std::string& short_name,
               const std::function<std::vector<std::byte>()>& body);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess() { Kill(); }

  /// Reads what has come of the report so far. Does not block.
  void ReadReport();
  /// The descriptor to poll for more of it; negative once the child has closed it.
  int report_descriptor() const { return report_.get(); }
  const std::vector<std::byte>& report() const { return bytes_; }

  /// Reaps the child if it has ended. Does not block. Returns whether it has been reaped, now or
  /// before.
  bool TryReap();
  /// What became of a child that has been reaped: "... exited with status 3", "... was killed by
  /// signal 9 (Killed)".
  std::string Fate() const;
  /// The signal that killed it, if it has been reaped and was killed; otherwise 0.
  int KillingSignal() const;
  /// Whether it has been reaped and left with status 0.
  bool LeftInOrder() const;

  /// Kills and reaps the child, if it has not been reaped. Blocks until it is gone.
  void Kill();

 private:
  std::string name_;
  pid_t pid_ = -1;
  int status_ = 0;
  bool reaped_ = false;
  Descriptor report_;
  std::vector<std::byte> bytes_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_CHILD_PROCESS_H_
