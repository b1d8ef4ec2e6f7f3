#ifndef HEDDLE_TESTS_TOOLS_HEDDLE_COMMAND_H_
#define HEDDLE_TESTS_TOOLS_HEDDLE_COMMAND_H_

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace heddle::internal {

/// How a run of the command ended, and what it wrote.
struct CommandResult {
  /// Its exit status; 128 and the signal's number if it was killed, as a shell has it.
  int status = -1;
  std::string out;
  std::string err;

  /// Its standard output as JSON. Throws if it is none.
  nlohmann::ordered_json json() const { return nlohmann::ordered_json::parse(out); }
};

/// The path of the heddle command: Bazel's, or what the environment variable HEDDLE names.
std::string HeddleProgram();

/// Runs the heddle command with `arguments`, and `input` on its standard input, to its end.
CommandResult Heddle(const std::vector<std::string>& arguments, const std::string& input = "");

/// The same with its standard output going to `descriptor`; `out` is empty.
CommandResult HeddleInto(int descriptor, const std::vector<std::string>& arguments);

/// The same, interrupted (SIGINT) as soon as the command is ready for that. One that never is runs
/// to its end.
CommandResult HeddleInterrupted(const std::vector<std::string>& arguments);

/// An empty folder that is gone, with all in it, at the end of its life.
class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  /// The path of `name` in it.
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  /// How many files are in it, hidden ones included.
  int count() const;

 private:
  std::filesystem::path path_;
};

std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& contents);
/// The lines of `text`, without their ends.
std::vector<std::string> Lines(const std::string& text);

/// Asserts what holds for every misuse: status 2, nothing on standard output, and one line on
/// standard error, which begins with "heddle: " and has `says` in it.
void ExpectMisuse(const CommandResult& result, const std::string& says);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_TOOLS_HEDDLE_COMMAND_H_
