#include "tools/interrupt_watch.h"

#include <unistd.h>

#include <string_view>

namespace heddle::internal {

namespace {

volatile std::sig_atomic_t interrupted = 0;  // the number of the first signal
volatile std::sig_atomic_t speaker = 0;      // the process that says so; its children keep silent

/// Within its handler: as soon as that returns, `signal` does what it does by default. (Not by
/// SA_RESETHAND: where handlers are called late, as by ThreadSanitizer, that would let the next
/// signal come before the first is handled.)
void EndBy(int signal) {
  std::signal(signal, SIG_DFL);
  raise(signal);
}

// The second signal ends the program at once, but not a SIGTERM after a SIGTERM: timeout(1) sends
// each twice.
void Note(int signal) {
  if (interrupted == 0) {
    interrupted = signal;
  } else if (signal != SIGTERM || interrupted != SIGTERM) {
    EndBy(signal);
  }
}

void SayAndEnd(int signal) {
  constexpr std::string_view kNotice = "heddle: interrupted: the run has not come to its end\n";
  if (getpid() == speaker) {
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kNotice.data(), kNotice.size());
  }
  EndBy(signal);
}

}  // namespace

InterruptHandler::InterruptHandler(void (*handle)(int)) {
  struct sigaction handled = {};
  handled.sa_handler = handle;
  handled.sa_flags = SA_RESTART;
  for (const int signal : kSignals) sigaddset(&handled.sa_mask, signal);  // one after the other
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(kSignals[i], &handled, nullptr);
  }
}

InterruptHandler::~InterruptHandler() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    // The second SIGTERM may still be to come.
    if (kSignals[i] == SIGTERM && interrupted == SIGTERM) {
      std::signal(SIGTERM, SIG_IGN);
    } else {
      sigaction(kSignals[i], &before_[i], nullptr);
    }
  }
}

InterruptWatch::InterruptWatch() : handler_(Note) {}

bool InterruptWatch::Interrupted() { return interrupted != 0; }

InterruptNotice::InterruptNotice() : handler_((speaker = getpid(), SayAndEnd)) {}

}  // namespace heddle::internal
