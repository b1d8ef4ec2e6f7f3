#ifndef HEDDLE_TESTS_EXPLORER_LITERATURE_PROGRAMS_H_
#define HEDDLE_TESTS_EXPLORER_LITERATURE_PROGRAMS_H_

#include "src/scheduler/scenario.h"

namespace heddle {

// Programs from the literature on stateless model checking. Variables are Managed: their accesses
// are as dependent as those to plain memory, and no data races.

/// One task stores x, `n` tasks load it.
Scenario Readers(int n);

/// a[0..n] = 0; writer j in 1..n: a[j] = a[j-1] + 1; a reader scans i = n, n-1, ... until a[i] is
/// 0.
Scenario LastZero(int n);

/// `n` tasks, each load x, then store one more.
Scenario Increment(int n);

/// The same under a mutex.
Scenario LockedIncrement(int n);

/// p: x = 1. q: y = 1. r: if y == 0 then z = 1. s: if z == 1 then (if y == 0 then x = 2). The
/// example on which wakeup trees matter (Abdulla et al., "Optimal dynamic partial order reduction",
/// POPL 2014).
Scenario WakeupTreeExample();

/// if x == 0 then y = 1 else z = 0; if y == 0 then z = 1 else x = 0; if z == 0 then x = 1 else y =
/// 0.
Scenario Etsi();

/// `n` philosophers, each with a fork on either side, who take the left one first; the last one the
/// right one first, if `last_is_different`.
Scenario Philosophers(int n, bool last_is_different);

/// 32 inodes, 26 blocks; task t: lock inode i = t mod 32; if it has no block, look from b = 2 i mod
/// 26 for a free one, locking each block, and take it; unlock (Flanagan and Godefroid, POPL 2005).
Scenario FileSystem(int n);

/// 128 slots; task t inserts w = m * 11 + t for m = 1..4 at h = 7 w mod 128 by compare-and-swap,
/// probing linearly (ibid.).
Scenario Indexer(int n);

}  // namespace heddle

#endif  // HEDDLE_TESTS_EXPLORER_LITERATURE_PROGRAMS_H_
