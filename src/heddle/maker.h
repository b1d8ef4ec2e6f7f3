#ifndef HEDDLE_SRC_HEDDLE_MAKER_H_
#define HEDDLE_SRC_HEDDLE_MAKER_H_

#include <heddle/internal/wipe.h>
#include <heddle/object.h>
#include <heddle/scheduler.h>

#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace heddle {

class Spawner;

/// What any Maker is to engines.
class MakerBase : public Object {
 public:
  enum Code { kMake, kDestroy };

  class HEDDLE_OPERATION ObjectOperation : public Operation {
   public:
    ObjectOperation(MakerBase& maker, Code code, Object* target, std::source_location where)
        : Operation(maker, code, false, where), target(target) {}
    ~ObjectOperation() { internal::Wipe(target); }
    /// What is destroyed, or has been made.
    Object* target;
  };

  void BeforeStart() override;
  Progress Perform(Operation& operation, TaskId task, int choice) override;
  Footprint FootprintOf(const Operation& operation, TaskId task) const override;
  std::string_view OperationName(const Operation& operation) const override;
  std::string OperationValue(const Operation& operation) const override;
  std::string Describe() const override;
  Use Uses(const Operation& operation) const override;
  std::string_view Sort() const override { return "maker"; }

 protected:
  MakerBase(Scheduler& scheduler, std::string_view name, int most);

 private:
  /// Makes the object as the set-up would.
  virtual Object& MakeFor(Scheduler& scheduler, std::string_view name) = 0;
  /// What `task` makes next, or null.
  Object* NextOf(TaskId task) const;
  void RequireOwn(const Object& target, TaskId task) const;

  const int most_;
  std::vector<Object*> objects_;  // those of the first task, then those of the second, ...
  struct Count {
    std::uint8_t made = 0, destroyed = 0;
  };
  std::unique_ptr<Count[]> counts_;  // by each task
};

/// Makes objects of one type while tasks run, and destroys them:
///
///     auto& locks = scheduler.Make<Maker<Mutex>>("lock", 2);  // in the set-up: each task makes
///     ...                                                     // at most 2
///     Mutex& lock = co_await locks.Make();                    // in a task
///     co_await lock.Lock();
///     ...
///     co_await locks.Destroy(lock);
///
/// Both are steps. Objects are called "lock main.1", "lock main.2": by the task that makes them, in
/// its order. So what one task makes does not depend on what others make.
///
/// Whoever uses an object after it was destroyed, or destroys it once more, has misused it, which
/// are violations of their own kinds: "use-after-free", "double-free". So is a plain access to it
/// (Shared) that nothing orders with its making or its destruction. To destroy what somebody holds,
/// what another Maker has made, or to make more than there may be, is misuse ("misuse"). Within an
/// execution no object takes the place of one that was destroyed, so that every use of that is
/// found; and nobody must destroy what was made.
///
/// Not for processes: they share what there is before they begin.
template <typename T>
class Maker final : public MakerBase {
  static_assert(std::is_base_of_v<Object, T>,
                "a Maker makes objects: other memory that tasks make is that of a Heap");
  static_assert(!std::is_same_v<T, Spawner>,
                "a Maker makes no Spawner: which tasks there are is known when the set-up is over");

 public:
  class HEDDLE_OPERATION MakeOperation : public ObjectOperation {
   public:
    using ObjectOperation::ObjectOperation;
    T& await_resume() const { return static_cast<T&>(*this->target); }
  };

  /// @param most  how many objects each task can make in one execution, all in all: 1 to 64.
  /// @param arguments  each object is made from copies of these, after the scheduler and its name.
  /// Throws std::invalid_argument.
  template <typename... Arguments>
  Maker(Scheduler& scheduler, std::string_view name, int most, Arguments... arguments)
      : MakerBase(scheduler, name, most),
        make_(std::make_unique<MakeOf<Arguments...>>(std::move(arguments)...)) {}

  /// Makes an object, as it is when a set-up has made it. Throws Misuse (when it is performed) if
  /// the task has made as many as it can.
  MakeOperation Make(std::source_location where = std::source_location::current()) {
    return MakeOperation(*this, kMake, nullptr, where);
  }
  /// Ends the life of an object that this Maker has made. Its destructor runs when the scenario
  /// ends: until then, its memory is there. Throws Misuse (when it is performed) while somebody
  /// holds it, and DoubleFree if it was destroyed before.
  ObjectOperation Destroy(T& made, std::source_location where = std::source_location::current()) {
    return ObjectOperation(*this, kDestroy, &made, where);
  }

 private:
  struct AnyMake {
    virtual ~AnyMake() = default;
    virtual T& operator()(Scheduler& scheduler, std::string_view name) const = 0;
  };
  template <typename... Arguments>
  struct MakeOf final : AnyMake {
    explicit MakeOf(Arguments&&... arguments) : arguments(std::move(arguments)...) {}
    T& operator()(Scheduler& scheduler, std::string_view name) const override {
      return std::apply(
          [&](const Arguments&... each) -> T& { return scheduler.Make<T>(name, each...); },
          arguments);
    }
    std::tuple<Arguments...> arguments;
  };

  Object& MakeFor(Scheduler& scheduler, std::string_view name) override {
    return (*make_)(scheduler, name);
  }

  std::unique_ptr<AnyMake> make_;
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_MAKER_H_
