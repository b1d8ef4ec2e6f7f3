#include "tools/interrupt_watch.h"

#include <unistd.h>

#include <string_view>

namespace heddle {

namespace {

volatile std::sig_atomic_t interrupted = 0;
volatile std::sig_atomic_t speaker = 0;  // the process that says so; its children keep silent

// The second Ctrl-C ends the program at once. A second SIGTERM does not, up to the program's end:
// timeout(1) sends each twice.
void Note(int signal) {
  if (signal == SIGTERM) {
    std::signal(SIGTERM, SIG_IGN);
  } else if (interrupted != 0) {
    raise(signal);
  }
  interrupted = 1;
}

// By now the signal does again what it does by default, as soon as this returns.
void SayAndEnd(int signal) {
  constexpr std::string_view kNotice = "heddle: interrupted: the run has not come to its end\n";
  if (getpid() == speaker) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kNotice.data(), kNotice.size());
  }
  raise(signal);
}

}  // namespace

InterruptHandler::InterruptHandler(void (*handle)(int)) {
  struct sigaction handled = {};
  handled.sa_handler = handle;
  handled.sa_flags = SA_RESETHAND | SA_RESTART;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &handled, nullptr);
  }
}

InterruptHandler::~InterruptHandler() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    struct sigaction now = {};
    sigaction(kSignals[i], nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaction(kSignals[i], &before_[i], nullptr);
  }
}

InterruptWatch::InterruptWatch() : handler_(Note) {}

bool InterruptWatch::Interrupted() { return interrupted != 0; }

InterruptNotice::InterruptNotice() : handler_((speaker = getpid(), SayAndEnd)) {}

}  // namespace heddle
