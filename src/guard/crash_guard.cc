#include "src/guard/crash_guard.h"

#include <cxxabi.h>
#include <fmt/format.h>
#include <heddle/internal/poison.h>
#include <heddle/internal/world_memory.h>
#include <setjmp.h>
#include <sys/ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <string_view>
#include <utility>

#include "src/guard/leak_sanitizer.h"
#include "src/guard/own_data.h"
#include "src/guard/static_guard.h"

namespace heddle::internal {

namespace {

constexpr std::array kSignals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
// AddressSanitizer's way of being left needs more.
constexpr std::size_t kStackSize = std::size_t{internal::kAddressSanitizer ? 512 : 64} << 10;

/// What the C++ library knows of the exceptions that a thread is handling: __cxa_eh_globals.
struct Exceptions {
  void* caught;
  unsigned uncaught;
};

/// What is known of a crash where no memory can be taken.
struct Notes {
  Crash::Cause cause;
  int number;
  const char* detail;
  const char* function;
  double seconds;
};

class Recovery;
thread_local constinit std::uint64_t steps = 0;
thread_local constinit Recovery* current = nullptr;
// Where the stack of what a signal has interrupted ends, if that is known.
thread_local constinit std::uintptr_t interrupted_stack = 0;
thread_local constinit char failed_assertion[256] = "";

/// A place to go back to, with what has to be put back there.
class Recovery {
 public:
  /// @param frame  of whoever makes it.
  Recovery(bool step, const void* frame)
      : outer_(std::exchange(current, this)),
        frame_(frame),
        step_(step ? ++steps : 0),
        arena_(internal::current_arena),
        statics_(internal::StaticsBeingMade()),
        exceptions_(*Now()) {}
  ~Recovery() { current = outer_; }

  [[noreturn]] void Leave(const Notes& notes) {
    notes_ = notes;
    current = outer_;
    LoseStack();
    siglongjmp(place, 1);
  }

  void PutBack() {
    internal::AbandonStatics(statics_);
    internal::current_arena = arena_;
    *Now() = exceptions_;
  }
  const Notes& notes() const { return notes_; }
  std::uint64_t step() const { return step_; }

  sigjmp_buf place;

 private:
  // What is left was not told to go: AddressSanitizer, which knows of no stack but the thread's
  // own, is told that its variables are gone; and LeakSanitizer, that what they held is lost.
  void LoseStack() const {
    std::uintptr_t bottom = std::exchange(interrupted_stack, 0);
    if (bottom == 0) bottom = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    const auto top = reinterpret_cast<std::uintptr_t>(frame_);
    constexpr std::uintptr_t kMax = std::uintptr_t{64} << 20;  // or it is another stack's
    if (bottom >= top || top - bottom > kMax) return;
    internal::Unpoison(reinterpret_cast<const void*>(bottom), top - bottom);
    constexpr std::uintptr_t kMaxHeld = std::uintptr_t{64} << 10;  // of a recursion, the beginning
    bottom = std::max(bottom, top - std::min(top, kMaxHeld));
    internal::LetLeakAllIn(reinterpret_cast<const void*>(bottom), top - bottom);
  }
  static Exceptions* Now() { return reinterpret_cast<Exceptions*>(abi::__cxa_get_globals()); }

