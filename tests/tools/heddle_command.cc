#include "tests/tools/heddle_command.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;

/// Interrupts `child` as soon as it catches that signal; or does nothing if it ends before.
void Interrupt(pid_t child) {
  const std::string status = "/proc/" + std::to_string(child) + "/status";
  constexpr unsigned long long kInterrupt = 1ull << (SIGINT - 1);
  for (;;) {
    // A line "SigCgt:" has the signals that are caught, a bit each, in hexadecimal; what has ended
    // has become a zombie, "State: Z".
    const std::string text = ReadFile(status);
    const std::size_t caught = text.find("SigCgt:");
    if (caught == std::string::npos || text.find("State:\tZ") != std::string::npos) return;
    if ((std::stoull(text.substr(caught + 7), nullptr, 16) & kInterrupt) != 0) break;
    usleep(1000);
  }
  kill(child, SIGINT);
}

/// Runs the command with these as its standard input, output and error.
int RunWith(const std::vector<std::string>& arguments, int in, int out, int err, bool interrupt) {
  const std::string program = HeddleProgram();
  std::vector<char*> argv = {const_cast<char*>("heddle")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.data()));
  argv.push_back(nullptr);
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot fork");
  if (child == 0) {
    dup2(in, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    execv(program.c_str(), argv.data());
    _exit(127);
  }
  if (interrupt) Interrupt(child);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

int Open(const std::string& path, int flags) {
  const int descriptor = open(path.c_str(), flags | O_CLOEXEC, 0666);
  if (descriptor < 0) throw std::runtime_error("cannot open " + path);
  return descriptor;
}

CommandResult Run(const std::vector<std::string>& arguments, const std::string& input,
                  int descriptor, bool interrupt = false) {
  // Files rather than pipes: nobody has to read while the command runs.
  const Folder folder;
  WriteFile(folder / "in", input);
  const int in = Open(folder / "in", O_RDONLY);
  const int out = Open(folder / "out", O_WRONLY | O_CREAT);
  const int err = Open(folder / "err", O_WRONLY | O_CREAT);
  CommandResult result;
  result.status = RunWith(arguments, in, descriptor < 0 ? out : descriptor, err, interrupt);
  for (const int file : {in, out, err}) close(file);
  result.out = ReadFile(folder / "out");
  result.err = ReadFile(folder / "err");
  return result;
}

}  // namespace

std::string HeddleProgram() {
  const char* named = std::getenv("HEDDLE");
  return fs::absolute(named != nullptr ? named : "tools/heddle");
}

CommandResult Heddle(const std::vector<std::string>& arguments, const std::string& input) {
  return Run(arguments, input, -1);
}

CommandResult HeddleInto(int descriptor, const std::vector<std::string>& arguments) {
  return Run(arguments, "", descriptor);
}

CommandResult HeddleInterrupted(const std::vector<std::string>& arguments) {
  return Run(arguments, "", -1, true);
}

Folder::Folder() {
  std::string path = testing::TempDir() + "/heddle-XXXXXX";
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
  path_ = path;
}

Folder::~Folder() { fs::remove_all(path_); }

int Folder::count() const {
  return static_cast<int>(std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
}

std::string ReadFile(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void WriteFile(const std::string& path, const std::string& contents) {
  std::ofstream(path, std::ios::binary) << contents;
}

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

void ExpectMisuse(const CommandResult& result, const std::string& says) {
  EXPECT_EQ(result.status, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(Lines(result.err).size(), 1u);
  EXPECT_THAT(result.err, testing::StartsWith("heddle: "));
  EXPECT_THAT(result.err, testing::EndsWith("\n"));
  EXPECT_THAT(result.err, testing::HasSubstr(says));
}

}  // namespace heddle::internal
