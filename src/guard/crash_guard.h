#ifndef HEDDLE_SRC_GUARD_CRASH_GUARD_H_
#define HEDDLE_SRC_GUARD_CRASH_GUARD_H_

#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace heddle::internal {

/// What has ended a piece of code in its midst.
struct Crash {
  enum class Cause {
    kSignal,      ///< a signal that kills, abort() among them
    kExit,        ///< exit() and its like: the end of the whole process
    kTooLong,     ///< it has run or waited for longer than a step may (see StepWatch)
    kOutOfTime,   ///< the time for all is up
    kSuspicious,  ///< it has not come forward for long: in one step, it seems (see RunAll)
  };
  Cause cause = Cause::kSignal;
  int number = 0;             // the signal, or the exit status
  const char* detail = "";    // what is known of the signal's cause; a literal
  const char* function = "";  // kExit: which one; a literal
  double seconds = 0;         // kTooLong: how long a step may take
  std::string failed_assertion;

  /// "killed by SIGSEGV (write near null)"
  std::string Words() const;
};

/// While one lives, what Run runs on its thread may crash: by a signal that would kill the process
/// (SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS; a stack overflow is a SIGSEGV), or
/// by asking for the end of the process (exit, _exit, _Exit, quick_exit). Several can live at once,
/// on several threads; each ends on the thread on which it was made. Outside of Run, and on other
/// threads, such a signal does what it did before.
///
/// What a sanitizer finds ends the process in the sanitizer's own way.
class CrashGuard {
 public:
  CrashGuard();
  ~CrashGuard();
  CrashGuard(const CrashGuard&) = delete;
  CrashGuard& operator=(const CrashGuard&) = delete;

  /// Runs `body`, which may throw. If it crashes, it is left there and then: nothing that lives on
  /// its stack is destroyed, and what it held is lost. Inner calls come first.
  /// What it runs is a step to a StepWatch, or as short as one.
  /// @return what has crashed; null if nothing has.
  template <typename Body>
  static std::unique_ptr<Crash> Run(Body&& body) {
    return RunErased(std::addressof(body), /*step=*/true);
  }
  /// The same of many steps: a StepWatch leaves it where it does not come forward (see
  /// StepWatch::NoteProgress).
  template <typename Body>
  static std::unique_ptr<Crash> RunAll(Body&& body) {
    return RunErased(std::addressof(body), /*step=*/false);
  }

 private:
  template <typename Body>
  static std::unique_ptr<Crash> RunErased(Body* body, bool step) {
    return Run([](void* erased) { (*static_cast<Body*>(erased))(); },
               const_cast<void*>(static_cast<const void*>(body)), step);
  }
  static std::unique_ptr<Crash> Run(void (*body)(void*), void* argument, bool step);
};

/// While it lives, what its thread does is none of Run's business, nor of a StepWatch's.
class Unguarded {
 public:
  Unguarded();
  ~Unguarded();
  Unguarded(const Unguarded&) = delete;
  Unguarded& operator=(const Unguarded&) = delete;

 private:
  void* recovery_;
};

/// Where something within Run has `crash`ed: leaves it. Returns if nothing runs there. May be
/// called by a signal handler; takes no memory. An assertion's text has its own way.
void LeaveBy(Crash::Cause cause, int number, const char* detail, const char* function,
             double seconds);
/// Within a signal's handler, before LeaveBy: what is known there is put back, or noted.
void NoteInterrupted(const void* context);
/// Whether something on this thread is within Run.
bool MayLeave();
/// The number of the step that this thread is in: another for each; 0 if it is in none.
std::uint64_t NumberOfStep();
/// Notes the assertion for which an abort() is about to come.
void NoteFailedAssertion(const char* assertion, const char* file, unsigned line,
                         const char* function);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_GUARD_CRASH_GUARD_H_
