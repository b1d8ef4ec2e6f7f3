#include "src/guard/step_watch.h"

#include <fmt/format.h>
#include <heddle/internal/world_memory.h>
#include <sys/syscall.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <mutex>
#include <optional>
#include <sstream>

#include "src/guard/crash_guard.h"
#include "src/guard/own_data.h"

// glibc 2.36 has no name for it yet.
#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

extern "C" const char __executable_start, etext;  // the linker's

namespace heddle::internal {

namespace {

using std::chrono::steady_clock;

constexpr double kTickSeconds = 0.05;
constexpr double kWaitFactor = 12;     // how much longer than compute a step may wait
constexpr double kWaiting = 0.02;      // of its time, what waits computes less than this part
constexpr double kAllSeconds = 60;     // without progress, for what is no step
constexpr double kSuspicious = 1;      // in the scenario's code, without progress
constexpr int kTicksInLibraries = 20;  // for which to wait for a better moment

double Now(clockid_t clock) {
  timespec time{};
  clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double SecondsOf(steady_clock::time_point point) {
  return std::chrono::duration<double>(point.time_since_epoch()).count();
}

/// What a thread's watch knows. Its handler runs on the same thread.
struct Watched {
  bool on = false;
  double step_seconds = 0;
  double deadline = 0;
  std::uint64_t progress = 0;
  // Since when the same is seen at each tick, in seconds of computing, and for how many ticks.
  std::uint64_t seen = 0;
  bool in_step = false;
  double since = 0;
  int ticks = 0;
  int ticks_too_long = 0;
};
thread_local constinit Watched watched;

/// Whether what was interrupted can be left: a library can be in the midst of changing what it has.
bool IsInProgram(const void* context) {
#if defined(__x86_64__)
  const auto pc = static_cast<std::uintptr_t>(
      static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
  return pc - reinterpret_cast<std::uintptr_t>(&__executable_start) <
         static_cast<std::uintptr_t>(&etext - &__executable_start);
#else
  static_cast<void>(context);
  return true;
#endif
}

void Tick(const void* context) {
  Watched& watch = watched;
  const std::uint64_t step = internal::NumberOfStep();
  if (!watch.on || (step == 0 && !internal::MayLeave())) {
    watch.seen = 0;
    return;
  }
  const bool in_step = step != 0;
  const bool in_scenario = in_step || internal::current_arena != nullptr;
  const std::uint64_t now = in_step ? step : 2 * watch.progress + (in_scenario ? 1 : 0) + 1;
  const double computed = Now(CLOCK_THREAD_CPUTIME_ID);
  if (watch.seen != now || watch.in_step != in_step) {
    watch.seen = now;
    watch.in_step = in_step;
    watch.since = computed;
    watch.ticks = watch.ticks_too_long = 0;
    return;
  }
  const double spent = computed - watch.since;
  const double waited = ++watch.ticks * kTickSeconds;
  const bool out_of_time = watch.ticks >= 2 && Now(CLOCK_MONOTONIC) > watch.deadline;
  const double most = !in_scenario ? kAllSeconds
                      : in_step    ? watch.step_seconds
                                   : std::min(kSuspicious, watch.step_seconds);
  // On a busy machine, what computes has to wait, too.
  const bool waits = spent < kWaiting * waited;
  const bool too_long =
      watch.step_seconds > 0 && (spent > most || (waits && waited > kWaitFactor * most));
  if (!too_long && !(out_of_time && in_scenario)) return;
  if (internal::allocating > 0) return;
  if (!waits && !IsInProgram(context) && ++watch.ticks_too_long < kTicksInLibraries) return;
  watch.seen = 0;
  internal::NoteInterrupted(context);
  if (!too_long) {
    internal::LeaveBy(Crash::Cause::kOutOfTime, 0, "", "", 0);
  } else if (in_step) {
    internal::LeaveBy(Crash::Cause::kTooLong, waits ? 1 : 0, "", "",
                      waits ? kWaitFactor * most : most);
  } else {
    internal::LeaveBy(Crash::Cause::kSuspicious, in_scenario ? 1 : 0, "", "", most);
  }
}

HEDDLE_OWN_DATA constinit std::mutex watches_mutex;
HEDDLE_OWN_DATA constinit int watches = 0;
HEDDLE_OWN_DATA constinit struct sigaction action_before = {};

void Handle(int signal, siginfo_t* info, void* context) {
  if (info->si_code == SI_TIMER && info->si_value.sival_ptr == &watched) {
    Tick(context);
  } else if ((action_before.sa_flags & SA_SIGINFO) != 0) {
    action_before.sa_sigaction(signal, info, context);
  } else if (action_before.sa_handler != SIG_DFL && action_before.sa_handler != SIG_IGN) {
    action_before.sa_handler(signal);
  }
}

/// How long this process has run, in seconds; nothing if that cannot be known.
std::optional<double> SecondsOfProcess() {
  std::ifstream file("/proc/self/stat");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t name_end = text.rfind(')');
  if (name_end == text.npos) return {};
  std::istringstream fields(text.substr(name_end + 1));
  std::string field;
  for (int i = 3; i < 22 && fields >> field; ++i) {
  }
  double ticks = 0;
  if (!(fields >> ticks)) return {};
  return Now(CLOCK_BOOTTIME) - ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace

Deadline EarliestDeadline(steady_clock::time_point start, double limit_seconds) {
  Deadline deadline;
  const auto in = [](double seconds) {
    return std::chrono::duration_cast<steady_clock::duration>(
        std::chrono::duration<double>(seconds));
  };
  if (limit_seconds > 0) {
    deadline = {start + in(limit_seconds), fmt::format("the limit of {} seconds", limit_seconds)};
  }
  const char* const of_test = std::getenv("TEST_TIMEOUT");
  const double test_seconds = of_test == nullptr ? 0 : std::strtod(of_test, nullptr);
  if (!(test_seconds > 0 && test_seconds < 1e9)) return deadline;
  const std::optional<double> gone = SecondsOfProcess();
  if (!gone) return deadline;
  const double margin = std::clamp(test_seconds / 10, 1.0, 60.0);
  const auto end = steady_clock::now() + in(test_seconds - margin - *gone);
  if (end < deadline.when) {
    deadline = {end, fmt::format("the time limit of the test ({} s, of which {} s are left)",
                                 test_seconds, margin)};
  }
  return deadline;
}

StepWatch::StepWatch(double step_seconds, steady_clock::time_point deadline) {
  if (watched.on) return;
  first_ = true;
  {
    const std::scoped_lock lock(watches_mutex);
    if (watches++ == 0) {
      struct sigaction action = {};
      action.sa_sigaction = Handle;
      action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER | SA_RESTART;
      sigaction(SIGURG, &action, &action_before);
    }
  }
  watched = {};
  Set(step_seconds, deadline);
  watched.on = true;
  sigevent event = {};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGURG;
  event.sigev_value.sival_ptr = &watched;
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
  if (timer_create(CLOCK_MONOTONIC, &event, &timer_) != 0) {
    watched.on = false;  // it is then as without a watch
    return;
  }
  constexpr timespec kTick = {0, static_cast<long>(kTickSeconds * 1e9)};
  const itimerspec ticks = {kTick, kTick};
  timer_settime(timer_, 0, &ticks, nullptr);
}

StepWatch::~StepWatch() {
  if (!first_) return;
  if (watched.on) timer_delete(timer_);
  watched.on = false;
  const std::scoped_lock lock(watches_mutex);
  if (--watches == 0) sigaction(SIGURG, &action_before, nullptr);
}

void StepWatch::Set(double step_seconds, steady_clock::time_point deadline) {
  watched.step_seconds = step_seconds;
  watched.deadline = SecondsOf(deadline);
}

void StepWatch::NoteProgress() { ++watched.progress; }

}  // namespace heddle::internal
