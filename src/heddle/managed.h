#ifndef HEDDLE_SRC_HEDDLE_MANAGED_H_
#define HEDDLE_SRC_HEDDLE_MANAGED_H_

#include <heddle/cell.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace heddle {

/// What engines whose manager is a process need to know of any Managed, whatever its type.
class ManagedBase {
 public:
  virtual ~ManagedBase() = default;
  /// Whether the next step of `operation` is a get request; if not, it is a set request.
  virtual bool Gets(const Operation& operation) const = 0;
  /// The value's own bytes; empty if its type is not trivially copyable.
  virtual std::span<std::byte> ValueBytes() = 0;
};

/// A value that lives in a manager process, as Python's multiprocessing.Manager().Value does: Load
/// is a get request to it, Store a set request. The manager serves one request at a time, so there
/// is no data race, but an update is still two requests, and another process can write between
/// them.
template <typename T>
class Managed : public Cell<T>, public ManagedBase {
 public:
  Managed(Scheduler& scheduler, std::string_view name, T initial = T())
      : Cell<T>(scheduler, name,
                {.in_one_order = true,
                 .waits_as_touched = true,
                 .enabled_is_safe = true,
                 .leaves_nothing = true,
                 .ignores_ends = true,
                 .in_processes = true},
                std::move(initial)) {}

  Footprint FootprintOf(const Operation& operation, TaskId) const override {
    Footprint footprint;
    footprint.first = this->AccessIn(operation.code == Cell<T>::kLoad ? Mode::kRead : Mode::kWrite);
    return footprint;
  }

  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == Cell<T>::kLoad ? "get" : "set";
  }

  bool Gets(const Operation& operation) const override { return operation.code == Cell<T>::kLoad; }
  std::span<std::byte> ValueBytes() override { return this->BytesOf(this->value_); }
  std::span<std::byte> Residue(TaskId) override { return {}; }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_MANAGED_H_
