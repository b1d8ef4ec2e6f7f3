#ifndef HEDDLE_TESTS_EVIDENCE_FAULTS_PROCESS_TABLE_H_
#define HEDDLE_TESTS_EVIDENCE_FAULTS_PROCESS_TABLE_H_

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

// What /proc says about processes.

namespace heddle::internal {

/// A line of the table.
struct Process {
  pid_t pid = 0;
  std::string name;
  char state = '?';  ///< R runs, S sleeps, T is stopped, Z has ended and is not reaped...
  pid_t parent = 0;
  int wait_status = 0;  ///< of one that has ended, as waitpid() has it

  bool ended() const { return state == 'Z' || state == 'X'; }
};

/// Nothing if there is no such process any more.
std::optional<Process> FindProcess(pid_t pid);

/// The children that the main thread of `parent` has made, in that order, zombies included.
std::vector<Process> ListChildren(pid_t parent);

/// Whether `pid` handles `signal` by a function of its own.
bool Catches(pid_t pid, int signal);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_FAULTS_PROCESS_TABLE_H_
