// Programs over a few variables, all 0 at first.

#include <heddle/mutex.h>
#include <heddle/task.h>

#include <vector>

#include "tests/evidence/literature/making.h"

namespace heddle::literature {
namespace {

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

constexpr int kMax = 60;  // tasks of one kind

void SetUpReaders(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Variable>("x");
  scheduler.Spawn("writer", Write(x, 1));
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("reader", Read(x));
}

void SetUpLastZero(Scheduler& scheduler, const Parameters& parameters) {
  const int n = SizeOf(parameters);
  auto& a = scheduler.Make<std::vector<Variable*>>(MakeSeveral<Variable>(scheduler, "a", n + 1));
  scheduler.Spawn("reader", ScanForZero(a));
  for (int j = 1; j <= n; ++j) scheduler.Spawn("writer", WriteNext(*a[j - 1], *a[j]));
}

void SetUpIncrement(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Variable>("x");
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("task", Add(x, nullptr));
}

void SetUpLockedIncrement(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Variable>("x");
  auto& mutex = scheduler.Make<Mutex>("mutex");
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("task", Add(x, &mutex));
}

void SetUpWakeupTreeExample(Scheduler& scheduler, const Parameters&) {
  auto& x = scheduler.Make<Variable>("x");
  auto& y = scheduler.Make<Variable>("y");
  auto& z = scheduler.Make<Variable>("z");
  scheduler.Spawn("p", Write(x, 1));
  scheduler.Spawn("q", Write(y, 1));
  scheduler.Spawn("r", SetIfZero(y, z));
  scheduler.Spawn("s", SetIfOneAndZero(z, y, x));
}

void SetUpEtsi(Scheduler& scheduler, const Parameters&) {
  auto& x = scheduler.Make<Variable>("x");
  auto& y = scheduler.Make<Variable>("y");
  auto& z = scheduler.Make<Variable>("z");
  scheduler.Spawn("first", SetEither(x, y, z));
  scheduler.Spawn("second", SetEither(y, z, x));
  scheduler.Spawn("third", SetEither(z, x, y));
}

HEDDLE_SCENARIO(readers, Named("readers", "one task stores x, n tasks load it",
                               {Size("how many load", 2, 1, kMax)}, SetUpReaders));

HEDDLE_SCENARIO(lastzero,
                Named("lastzero",
                      "writer j of n: a[j] = a[j-1] + 1; a reader scans from a[n] down to a 0",
                      {Size("how many write", 2, 1, kMax)}, SetUpLastZero));

HEDDLE_SCENARIO(inc, Named("inc", "n tasks, each load x, then store one more",
                           {Size("how many tasks", 2, 1, kMax)}, SetUpIncrement));

HEDDLE_SCENARIO(lockinc, Named("lockinc", "the same under a mutex",
                               {Size("how many tasks", 2, 1, kMax)}, SetUpLockedIncrement));

// The example on which wakeup trees matter (Abdulla et al., "Optimal dynamic partial order
// reduction", POPL 2014).
HEDDLE_SCENARIO(popl14, Named("popl14",
                              "x = 1 | y = 1 | if y == 0 then z = 1 | if z == 1 then (if y == 0 "
                              "then x = 2)",
                              {}, SetUpWakeupTreeExample));

HEDDLE_SCENARIO(etsi,
                Named("etsi",
                      "if x == 0 then y = 1 else z = 0 | if y == 0 then z = 1 else x = 0 | if "
                      "z == 0 then x = 1 else y = 0",
                      {}, SetUpEtsi));

}  // namespace
}  // namespace heddle::literature
