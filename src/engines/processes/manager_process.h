#ifndef HEDDLE_SRC_ENGINES_PROCESSES_MANAGER_PROCESS_H_
#define HEDDLE_SRC_ENGINES_PROCESSES_MANAGER_PROCESS_H_

#include <heddle/managed.h>
#include <heddle/object.h>

#include <vector>

#include "src/engines/processes/descriptor.h"

// The manager: a process that holds the values of all Managed objects and serves get and set
// requests, one at a time, from one connection for each client.

namespace heddle::internal {

/// Serves until all clients have hung up. Runs in the manager's process, whose own copies of the
/// objects hold the values.
void ServeValues(const std::vector<Object*>& objects, const std::vector<int>& clients);

/// A client's end. Every function blocks until the manager has answered, and returns false if the
/// manager is gone.
class ManagerClient {
 public:
  explicit ManagerClient(int connection = -1) : connection_(connection) {}

  /// Puts the value of `object` at the manager's into `value`.
  bool Get(int object, std::span<std::byte> value);
  /// Gives the object the value `value`, at the manager's.
  bool Set(int object, std::span<const std::byte> value);

 private:
  int connection_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ENGINES_PROCESSES_MANAGER_PROCESS_H_
