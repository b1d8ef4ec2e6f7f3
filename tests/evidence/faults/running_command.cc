#include "tests/evidence/faults/running_command.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <stdexcept>

#include "tests/evidence/faults/process_table.h"

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kHang(60);
constexpr int kLook = 200;  // microseconds

/// Calls `reap` until it returns true. Returns whether it has, before a minute was over.
bool InTime(const std::function<bool()>& reap) {
  const auto end = Clock::now() + kHang;
  while (!reap()) {
    if (Clock::now() > end) return false;
    usleep(kLook);
  }
  return true;
}

/// "pid name state" of all children of the test, and theirs.
std::string Describe(pid_t parent) {
  std::string text;
  for (const Process& child : ListChildren(parent)) {
    text += std::to_string(child.pid) + " " + child.name + " " + child.state + "; ";
    text += Describe(child.pid);
  }
  return text;
}

/// Kills all children, and theirs, which become the test's own as their parents go.
void EndAll() {
  do {
    for (const Process& child : ListChildren(getpid())) kill(child.pid, SIGKILL);
  } while (waitpid(-1, nullptr, 0) > 0);
}

}  // namespace

RunningCommand::RunningCommand(std::vector<std::string> arguments, const Surroundings& around) {
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    Begin(std::move(arguments), around);
    _exit(127);
  }
  setpgid(pid_, pid_);
}

RunningCommand::~RunningCommand() {
  if (!reaped_) Signal(SIGKILL, true);
  EndAll();
}

void RunningCommand::Begin(std::vector<std::string> arguments, const Surroundings& around) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // if the test is killed
  const std::string program = HeddleProgram();
  const auto redirect = [](const std::string& path, int flags, int descriptor) {
    const int file = open(path.c_str(), flags, 0666);
    dup2(file, descriptor);
    close(file);
  };
  redirect("/dev/null", O_RDONLY, STDIN_FILENO);
  redirect(files_ / "err", O_WRONLY | O_CREAT | O_APPEND, STDERR_FILENO);
  if (around.out < 0) {
    redirect(files_ / "out", O_WRONLY | O_CREAT | O_APPEND, STDOUT_FILENO);
  } else {
    dup2(around.out, STDOUT_FILENO);
  }
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);  // what the test was given is not its
  unsetenv("BUILD_WORKING_DIRECTORY");
  const std::string here = folder_ / "";
  setenv("TMPDIR", here.c_str(), 1);
  if (chdir(here.c_str()) != 0) return;
  // What runs in the background of a shell may ignore some.
  for (const int signal : {SIGINT, SIGPIPE, SIGTERM, SIGXFSZ}) std::signal(signal, SIG_DFL);
  if (around.prepare) around.prepare();
  std::vector<char*> argv = {const_cast<char*>("heddle")};
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  execv(program.c_str(), argv.data());
}

bool RunningCommand::ended() const {
  const auto process = FindProcess(pid_);
  return reaped_ || !process || process->ended();
}

void RunningCommand::Await(const std::function<bool()>& condition) const {
  EXPECT_TRUE(InTime([&] { return condition() || ended(); })) << "never came to pass";
}

void RunningCommand::Signal(int signal, bool to_all) const { kill(to_all ? -pid_ : pid_, signal); }

CommandResult RunningCommand::Wait() {
  int status = 0;
  if (!InTime([&] { return waitpid(pid_, &status, WNOHANG) == pid_; })) {
    ADD_FAILURE() << "the command hangs: " << Describe(getpid());
    Signal(SIGKILL, true);
    waitpid(pid_, &status, 0);
  }
  reaped_ = true;
  ExpectNothingLeft(/*at_once=*/WIFEXITED(status));
  CommandResult result;
  result.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  result.out = out();
  result.err = ReadFile(files_ / "err");
  return result;
}

void RunningCommand::ExpectNothingLeft(bool at_once) {
  const auto none_left = [] {
    while (waitpid(-1, nullptr, WNOHANG) > 0) {
    }
    return ListChildren(getpid()).empty();
  };
  if (at_once) {
    EXPECT_EQ(Describe(getpid()), "") << "left behind";
  } else {
    EXPECT_TRUE(InTime(none_left)) << "left behind: " << Describe(getpid());
  }
  EndAll();
}

std::vector<std::string> RunningCommand::files() const {
  std::vector<std::string> names;
  for (const auto& file : fs::recursive_directory_iterator(folder_ / "")) {
    names.push_back(fs::relative(file.path(), folder_ / ""));
  }
  std::sort(names.begin(), names.end());
  return names;
}

FullPipe::FullPipe(bool blocks) {
  if (pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe to be had");
  fcntl(ends_[1], F_SETPIPE_SZ, 4096);
  fcntl(ends_[1], F_SETFL, O_NONBLOCK);
  while (write(ends_[1], ".", 1) == 1) ++filling_;
  if (blocks) fcntl(ends_[1], F_SETFL, 0);
}

FullPipe::~FullPipe() {
  CloseReadingEnd();
  CloseWritingEnd();
}

std::string FullPipe::ReadSlowly() {
  std::string all;
  char bytes[100];
  for (ssize_t size; (size = read(ends_[0], bytes, sizeof(bytes))) > 0;) {
    all.append(bytes, static_cast<std::size_t>(size));
    usleep(kLook);
  }
  return all.substr(std::min(filling_, all.size()));
}

void FullPipe::Close(int& end) {
  if (end >= 0) close(end);
  end = -1;
}

unsigned FirstSeed() {
  if (const char* given = std::getenv("HEDDLE_SEED")) return std::atoi(given);
  return std::getenv("HEDDLE_NIGHTLY") != nullptr ? static_cast<unsigned>(std::time(nullptr)) : 1;
}

unsigned Repeated(unsigned times) {
  return std::getenv("HEDDLE_NIGHTLY") != nullptr ? 10 * times : times;
}

}  // namespace heddle::internal
