#ifndef HEDDLE_SRC_HEDDLE_OBJECT_H_
#define HEDDLE_SRC_HEDDLE_OBJECT_H_

#include <heddle/choice_kind.h>
#include <heddle/footprint.h>
#include <heddle/format_value.h>
#include <heddle/object_traits.h>
#include <heddle/operation.h>
#include <heddle/task_state.h>
#include <heddle/trace_order.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace heddle {

class Object;
class Program;
class Scheduler;

/// Thrown by an object that is used against its rules (unlocking what one does not hold, sending to
/// a closed channel). Every engine reports it as a violation of its own kind.
class Misuse : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Thrown by an operation on what has been freed: a violation of a kind of its own.
class UseAfterFree : public Misuse {
 public:
  using Misuse::Misuse;
};

/// Thrown where what has been freed is freed again: a violation of a kind of its own.
class DoubleFree : public Misuse {
 public:
  using Misuse::Misuse;
};

/// What a task waits for that cannot go on, for whoever reports that it never will.
struct Obstacle {
  /// The task that has what is waited for (the owner of a mutex), or -1.
  TaskId holder = -1;
  /// In words, for a person; may be empty.
  std::string words;
  /// It was offered when nobody waited for it: the notification of a condition.
  bool missed = false;
};

/// What an execution leaves behind that a program must not.
struct Leftover {
  std::string_view kind;  ///< of the violation that it is: "held-lock", "leak"
  std::string words;
};

/// What an operation uses besides the object that it is an operation of.
struct Use {
  Object* object = nullptr;  ///< or null, if there is nothing
  bool destroys = false;     ///< it ends that object's life
};

/// Whether performing an operation has ended it, or turned it into its next step.
enum class Progress : std::uint8_t { kDone, kMore };

/// Something that tasks share. An object says of each of its operations when it is enabled, what it
/// does, and which others it depends on. That is all that the explorer needs: a new kind of object
/// is a class derived from this one, and no engine changes.
///
/// Equal states must be equal bytes where they are to be recognised as equal (a missed match costs
/// time, never soundness): keep values in place (FixedString, Fifo) and leave nothing stale behind.
class Object {
 public:
  /// Registers the object with `scheduler`, which keeps a copy of its name. Without `traits`, it
  /// promises nothing.
  Object(Scheduler& scheduler, std::string_view name, ObjectTraits traits = {});
  /// An object lives as long as the scenario. What a task does with one that another has destroyed
  /// is a use after free.
  virtual ~Object();
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  const char* name() const;
  ObjectTraits traits() const { return traits_; }
  /// Its number: its place in the order of construction, from 0. Numbers that objects reserve
  /// (Scheduler::ReserveNumbers) come after those of all objects.
  int id() const { return id_; }

  /// Whether it is there for tasks: not before a Maker has made it.
  bool is_made() const { return is_made_; }

  /// Called once, when every task has been spawned, before any OnStart: it can make further
  /// objects.
  virtual void BeforeStart() {}
  /// Called once, when every task has been spawned and none has run.
  virtual void OnStart() {}

  /// Whether `task` can perform `operation` now. Asked only of operations that may block.
  virtual bool Enabled(const Operation& operation, TaskId task) const;

  /// Performs one step of `operation`. `choice` is below Choices(). Throws Misuse. Whatever it
  /// throws ends the task, which cannot catch it.
  virtual Progress Perform(Operation& operation, TaskId task, int choice) = 0;

  /// In how many ways `task` can perform the operation now (which waiter a notify wakes): 1 to 255.
  /// Asked only of operations with `has_choices`.
  virtual int Choices(const Operation& operation, TaskId task) const;

  /// What `task` decides by making this choice now, before it does: for traces alone. Asked only of
  /// operations with `has_choices`.
  virtual ChoiceKind KindOf(const Operation& operation, TaskId task, int choice) const;

  /// What the operation's next step touches. Two operations that are not Dependent (neither touches
  /// what the other does, or their modes do not conflict) must commute, in every state, and neither
  /// may enable or disable the other; but a push may enable a pop. Which objects it names, and in
  /// which modes, must not depend on what other tasks can change: only Access::releases may, and
  /// whether an Atomic's compare-and-exchange is a read. A step that may block has no plain access,
  /// and it pushes only if the object promises waits_as_touched and says its Bound.
  virtual Footprint FootprintOf(const Operation& operation, TaskId task) const = 0;

  /// The name of the operation's next step, for traces ("lock", "store").
  virtual std::string_view OperationName(const Operation& operation) const = 0;

  /// The value that the step just performed read, wrote or moved, for traces; empty if it has none.
  /// Where there is a further step, `operation.code` is already that of it.
  virtual std::string OperationValue(const Operation& operation) const;

