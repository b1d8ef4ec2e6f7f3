// Dining philosophers, each with a fork on either side.

#include <heddle/mutex.h>
#include <heddle/task.h>

#include <vector>

#include "tests/evidence/literature/making.h"

namespace heddle::literature {
namespace {

Task<> Dine(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const int n = SizeOf(parameters);
  const std::vector<Mutex*> forks = MakeSeveral<Mutex>(scheduler, "fork", n);
  for (int i = 0; i < n; ++i) {
    Mutex& left = *forks[i];
    Mutex& right = *forks[(i + 1) % n];
    const bool swapped = i == n - 1 && parameters.Is("last", "right");
    scheduler.Spawn("philosopher", swapped ? Dine(right, left) : Dine(left, right));
  }
}

HEDDLE_SCENARIO(philosophers,
                Named("philosophers", "n philosophers take the left fork, then the right one",
                      {Size("how many there are", 3, 2, 60),
                       ParameterSpec::Word("last", "the fork that the last one takes first",
                                           {"left", "right"})},
                      SetUp));

}  // namespace
}  // namespace heddle::literature
