#ifndef HEDDLE_SRC_HEDDLE_SHARED_H_
#define HEDDLE_SRC_HEDDLE_SHARED_H_

#include <heddle/cell.h>
#include <heddle/executor.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace heddle {

/// Who sees what is written to a Shared.
enum class Sharing {
  kOneMemory,   ///< every task: they are threads
  kPerProcess,  ///< the writer alone: each task was forked, with a copy of its own
};

/// A plain variable: `Shared<int>& x = scheduler.Make<Shared<int>>("x", 0);`
///
/// Loads and stores are unguarded memory accesses. Two of them by different tasks, one a store,
/// that nothing orders are a data race, and a violation.
template <typename T>
class Shared : public Cell<T> {
 public:
  Shared(Scheduler& scheduler, std::string_view name, T initial = T(),
         Sharing sharing = Sharing::kOneMemory)
      : Cell<T>(scheduler, name,
                {.in_one_order = true,
                 .waits_as_touched = true,
                 .enabled_is_safe = true,
                 .leaves_nothing = true,
                 .needs_no_lock = true,
                 .ignores_ends = true,
                 .in_processes = true},
                std::move(initial)),
        sharing_(sharing) {}

  /// The copy that `task`'s process has, for properties and observers.
  const T& copy_of(TaskId task) const { return HasOwnCopy(task) ? copies_[task] : this->value_; }

  void OnStart() override {
    if (sharing_ == Sharing::kOneMemory) return;
    const int tasks = this->program().task_count();
    copies_ = std::make_unique<T[]>(tasks);
    for (int i = 0; i < tasks; ++i) copies_[i] = this->value_;
  }

  Footprint FootprintOf(const Operation& operation, TaskId task) const override {
    if (HasOwnCopy(task)) return {};
    Footprint footprint;
    footprint.first = this->AccessIn(operation.code == Cell<T>::kLoad ? Mode::kRead : Mode::kWrite);
    footprint.first.plain = true;
    return footprint;
  }

  std::string_view OperationName(const Operation& operation) const override {
    return operation.code == Cell<T>::kLoad ? "load" : "store";
  }

  std::string Describe() const override {
    if (copies_ == nullptr) return Cell<T>::Describe();
    std::string text = "parent " + this->ValueText(this->value_);
    for (int i = 0; i < this->program().task_count(); ++i) {
      if (!HasOwnCopy(i)) continue;
      text += ", " + this->program().NameOf(i) + " " + this->ValueText(copies_[i]);
    }
    return text;
  }

  std::span<std::byte> Residue(TaskId task) override {
    if (!HasOwnCopy(task)) return {};
    return this->BytesOf(copies_[task]);
  }

 protected:
  // Really forked processes have a copy each of the one variable; only a model has to keep them
  // apart.
  T& At(TaskId task) override {
    return HasOwnCopy(task) && !this->program().executor().RunsForReal() ? copies_[task]
                                                                         : this->value_;
  }
  void Stored(TaskId task) override {
    if (HasOwnCopy(task)) copies_[task] = At(task);
  }

 private:
  bool HasOwnCopy(TaskId task) const {
    return copies_ != nullptr && !this->program().tasks()[task].traits.in_parent;
  }

  Sharing sharing_;
  std::unique_ptr<T[]> copies_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_SHARED_H_
