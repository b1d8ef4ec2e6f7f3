#ifndef HEDDLE_SRC_GUARD_STATIC_GUARD_H_
#define HEDDLE_SRC_GUARD_STATIC_GUARD_H_

#include <atomic>
#include <cstdint>

namespace heddle::internal {

/// How many function-local statics have been made in this process.
std::uint64_t StaticsMade();

/// How many of them this thread is making now, one within the other.
int StaticsBeingMade();

/// Gives up those that have been begun since there were so many: whoever was making them has been
/// left in the midst. The next to come there makes them.
void AbandonStatics(int down_to);

/// Whether, since it was asked last, a scenario has made a thread_local variable with a destructor,
/// what it owns in its world.
bool MadeVariableOfThread();

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_GUARD_STATIC_GUARD_H_