  /// What the object holds now, for traces; empty if there is nothing to show.
  virtual std::string Describe() const = 0;

  /// What `operation`, which is not enabled, of `task` waits for. If that is not said: what the
  /// object holds, and no task has it.
  virtual Obstacle WaitsFor(const Operation& operation, TaskId task) const;

  /// What of the object must not be left behind by an execution that ends as it is now, with
  /// nothing else wrong. Asked only at such an end.
  virtual std::optional<Leftover> LeftBehind() const;

  /// Who holds it, if it is a lock: a bit for each task. To destroy what is held is misuse, and a
  /// trace says where what is left behind was taken.
  virtual std::uint64_t Holders() const { return 0; }

  /// Whether nothing but a notification lets the operation's next step go on, beside what that step
  /// acquires: another task's step whose Operation::woken names this task.
  virtual bool AwaitsNotice(const Operation&) const { return false; }

  /// Whether `operation`, which waits, may do so for ever when all else has ended (a task that is
  /// never spawned).
  virtual bool MayWaitForEver(const Operation&) const { return false; }

  /// When an operation with the trait waits_for_time can go on: in virtual time, in microseconds.
  virtual std::int64_t WakesAt(const Operation&) const { return 0; }

  /// How many more pushes (Mode::kPush) than pops there can be before a push has to wait: 0 if
  /// there is no bound. It never changes.
  virtual int Bound() const { return 0; }

  /// What else the operation uses, whose life must not have ended.
  virtual Use Uses(const Operation&) const { return {}; }

  /// What to call the place in memory, if it lies in what the object has; empty if not.
  virtual std::string TextOf(const void* place) const;

  /// What sort of object it is, in a word for messages ("condition").
  virtual std::string_view Sort() const { return "object"; }

  /// What orders the tasks that use it, for traces.
  virtual TraceOrder Orders() const { return TraceOrder::kConflict; }

  /// The value that an operation carries, for engines that move it between processes: where to read
  /// it from or write it to. Empty if there is none or if its type is not trivially copyable.
  virtual std::span<std::byte> Payload(Operation& operation);

  /// What of the object a task's process leaves behind when it ends, for engines that fork: the
  /// bytes of `task`'s own copy. Empty if there are none.
  virtual std::span<std::byte> Residue(TaskId task);

 protected:
  /// For engines: what stands in for the object of that number.
  Object(Program& program, int id)
      : program_(&program),
        id_(static_cast<std::uint16_t>(id)),
        traits_{.in_one_order = true,
                .waits_as_touched = true,
                .leaves_nothing = true,
                .stand_in = true} {}

  /// An access to this object.
  Access AccessIn(Mode mode) const {
    Access access;
    access.object = static_cast<std::uint16_t>(id_);
    access.mode = mode;
    return access;
  }

  /// What it is a part of.
  Program& program() const { return *program_; }

  /// A value as traces show it: as FormatValue has it; but a pointer by what lies there, for an
  /// address differs from run to run.
  template <typename T>
  std::string ValueText(const T& value) const {
    if constexpr (!std::is_pointer_v<T> || std::is_convertible_v<T, std::string_view>) {
      return FormatValue(value);
    } else if constexpr (std::is_convertible_v<T, const Object*>) {
      return PointerText(static_cast<const Object*>(value));
    } else if constexpr (std::is_convertible_v<T, const volatile void*>) {
      return PointerText(const_cast<const void*>(static_cast<const volatile void*>(value)));
    } else {
      return value == nullptr ? "null" : "not null";  // a function
    }
  }
  /// The name of the object that lies there; or which of the things it is that the set-up has made.
  std::string PointerText(const Object* object) const;
  std::string PointerText(const void* thing) const;
  /// An access by which an operation ends the life of `target`, for Program::Destroy.
  static Access AccessThatDestroys(const Object& target);
  /// How the task is called.
  const std::string& NameOf(TaskId task) const;
  /// How the tasks are called, a bit each: "a, b", or "nobody".
  std::string NamesOf(std::uint64_t tasks) const;

 private:
  friend class MakerBase;

  Program* program_;
  std::uint16_t id_;
  ObjectTraits traits_;
  bool is_made_ = true;
};

/// In how many ways an operation can be performed at the most.
inline constexpr int kMaxChoices = 255;

/// Object::Choices of `operation` by `task`, which has `has_choices`. Throws std::logic_error if it
/// is not 1 to kMaxChoices.
int ChoicesOf(const Operation& operation, TaskId task);

/// The word for what `task` decides by making this choice now: empty where there is but one way to
/// perform the operation, or this is how it goes where nothing odd happens.
std::string_view WordForChoice(const Operation& operation, TaskId task, int choice);

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_OBJECT_H_
