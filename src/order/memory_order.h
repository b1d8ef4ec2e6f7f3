#ifndef HEDDLE_SRC_ORDER_MEMORY_ORDER_H_
#define HEDDLE_SRC_ORDER_MEMORY_ORDER_H_

#include <heddle/atomic.h>

#include <atomic>

namespace heddle::internal {

// What accesses to an atomic do, and what their memory orders say.

/// Whether it has read, or is to read.
inline bool Reads(const AtomicBase::AccessOperation& access) {
  return access.code != AtomicBase::kStore && access.code != AtomicBase::kNotifyOne &&
         access.code != AtomicBase::kNotifyAll;
}

/// Whether it has written. Of a compare-and-exchange that was not performed yet: false.
inline bool Writes(const AtomicBase::AccessOperation& access) {
  switch (access.code) {
    case AtomicBase::kLoad:
    case AtomicBase::kAwait:
    case AtomicBase::kWait:
    case AtomicBase::kWake:
    case AtomicBase::kNotifyOne:
    case AtomicBase::kNotifyAll:
      return false;
    case AtomicBase::kCompareExchange:
      return access.exchanged;
    default:
      return true;
  }
}

/// The order that counts for what it has done.
inline std::memory_order OrderOf(const AtomicBase::AccessOperation& access) {
  const bool failed = access.code == AtomicBase::kCompareExchange && !access.exchanged;
  return failed ? access.failure_order : access.order;
}

inline bool Acquires(std::memory_order order) {
  return order != std::memory_order_relaxed && order != std::memory_order_release;
}

inline bool Releases(std::memory_order order) {
  return order == std::memory_order_release || order == std::memory_order_acq_rel ||
         order == std::memory_order_seq_cst;
}

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_ORDER_MEMORY_ORDER_H_
