#include "tests/explorer/literature_programs.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "src/scheduler/managed.h"
#include "src/scheduler/mutex.h"
#include "tests/explorer/scenarios.h"

namespace heddle {

namespace {

using Variable = Managed<int>;

/// Names must outlive the objects: those of these programs live as long as the scenario.
template <typename T>
std::vector<T*> MakeSeveral(Scheduler& scheduler, const std::string& prefix, int n) {
  auto& names = scheduler.Make<std::vector<std::string>>();
  names.reserve(n);
  std::vector<T*> made;
  for (int i = 0; i < n; ++i) {
    names.push_back(prefix + std::to_string(i));
    made.push_back(&scheduler.Make<T>(names.back().c_str()));
  }
  return made;
}

Task<> Write(Variable& x, int value) { co_await x.Store(value); }

Task<> Read(Variable& x) { co_await x.Load(); }

Task<> Add(Variable& x, Mutex* mutex) {
  if (mutex != nullptr) co_await mutex->Lock();
  co_await x.Update([](int& value) { ++value; });
  if (mutex != nullptr) co_await mutex->Unlock();
}

Task<> WriteNext(Variable& before, Variable& after) {
  const int value = co_await before.Load();
  co_await after.Store(value + 1);
}

Task<> ScanForZero(const std::vector<Variable*>& a) {
  for (std::size_t i = a.size(); i-- > 0;) {
    const int value = co_await a[i]->Load();
    if (value == 0) break;
  }
}

Task<> SetIfZero(Variable& y, Variable& z) {
  const int value = co_await y.Load();
  if (value == 0) co_await z.Store(1);
}

Task<> SetIfOneAndZero(Variable& z, Variable& y, Variable& x) {
  const int first = co_await z.Load();
  if (first != 1) co_return;
  const int second = co_await y.Load();
  if (second == 0) co_await x.Store(2);
}

Task<> SetEither(Variable& read, Variable& if_zero, Variable& if_not) {
  const int value = co_await read.Load();
  if (value == 0) {
    co_await if_zero.Store(1);
  } else {
    co_await if_not.Store(0);
  }
}

Task<> Dine(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

struct Disk {
  std::vector<Mutex*> inode_locks, block_locks;
  std::vector<Variable*> inodes, busy;
};

Task<> TakeBlock(const Disk& disk, int task) {
  const int inode = task % 32;
  co_await disk.inode_locks[inode]->Lock();
  const int has = co_await disk.inodes[inode]->Load();
  for (int block = inode * 2 % 26; has == 0; block = (block + 1) % 26) {
    co_await disk.block_locks[block]->Lock();
    const int taken = co_await disk.busy[block]->Load();
    if (taken == 0) {
      co_await disk.busy[block]->Store(1);
      co_await disk.inodes[inode]->Store(block + 1);
    }
    co_await disk.block_locks[block]->Unlock();
    if (taken == 0) break;
  }
  co_await disk.inode_locks[inode]->Unlock();
}

/// A word that is changed by compare-and-swap, in one step: an object of a user's own.
class Slot final : public Object {
 public:
  class SwapOperation : public Operation {
   public:
    using Operation::Operation;
    bool await_resume() const { return done; }
    int value = 0;
    bool done = false;
  };

  Slot(Scheduler& scheduler, const char* name) : Object(scheduler, name) {}

  /// Stores `value` if the slot holds 0. Gives whether it did.
  SwapOperation FillIfEmpty(int value,
                            std::source_location where = std::source_location::current()) {
    SwapOperation operation(*this, 0, false, where);
    operation.value = value;
    return operation;
  }

  Progress Perform(Operation& operation, TaskId, int) override {
    auto& swap = static_cast<SwapOperation&>(operation);
    swap.done = value_ == 0;
    if (swap.done) value_ = swap.value;
    return Progress::kDone;
  }
  Footprint Touches(const Operation&, TaskId) const override { return {Touch(Mode::kWrite), {}}; }
  std::string_view OperationName(const Operation&) const override { return "compare and swap"; }
  std::string Describe() const override { return std::to_string(value_); }

 private:
  std::int32_t value_ = 0;
};

Task<> InsertWords(const std::vector<Slot*>& table, int task) {
  for (int m = 1; m <= 4; ++m) {
    const int word = m * 11 + task;
    for (int hash = word * 7 % 128;; hash = (hash + 1) % 128) {
      const bool done = co_await table[hash]->FillIfEmpty(word);
      if (done) break;
    }
  }
}

}  // namespace

Scenario Readers(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& x = scheduler.Make<Variable>("x");
    scheduler.Spawn("writer", Write(x, 1));
    for (int i = 0; i < n; ++i) scheduler.Spawn("reader", Read(x));
  });
}

