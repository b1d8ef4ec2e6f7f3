#include "tools/interrupt_watch.h"

namespace heddle {

namespace {

volatile std::sig_atomic_t interrupted = 0;

}  // namespace

InterruptWatch::InterruptWatch() {
  struct sigaction noted = {};
  noted.sa_handler = [](int) { interrupted = 1; };
  noted.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGINT, nullptr, &before_);
  if (before_.sa_handler != SIG_IGN) sigaction(SIGINT, &noted, nullptr);
}

InterruptWatch::~InterruptWatch() { sigaction(SIGINT, &before_, nullptr); }

bool InterruptWatch::Interrupted() { return interrupted != 0; }

}  // namespace heddle
