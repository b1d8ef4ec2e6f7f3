#ifndef HEDDLE_SRC_HEDDLE_GHOST_H_
#define HEDDLE_SRC_HEDDLE_GHOST_H_

#include <heddle/format_value.h>
#include <heddle/object.h>

#include <string>
#include <string_view>
#include <utility>

namespace heddle {

/// A ghost variable: what the program itself does not have, kept for its properties and observers
/// (what a consumer has consumed so far). One task writes it, as plain memory and not by
/// operations; no other task reads it, so nobody in the program can notice.
template <typename T>
class Ghost final : public Object {
 public:
  Ghost(Scheduler& scheduler, std::string_view name, T initial = T())
      : Object(scheduler, name,
               {.in_one_order = true,
                .waits_as_touched = true,
                .enabled_is_safe = true,
                .leaves_nothing = true,
                .needs_no_lock = true,
                .ignores_ends = true,
                .in_processes = true}),
        value(std::move(initial)) {}

  T value;
  /// The task that writes it, where that is a process of its own whose copy is to be sent home.
  TaskId writer = -1;

  Progress Perform(Operation&, TaskId, int) override { return Progress::kDone; }
  Footprint FootprintOf(const Operation&, TaskId) const override { return {}; }
  std::string_view OperationName(const Operation&) const override { return ""; }
  std::string Describe() const override { return ValueText(value); }
  std::span<std::byte> Residue(TaskId task) override {
    if constexpr (std::is_trivially_copyable_v<T>) {
      if (task == writer) return std::as_writable_bytes(std::span<T>(&value, 1));
    }
    return {};
  }
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_GHOST_H_