  Recovery* const outer_;
  const void* const frame_;
  const std::uint64_t step_;
  Arena* const arena_;
  const int statics_;
  const Exceptions exceptions_;
  Notes notes_ = {};
};

HEDDLE_OWN_DATA constinit std::mutex guards_mutex;
HEDDLE_OWN_DATA constinit int guards = 0;
HEDDLE_OWN_DATA constinit std::array<struct sigaction, kSignals.size()> actions_before = {};

// Of the guards of a thread: how many there are, the stack of their handlers, and the one before.
thread_local constinit int guards_of_thread = 0;
thread_local constinit char* handlers_stack = nullptr;
thread_local constinit stack_t stack_before = {};

/// What is known of why the kernel sent `signal`; nothing that differs from run to run.
const char* DetailOf(int signal, const siginfo_t& info, const void* context) {
  if (signal == SIGFPE && info.si_code == FPE_INTDIV) return " (division by zero)";
  if (signal != SIGSEGV || info.si_code <= 0 || info.si_code > SEGV_ACCERR) return "";
  const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  constexpr std::uintptr_t kNear = 64 << 10;
#if defined(__x86_64__)
  const auto& registers = static_cast<const ucontext_t*>(context)->uc_mcontext.gregs;
  const auto stack = static_cast<std::uintptr_t>(registers[REG_RSP]);
  if (address - (stack - kNear) < 2 * kNear) return " (stack overflow)";
  if (address < kNear) {
    return (registers[REG_ERR] & 2) != 0 ? " (write near null)" : " (read near null)";
  }
#else
  static_cast<void>(context);
  if (address < kNear) return " (near null)";
#endif
  return "";
}

/// Does what was done of `signal` before there was any guard.
void PassOn(int signal, siginfo_t* info, void* context) {
  const auto of = static_cast<std::size_t>(std::find(kSignals.begin(), kSignals.end(), signal) -
                                           kSignals.begin());
  const struct sigaction& before = actions_before[of];
  if ((before.sa_flags & SA_SIGINFO) != 0) {
    before.sa_sigaction(signal, info, context);
  } else if (before.sa_handler != SIG_DFL && before.sa_handler != SIG_IGN) {
    before.sa_handler(signal);
  } else {
    std::signal(signal, before.sa_handler);
    // The kernel's own comes again as soon as this returns.
    if (info->si_code <= 0) raise(signal);
  }
}

void Handle(int signal, siginfo_t* info, void* context) {
  const bool from_elsewhere = info->si_code <= 0 && info->si_pid != getpid();
  if (!from_elsewhere) {
    internal::NoteInterrupted(context);
    internal::LeaveBy(Crash::Cause::kSignal, signal, DetailOf(signal, *info, context), "", 0);
  }
  PassOn(signal, info, context);
}

std::string_view NameOfSignal(int signal) {
  const char* name = sigabbrev_np(signal);
  return name == nullptr ? "?" : name;
}

}  // namespace

void LeaveBy(Crash::Cause cause, int number, const char* detail, const char* function,
             double seconds) {
  if (current != nullptr) current->Leave({cause, number, detail, function, seconds});
}

void NoteInterrupted(const void* context) {
  if (current == nullptr) return;
  // ThreadSanitizer blocks all signals in every handler.
  pthread_sigmask(SIG_SETMASK, &static_cast<const ucontext_t*>(context)->uc_sigmask, nullptr);
#if defined(__x86_64__)
  constexpr std::uintptr_t kRedZone = 128;
  interrupted_stack = static_cast<std::uintptr_t>(
                          static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]) -
                      kRedZone;
#else
  interrupted_stack = ~std::uintptr_t{0};
#endif
}

bool MayLeave() { return current != nullptr; }

std::uint64_t NumberOfStep() { return current == nullptr ? 0 : current->step(); }

void NoteFailedAssertion(const char* assertion, const char* file, unsigned line,
                         const char* function) {
  const char* slash = std::strrchr(file, '/');
  std::snprintf(failed_assertion, sizeof(failed_assertion), "%s (%s:%u, %s)", assertion,
                slash == nullptr ? file : slash + 1, line, function);
}

std::string Crash::Words() const {
  switch (cause) {
    case Cause::kExit:
      return fmt::format("ends the process by {}({})", function, number);
    case Cause::kTooLong:
      return fmt::format("it {} for more than {:g} s", number != 0 ? "waits" : "computes", seconds);
    case Cause::kSuspicious:
      return fmt::format("it does not come forward for more than {:g} s", seconds);
    case Cause::kOutOfTime:
      return "it has not ended yet";
    default:
      break;
  }
  if (!failed_assertion.empty()) return "a failed assertion: " + failed_assertion;
  if (number == SIGABRT) return "aborted";
  return fmt::format("killed by SIG{}{}", NameOfSignal(number), detail);
}

CrashGuard::CrashGuard() {
  {
    const std::scoped_lock lock(guards_mutex);
    if (guards++ == 0) {
      struct sigaction action = {};
      action.sa_sigaction = Handle;
      // Whoever leaves the handler by a jump does not put the mask of signals back.
      action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
      for (std::size_t i = 0; i < kSignals.size(); ++i) {
        sigaction(kSignals[i], &action, &actions_before[i]);
      }
    }
  }
  if (guards_of_thread++ != 0) return;
  handlers_stack = new char[kStackSize];
  stack_t stack = {};
  stack.ss_sp = handlers_stack;
  stack.ss_size = kStackSize;
  sigaltstack(&stack, &stack_before);
}

CrashGuard::~CrashGuard() {
  if (--guards_of_thread == 0) {
    sigaltstack(&stack_before, nullptr);
    delete[] handlers_stack;
  }
  const std::scoped_lock lock(guards_mutex);
  if (--guards != 0) return;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    sigaction(kSignals[i], &actions_before[i], nullptr);
  }
}

std::unique_ptr<Crash> CrashGuard::Run(void (*body)(void*), void* argument, bool step) {
  Recovery recovery(step, __builtin_frame_address(0));
  if (sigsetjmp(recovery.place, 0) == 0) {
    body(argument);
    return nullptr;
  }
  recovery.PutBack();
  const AllocateFrom heap(nullptr);
  const Notes& notes = recovery.notes();
  auto crash = std::make_unique<Crash>(
      Crash{notes.cause, notes.number, notes.detail, notes.function, notes.seconds, {}});
  if (notes.cause == Crash::Cause::kSignal && notes.number == SIGABRT) {
    crash->failed_assertion = failed_assertion;
  }
  failed_assertion[0] = '\0';
  return crash;
}

Unguarded::Unguarded() : recovery_(std::exchange(current, nullptr)) {}

Unguarded::~Unguarded() { current = static_cast<Recovery*>(recovery_); }

}  // namespace heddle::internal