Scenario LastZero(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& a = scheduler.Make<std::vector<Variable*>>(MakeSeveral<Variable>(scheduler, "a", n + 1));
    scheduler.Spawn("reader", ScanForZero(a));
    for (int j = 1; j <= n; ++j) scheduler.Spawn("writer", WriteNext(*a[j - 1], *a[j]));
  });
}

Scenario Increment(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& x = scheduler.Make<Variable>("x");
    for (int i = 0; i < n; ++i) scheduler.Spawn("task", Add(x, nullptr));
  });
}

Scenario LockedIncrement(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& x = scheduler.Make<Variable>("x");
    auto& mutex = scheduler.Make<Mutex>("mutex");
    for (int i = 0; i < n; ++i) scheduler.Spawn("task", Add(x, &mutex));
  });
}

Scenario WakeupTreeExample() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Variable>("x");
    auto& y = scheduler.Make<Variable>("y");
    auto& z = scheduler.Make<Variable>("z");
    scheduler.Spawn("p", Write(x, 1));
    scheduler.Spawn("q", Write(y, 1));
    scheduler.Spawn("r", SetIfZero(y, z));
    scheduler.Spawn("s", SetIfOneAndZero(z, y, x));
  });
}

Scenario Etsi() {
  return Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Variable>("x");
    auto& y = scheduler.Make<Variable>("y");
    auto& z = scheduler.Make<Variable>("z");
    scheduler.Spawn("first", SetEither(x, y, z));
    scheduler.Spawn("second", SetEither(y, z, x));
    scheduler.Spawn("third", SetEither(z, x, y));
  });
}

Scenario Philosophers(int n, bool last_is_different) {
  return Program([n, last_is_different](Scheduler& scheduler) {
    const std::vector<Mutex*> forks = MakeSeveral<Mutex>(scheduler, "fork", n);
    for (int i = 0; i < n; ++i) {
      Mutex& left = *forks[i];
      Mutex& right = *forks[(i + 1) % n];
      const bool swapped = last_is_different && i == n - 1;
      scheduler.Spawn("philosopher", swapped ? Dine(right, left) : Dine(left, right));
    }
  });
}

Scenario FileSystem(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& disk = scheduler.Make<Disk>();
    disk.inode_locks = MakeSeveral<Mutex>(scheduler, "inode lock ", 32);
    disk.block_locks = MakeSeveral<Mutex>(scheduler, "block lock ", 26);
    disk.inodes = MakeSeveral<Variable>(scheduler, "inode ", 32);
    disk.busy = MakeSeveral<Variable>(scheduler, "busy ", 26);
    for (int i = 0; i < n; ++i) scheduler.Spawn("task", TakeBlock(disk, i));
  });
}

Scenario Indexer(int n) {
  return Program([n](Scheduler& scheduler) {
    auto& table = scheduler.Make<std::vector<Slot*>>(MakeSeveral<Slot>(scheduler, "slot ", 128));
    for (int i = 0; i < n; ++i) scheduler.Spawn("task", InsertWords(table, i));
  });
}

}  // namespace heddle
