#include "src/engines/processes/child_process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace heddle::internal {

namespace {

/// Writes all of it, waiting whenever the pipe is full.
void WriteAll(int descriptor, const std::vector<std::byte>& bytes) {
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t written = ::write(descriptor, bytes.data() + done, bytes.size() - done);
    if (written > 0) done += static_cast<std::size_t>(written);
    if (written >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN) return;  // the parent is gone, and so will we be
    pollfd room{descriptor, POLLOUT, 0};
    ::poll(&room, 1, -1);
  }
}

[[noreturn]] void RunChild(pid_t parent, const std::string& short_name, int report,
                           const std::function<std::vector<std::byte>()>& body) noexcept {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // the parent died before that took effect
  ::prctl(PR_SET_NAME, short_name.c_str());
  WriteAll(report, body());
  ::_exit(0);
}

}  // namespace

ChildProcess::ChildProcess(std::string name, const std::string& short_name,
                           const std::function<std::vector<std::byte>()>& body)
    : name_(std::move(name)) {
  DescriptorPair pipe = MakePipe();
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "no process to be had");
  if (pid_ == 0) {
    pipe.first.Close();
    RunChild(parent, short_name, pipe.second.get(), body);
  }
  report_ = std::move(pipe.first);
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : name_(std::move(other.name_)),
      pid_(other.pid_),
      status_(other.status_),
      reaped_(std::exchange(other.reaped_, true)),
      report_(std::move(other.report_)),
      bytes_(std::move(other.bytes_)) {}

void ChildProcess::ReadReport() {
  while (report_.is_open()) {
    std::byte buffer[4096];
    const ssize_t size = ::read(report_.get(), buffer, sizeof(buffer));
    if (size > 0) {
      bytes_.insert(bytes_.end(), buffer, buffer + size);
    } else if (size == 0) {
      report_.Close();
    } else if (errno != EINTR) {
      return;
    }
  }
}

bool ChildProcess::TryReap() {
  if (reaped_) return true;
  pid_t result;
  do {
    result = ::waitpid(pid_, &status_, WNOHANG);
  } while (result < 0 && errno == EINTR);
  reaped_ = result != 0;
  if (reaped_) ReadReport();
  return reaped_;
}

std::string ChildProcess::Fate() const {
  if (WIFSIGNALED(status_)) {
    const char* description = ::sigdescr_np(WTERMSIG(status_));
    return fmt::format("{} was killed by signal {} ({})", name_, WTERMSIG(status_),
                       description == nullptr ? "unknown" : description);
  }
  return fmt::format("{} exited with status {}{}", name_, WEXITSTATUS(status_),
                     WEXITSTATUS(status_) == 0 ? " before its task had ended" : "");
}

int ChildProcess::KillingSignal() const {
  return reaped_ && WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
}

bool ChildProcess::LeftInOrder() const {
  return reaped_ && WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
}

void ChildProcess::Kill() {
  if (reaped_) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
  }
  reaped_ = true;
}

}  // namespace heddle::internal
