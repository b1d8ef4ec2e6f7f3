// Programs over atomics, whose traces two independent enumerators have counted. A compare-and-swap
// that fails is a read.

#include <heddle/atomic.h>
#include <heddle/task.h>

#include "tests/evidence/literature/making.h"

namespace heddle::literature {
namespace {

using Number = Atomic<int>;

Task<> AddRepeatedly(Number& to, Number& what, int times) {
  for (int i = 0; i < times; ++i) {
    const int value = co_await to.Load();
    co_await to.Store(value + co_await what.Load());
  }
}

Task<> StoreOneAndTwo(Number& x) {
  co_await x.Store(1);
  co_await x.Store(2);
}

Task<> LoadTwice(Number& x) {
  co_await x.Load();
  co_await x.Load();
}

Task<> Rotate(Number& x, int from) { co_await x.CompareExchange(from, from + 1); }

Task<> StoreAndCompare(Number& x, int mine) {
  co_await x.Store(mine);
  co_await x.CompareExchange(mine, 0);
}

constexpr int kMax = 20;  // tasks of one kind

void SetUpFibonacci(Scheduler& scheduler, const Parameters& parameters) {
  auto& i = scheduler.Make<Number>("i", 1);
  auto& j = scheduler.Make<Number>("j", 1);
  scheduler.Spawn("first", AddRepeatedly(i, j, SizeOf(parameters)));
  scheduler.Spawn("second", AddRepeatedly(j, i, SizeOf(parameters)));
}

void SetUpCoherence(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Number>("x");
  scheduler.Spawn("writer", StoreOneAndTwo(x));
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("reader", LoadTwice(x));
}

void SetUpRotation(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Number>("x");
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("task", Rotate(x, i));
}

void SetUpStoreAndCompare(Scheduler& scheduler, const Parameters& parameters) {
  auto& x = scheduler.Make<Number>("x");
  for (int i = 1; i <= SizeOf(parameters); ++i) scheduler.Spawn("task", StoreAndCompare(x, i));
}

HEDDLE_SCENARIO(fib, Named("fib", "i += j, n times; j += i, n times: each a load, a load, a store",
                           {Size("how often each adds", 2, 1, kMax)}, SetUpFibonacci));

HEDDLE_SCENARIO(corr, Named("corr", "one task stores x = 1, then x = 2; n tasks load x twice",
                            {Size("how many load", 2, 1, kMax)}, SetUpCoherence));

HEDDLE_SCENARIO(casrot, Named("casrot", "task k of n does a compare-and-swap of x from k - 1 to k",
                              {Size("how many tasks", 3, 1, kMax)}, SetUpRotation));

HEDDLE_SCENARIO(wcas, Named("wcas", "n tasks, each a store to x, then a compare-and-swap of x",
                            {Size("how many tasks", 2, 1, kMax)}, SetUpStoreAndCompare));

}  // namespace
}  // namespace heddle::literature
