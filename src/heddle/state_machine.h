#ifndef HEDDLE_SRC_HEDDLE_STATE_MACHINE_H_
#define HEDDLE_SRC_HEDDLE_STATE_MACHINE_H_

#include <heddle/body.h>
#include <heddle/operation.h>
#include <heddle/task_state.h>

#include <concepts>
#include <cstddef>
#include <new>
#include <utility>

namespace heddle {

/// A task's body that is no coroutine, but an object that knows itself where it is:
///
///     class Adder final : public StateMachine {
///      public:
///       explicit Adder(Managed<int>& sum) : sum_(sum) {}
///
///      private:
///       void Resume() override {
///         switch (at_++) {
///           case 0:
///             load_ = &Await(sum_.Load());
///             return;
///           case 1:
///             Await(sum_.Store(load_->await_resume() + 1));
///         }
///       }
///       Managed<int>& sum_;
///       decltype(std::declval<Managed<int>&>().Load())* load_ = nullptr;
///       int at_ = 0;
///     };
///
///     scheduler.Spawn("adder", std::make_unique<Adder>(sum));
///
/// As between two operations of a coroutine, what it does in Resume is no step. It is part of the
/// program's state: equal states must be equal bytes where they are to be recognised as equal.
class StateMachine {
 public:
  StateMachine(const StateMachine&) = delete;
  StateMachine& operator=(const StateMachine&) = delete;
  virtual ~StateMachine() { Drop(); }

  /// For schedulers: binds the task to its state, ready to be resumed from its beginning.
  void Bind(TaskState& state);

 protected:
  StateMachine();

  /// Goes on to the task's next operation: hands it over by Await, and returns. Where it returns
  /// without that, the task has ended. An exception that leaves it ends the run with a verdict.
  virtual void Resume() = 0;

  /// Hands over the task's next operation. Resume is called again when it is done.
  /// @return the operation where it is kept until the next Await: what its await_resume() gives
  ///         then is its result.
  /// Throws std::logic_error if Resume has handed over one already.
  template <std::derived_from<Operation> Awaited>
  Awaited& Await(Awaited operation) {
    static_assert(sizeof(Kept<Awaited>) <= kRoom,
                  "a StateMachine has no room for an operation that carries so much: let it carry "
                  "a pointer");
    RequireNone();
    Drop();
    auto* kept = ::new (room_) Kept<Awaited>(std::move(operation));
    kept_ = kept;
    awaits_ = true;
    return kept->operation;
  }

 private:
  struct OwnFrame {
    Body::Frame begin;
    StateMachine* self;
  };
  struct AnyKept {
    virtual ~AnyKept() = default;
    /// Whether the task waits: if not, the operation is done already.
    virtual bool Suspends(TaskState& state, Body body) = 0;
  };
  template <typename Awaited>
  struct Kept final : AnyKept {
    explicit Kept(Awaited&& operation) : operation(std::move(operation)) {}
    bool Suspends(TaskState& state, Body body) override {
      return !operation.await_ready() && operation.Suspend(state, body);
    }
    Awaited operation;
  };

  static void GoOn(void* frame);
  bool GoOnTo();
  void RequireNone() const;
  void Drop();

  static constexpr std::size_t kRoom = 256;

  OwnFrame frame_;
  TaskState* state_ = nullptr;
  AnyKept* kept_ = nullptr;
  bool awaits_ = false;  // since it was resumed
  alignas(std::max_align_t) std::byte room_[kRoom] = {};
};

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_STATE_MACHINE_H_
