#include <heddle/internal/wipe.h>
#include <heddle/state_machine.h>
#include <heddle/task.h>

#include <exception>
#include <stdexcept>

namespace heddle {

StateMachine::StateMachine() : frame_{{&StateMachine::GoOn, nullptr}, this} {
  // To call a coroutine is, to the compiler, to call by a convention of its own, which is the usual
  // one for a function of one pointer; so it must not see which function this frame resumes.
  asm volatile("" : "+m"(frame_.begin.resume));
}

void StateMachine::Bind(TaskState& state) {
  state_ = &state;
  state.body = Body(frame_.begin);
}

void StateMachine::GoOn(void* frame) {
  StateMachine& self = *static_cast<OwnFrame*>(frame)->self;
  try {
    while (self.GoOnTo()) {
      if (self.kept_->Suspends(*self.state_, Body(self.frame_.begin))) return;
    }
  } catch (...) {
    internal::ReportFailure(*self.state_, std::current_exception());
  }
  self.Drop();
  self.state_->pending = nullptr;
  self.state_->finished = true;
}

/// Whether it goes on to a further operation.
bool StateMachine::GoOnTo() {
  awaits_ = false;
  Resume();
  return awaits_;
}

void StateMachine::RequireNone() const {
  if (awaits_) throw std::logic_error("a StateMachine awaits two operations at once");
}

void StateMachine::Drop() {
  if (kept_ == nullptr) return;
  std::exchange(kept_, nullptr)->~AnyKept();
  internal::Wipe(room_);
}

}  // namespace heddle
