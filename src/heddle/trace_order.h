#ifndef HEDDLE_SRC_HEDDLE_TRACE_ORDER_H_
#define HEDDLE_SRC_HEDDLE_TRACE_ORDER_H_

#include <cstdint>
#include <string_view>

namespace heddle {

/// What it is that orders a step of one task after a step of another: for traces and for people. No
/// strategy looks at it.
enum class TraceOrder : std::uint8_t {
  kConflict,      ///< both use one object, and their order can matter
  kLock,          ///< a lock is handed over
  kMessage,       ///< one takes what the other has put
  kReadsFrom,     ///< one reads what the other has stored
  kNotification,  ///< one has woken the other
  kSpawn,         ///< one has spawned the task of the other
  kJoin,          ///< one waits for the end of the other's task
  kRelease,       ///< one waits for what the other has released: a count, a barrier
};

inline constexpr int kTraceOrders = 8;

/// The order as traces write it: "conflict", "lock", "message", "reads-from", "notification",
/// "spawn", "join", "release".
constexpr std::string_view NameOf(TraceOrder order) {
  constexpr std::string_view kNames[kTraceOrders] = {
      "conflict", "lock", "message", "reads-from", "notification", "spawn", "join", "release"};
  return kNames[static_cast<int>(order)];
}

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TRACE_ORDER_H_
