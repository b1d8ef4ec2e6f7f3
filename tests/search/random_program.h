#ifndef HEDDLE_TESTS_SEARCH_RANDOM_PROGRAM_H_
#define HEDDLE_TESTS_SEARCH_RANDOM_PROGRAM_H_

#include <heddle/scenario.h>
#include <rapidcheck.h>

#include <atomic>
#include <functional>
#include <iosfwd>
#include <vector>

namespace heddle::internal {

/// One instruction of a random program.
struct Instruction {
  enum Code {
    kLoad,
    kStore,
    kUpdate,       ///< a load, then a store of one more
    kSkipUnless0,  ///< a load; unless it gives 0, the next instruction is left out
    kLock,
    kUnlock,
    kTryLock,  ///< unless it takes the mutex, the next two instructions are left out
    kAcquire,
    kRelease,
    kTryAcquire,
    kWriteLock,  ///< of the shared mutex
    kWriteUnlock,
    kReadLock,
    kReadUnlock,
    kTryWriteLock,  ///< unless it takes it, the next two instructions are left out
    kTryReadLock,   ///< the same
    kCountDown,     ///< of the latch
    kAwaitLatch,
    kTryLatch,
    kArrive,  ///< at the barrier
    kArriveAndDrop,
    kWait,
    kNotifyOne,
    kNotifyAll,
    kPut,
    kGet,
    kSend,
    kReceive,
    kClose,
    kChoose,
    kAtomicLoad,
    kAtomicStore,
    kExchange,
    kCompareExchange,      ///< writes 2 where there is `value`
    kWeakCompareExchange,  ///< the same, and may fail for no reason
    kFetchAdd,
    kFetchOr,
    kSleepUnless,      ///< waits until the atomic is not `value`, and is notified
    kAtomicNotifyOne,  ///< of those
    kAtomicNotifyAll,
    kFence,  ///< with the order
    kAwait,  ///< until the atomic is `value` or more
    kSpin,   ///< the same by a loop of loads
    kJoin,
    kSleep,  ///< so many microseconds of virtual time
    kThrow,
    kCrash,        ///< aborts, or writes to where nothing is
    kReadBlock,    ///< a field of a block that the set-up has made: of `object`, field `value` % 2
    kWriteBlock,   ///< the same
    kDeleteBlock,  ///< the block
    kPublish,      ///< makes a block and stores its address where others load it
    kTake,         ///< loads that, and reads the block that is there, if there is one
    kTakeAway,     ///< the same, but frees it
    kMake,         ///< makes a variable and stores its address where others load it
    kUseMade,      ///< loads that, and loads the variable that is there, if there is one
    kDestroyMade,  ///< the same, but destroys it
    kDestroy,      ///< ends the life of a mutex, the atomic or a variable
  };

  Code code;
  /// Which object of its kind; for kJoin, which task.
  int object = 0;
  int value = 0;
  /// Of an access to an atomic.
  std::memory_order order = std::memory_order_seq_cst;
};

/// What one task does: instructions in a row that belong together (what is locked is unlocked).
using Item = std::vector<Instruction>;

/// A small concurrent program: what each task does, and how its objects begin.
struct RandomProgram {
  std::vector<std::vector<Item>> tasks;
  int semaphore = 0;     ///< its count
  int queue = 0;         ///< the first queue's bound; the second has none
  int latch = 0;         ///< its count
  int barrier = 0;       ///< how many it expects
  bool managed = false;  ///< the variables are Managed, so that there are no data races
  bool frees = false;    ///< there is a heap
  bool may_leak = false;
};

/// What there may be in a random program; each is in a part of them.
struct ProgramTraits {
  bool sleeps = false;
  bool frees = false;   ///< blocks of memory and objects
  bool orders = false;  ///< memory orders weaker than sequential consistency
  bool spins = false;   ///< loops that wait
  bool crashes = false;
};

/// 2 to 4 tasks, with fewer instructions each the more there are: at most some ten thousand
/// interleavings, mostly.
rc::Gen<RandomProgram> AnyProgram(const ProgramTraits& may);

/// Whether some instruction of it is what is asked for.
bool Any(const RandomProgram& program, const std::function<bool(const Instruction&)>& is_it);
/// Whether any task sleeps.
bool Sleeps(const RandomProgram& program);

/// The observer of AsScenario that shows how all objects end, what every task has read, and which
/// tasks have not ended.
inline constexpr const char* kEverything = "everything";

/// How a program waits that is to wait by a loop.
enum class Waits { kByLoop, kByAwait };

/// @param may_be_abandoned  a task that waits for ever is no violation.
Scenario AsScenario(const RandomProgram& program, bool may_be_abandoned,
                    Waits waits = Waits::kByLoop);

/// As text, a line for each task.
std::ostream& operator<<(std::ostream& out, const RandomProgram& program);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_RANDOM_PROGRAM_H_
