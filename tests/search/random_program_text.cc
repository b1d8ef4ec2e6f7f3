// Random programs as text: see random_program.h.

#include <ostream>

#include "tests/search/random_program.h"

namespace heddle::internal {

namespace {

using Code = Instruction::Code;

constexpr int kTwo = 2;  // variables, mutexes and queues
constexpr const char* kVariables[] = {"x", "y"};
constexpr const char* kMutexes[] = {"m", "n"};
constexpr const char* kAtomics[] = {"a", "b"};
constexpr const char* kQueues[] = {"q", "r"};
constexpr const char* kTasks[] = {"t0", "t1", "t2", "t3"};

void PrintOnAtomic(std::ostream& out, const Instruction& instruction) {
  const char* atomic = kAtomics[instruction.object % kTwo];
  const int value = instruction.value;
  switch (instruction.code) {
    case Code::kAtomicLoad:
      out << "load " << atomic;
      break;
    case Code::kAtomicStore:
      out << "store " << atomic << " " << value;
      break;
    case Code::kExchange:
      out << "exchange " << atomic << " " << value;
      break;
    case Code::kCompareExchange:
      out << "compare-exchange " << atomic << " " << value << " 2";
      break;
    case Code::kWeakCompareExchange:
      out << "weak compare-exchange " << atomic << " " << value << " 2";
      break;
    case Code::kFetchAdd:
      out << "fetch-add " << atomic;
      break;
    case Code::kFetchOr:
      out << "fetch-or " << atomic << " " << value;
      break;
    case Code::kSleepUnless:
      out << "wait " << atomic << " " << value;
      break;
    case Code::kAtomicNotifyOne:
      out << "notify one " << atomic;
      break;
    case Code::kAtomicNotifyAll:
      out << "notify all " << atomic;
      break;
    case Code::kFence:
      out << "fence";
      break;
    case Code::kAwait:
      out << "await " << atomic << " >= " << value;
      break;
    default:
      out << "while " << atomic << " < " << value << ": loop";
  }
  constexpr const char* kOrders[] = {"relaxed", "consume", "acquire",
                                     "release", "acq_rel", "seq_cst"};
  if (instruction.order != std::memory_order_seq_cst) {
    out << " " << kOrders[static_cast<int>(instruction.order)];
  }
}

void Print(std::ostream& out, const Instruction& instruction) {
  const int object = instruction.object;
  switch (instruction.code) {
    case Code::kLoad:
      out << "load " << kVariables[object];
      break;
    case Code::kStore:
      out << kVariables[object] << " = " << instruction.value;
      break;
    case Code::kUpdate:
      out << kVariables[object] << " += 1";
      break;
    case Code::kSkipUnless0:
      out << "if " << kVariables[object] << " == 0:";
      break;
    case Code::kLock:
      out << "lock " << kMutexes[object];
      break;
    case Code::kUnlock:
      out << "unlock " << kMutexes[object];
      break;
    case Code::kTryLock:
      out << "if try-lock " << kMutexes[object] << ":";
      break;
    case Code::kTryAcquire:
      out << "try-acquire";
      break;
    case Code::kWriteLock:
      out << "lock w";
      break;
    case Code::kWriteUnlock:
      out << "unlock w";
      break;
    case Code::kReadLock:
      out << "lock shared w";
      break;
    case Code::kReadUnlock:
      out << "unlock shared w";
      break;
    case Code::kTryWriteLock:
      out << "if try-lock w:";
      break;
    case Code::kTryReadLock:
      out << "if try-lock shared w:";
      break;
    case Code::kCountDown:
      out << "count down";
      break;
    case Code::kAwaitLatch:
      out << "await latch";
      break;
    case Code::kTryLatch:
      out << "try latch";
      break;
    case Code::kArrive:
      out << "arrive";
      break;
    case Code::kArriveAndDrop:
      out << "arrive and drop";
      break;
    case Code::kAcquire:
      out << "acquire";
      break;
    case Code::kRelease:
      out << "release";
      break;
    case Code::kWait:
      out << "wait " << kMutexes[object];
      break;
    case Code::kNotifyOne:
      out << "notify one";
      break;
    case Code::kNotifyAll:
      out << "notify all";
      break;
    case Code::kPut:
      out << "put " << kQueues[object] << " " << instruction.value;
      break;
    case Code::kGet:
      out << "get " << kQueues[object];
      break;
    case Code::kSend:
      out << "send " << instruction.value;
      break;
    case Code::kReceive:
      out << "receive";
      break;
    case Code::kClose:
      out << "close";
      break;
    case Code::kChoose:
      out << "choose";
      break;
    case Code::kAtomicLoad:
    case Code::kAtomicStore:
    case Code::kExchange:
    case Code::kCompareExchange:
    case Code::kWeakCompareExchange:
    case Code::kFetchAdd:
    case Code::kFetchOr:
    case Code::kSleepUnless:
    case Code::kAtomicNotifyOne:
    case Code::kAtomicNotifyAll:
    case Code::kFence:
    case Code::kAwait:
    case Code::kSpin:
      PrintOnAtomic(out, instruction);
      break;
    case Code::kCrash:
      out << (instruction.value % 2 == 0 ? "abort" : "write to nowhere");
      break;
    case Code::kJoin:
      out << "join t" << object << " (mod tasks)";
      break;
    case Code::kSleep:
      out << "sleep " << instruction.value;
      break;
    case Code::kThrow:
      out << "throw";
      break;
    case Code::kReadBlock:
      out << "read b" << object << "." << instruction.value % 2;
      break;
    case Code::kWriteBlock:
      out << "write b" << object << "." << instruction.value % 2;
      break;
    case Code::kDeleteBlock:
      out << "delete b" << object;
      break;
    case Code::kPublish:
      out << "p = new";
      break;
    case Code::kTake:
      out << "read *p." << instruction.value % 2;
      break;
    case Code::kTakeAway:
      out << "delete p";
      break;
    case Code::kMake:
      out << "v = make";
      break;
    case Code::kUseMade:
      out << "load *v";
      break;
    case Code::kDestroyMade:
      out << "destroy *v";
      break;
    case Code::kDestroy:
      out << "destroy " << (object < kTwo ? kMutexes[object] : object == kTwo ? "a" : "x");
      break;
  }
  out << "; ";
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const RandomProgram& program) {
  out << "\ns=" << program.semaphore << " q bounded by " << program.queue << " latch "
      << program.latch << " barrier of " << program.barrier
      << (program.managed ? " managed x, y" : " shared x, y") << " (all 0)"
      << (program.frees && !program.may_leak ? " all is to be freed" : "") << "\n";
  for (std::size_t task = 0; task < program.tasks.size(); ++task) {
    out << kTasks[task] << ": ";
    for (const Item& item : program.tasks[task]) {
      for (const Instruction& instruction : item) Print(out, instruction);
    }
    out << "\n";
  }
  return out;
}

}  // namespace heddle::internal
