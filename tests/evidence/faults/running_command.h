#ifndef HEDDLE_TESTS_EVIDENCE_FAULTS_RUNNING_COMMAND_H_
#define HEDDLE_TESTS_EVIDENCE_FAULTS_RUNNING_COMMAND_H_

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/tools/heddle_command.h"

namespace heddle::internal {

/// What a command finds where it runs.
struct Surroundings {
  /// Its standard output; a file if negative.
  int out = -1;
  /// Called in the new process, before the command begins.
  std::function<void()> prepare = {};
};

/// The heddle command while it runs: in a process group of its own and an empty folder of its own.
/// The processes that it leaves behind become children of the test, which so hears of each.
class RunningCommand {
 public:
  explicit RunningCommand(std::vector<std::string> arguments, const Surroundings& around = {});
  /// Kills what is left.
  ~RunningCommand();
  RunningCommand(const RunningCommand&) = delete;
  RunningCommand& operator=(const RunningCommand&) = delete;

  pid_t pid() const { return pid_; }
  /// What it has printed so far, if that goes to a file.
  std::string out() const { return ReadFile(files_ / "out"); }
  /// Whether it has ended. It need not have been waited for.
  bool ended() const;
  /// Waits until `condition` holds or the command has ended.
  void Await(const std::function<bool()>& condition) const;

  /// Sends a signal to the command alone, or to all of its processes as a terminal does.
  void Signal(int signal, bool to_all = false) const;

  /// Waits for the end. Fails the test, and ends it all, if that takes a minute; or if a process is
  /// left behind: none may outlive a command that exits, none for long a command that is killed.
  CommandResult Wait();

  /// What lies in its folder: the paths are relative to it.
  std::vector<std::string> files() const;
  /// The path of `name` in its folder.
  std::string operator/(const std::string& name) const { return folder_ / name; }

 private:
  void Begin(std::vector<std::string> arguments, const Surroundings& around);
  void ExpectNothingLeft(bool at_once);

  Folder folder_;  // where it runs
  Folder files_;   // with what it prints
  pid_t pid_ = -1;
  bool reaped_ = false;
};

/// A pipe, and what is left in it when it is full: nothing can be written to it but by a reader's
/// leave.
class FullPipe {
 public:
  /// @param blocks  whether writing blocks then, rather than fail.
  explicit FullPipe(bool blocks = true);
  ~FullPipe();
  FullPipe(const FullPipe&) = delete;
  FullPipe& operator=(const FullPipe&) = delete;

  int writing_end() const { return ends_[1]; }
  void CloseWritingEnd() { Close(ends_[1]); }
  /// From now on nobody reads.
  void CloseReadingEnd() { Close(ends_[0]); }
  /// Reads a few bytes at a time, with pauses, to the end. Returns what came after what had filled
  /// it.
  std::string ReadSlowly();

 private:
  static void Close(int& end);

  int ends_[2];
  std::size_t filling_ = 0;
};

/// The number that a test is to begin with when it draws at random: 1, another one each night, or
/// what the environment variable HEDDLE_SEED says.
unsigned FirstSeed();

/// How often a test is to be repeated: `times`, or ten times that at night.
unsigned Repeated(unsigned times);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_FAULTS_RUNNING_COMMAND_H_
