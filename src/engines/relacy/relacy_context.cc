// Relacy switches from stack to stack by longjmp, which the checks of _FORTIFY_SOURCE would refuse.
#undef _FORTIFY_SOURCE

#include "src/engines/relacy/relacy_context.h"

#include <deque>
#include <memory>
#include <mutex>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/engines/relacy/relacy_headers.h"
#include "src/engines/relacy/relacy_stacks.h"

namespace heddle::internal {

namespace {

/// What is asked of whichever of Relacy's schedulers runs.
class Chooser {
 public:
  virtual void SetRunnable(TaskId task, bool runnable) = 0;
  virtual bool Park() = 0;
  virtual void ReleaseAll() = 0;

 protected:
  ~Chooser() = default;
};

/// While it lives, the tasks of one run of Relacy, whatever its scheduler.
template <int kTasks>
class Tasks final : public RelacyContext {
 public:
  explicit Tasks(RelacyProgram& program) : program_(program) { current = this; }
  ~Tasks() override { current = nullptr; }

  /// The one that runs: Relacy makes objects of a type, again for each execution, and passes them
  /// nothing.
  static inline Tasks* current = nullptr;

  RelacyProgram& program() { return program_; }
  void set_chooser(Chooser* chooser) { chooser_ = chooser; }

  // --- Relacy calls these.

  void Connect() {
    places_ = program_.Places();
    variables_.assign(places_.size(), nullptr);
    atomics_.assign(places_.size(), Atomic{});
    for (Sync& end : ends_) end.iteration_begin();
    order_.clear();
    order_.resize(places_.size());
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] == RelacyProgram::Place::kAtomic) {
        atomics_[i].data = rl::ctx().atomic_ctor(nullptr);
        atomics_[i].newest = Self().atomic_store_relaxed(atomics_[i].data);
      }
    }
    program_.Connect(*this);
  }

  void RunTask(TaskId task) { program_.RunTask(task); }

  void Disconnect() {
    for (rl::var_data* variable : variables_) {
      if (variable != nullptr) rl::ctx().var_dtor(variable);
    }
    for (const Atomic& atomic : atomics_) {
      if (atomic.data != nullptr) rl::ctx().atomic_dtor(atomic.data);
    }
    variables_.clear();
    atomics_.clear();
  }

  // --- The program calls these.

  void Schedule() override { rl::ctx().sched(); }
  int Choose(int choices) override {
    return static_cast<int>(rl::ctx().rand(static_cast<unsigned>(choices), rl::sched_type_user));
  }
  void SetRunnable(TaskId task, bool runnable) override { chooser_->SetRunnable(task, runnable); }
  bool Park() override { return chooser_->Park(); }
  void ReleaseAll() override { chooser_->ReleaseAll(); }

  std::optional<Unordered> Access(int object, bool store) override {
    rl::var_data*& variable = variables_[object];
    if (variable == nullptr) variable = rl::ctx().var_ctor();
    rl::thread_info_base& self = Self();
    // Relacy says that there is a race; with whom, its clocks say.
    const auto& clocks = static_cast<const rl::var_data_impl<kTasks>&>(*variable);
    std::optional<Unordered> with;
    for (TaskId task = kTasks - 1; task >= 0; --task) {
      const rl::timestamp_t seen = self.acq_rel_order_[task];
      if (store && seen < clocks.load_acq_rel_timestamp_[task]) with = {task, false};
      if (seen < clocks.store_acq_rel_timestamp_[task]) with = {task, true};
    }
    const bool ordered = store ? variable->store(self) : variable->load(self);
    if (ordered == with.has_value()) throw std::logic_error("Relacy contradicts its own clocks");
    return with;
  }

  void Synchronize(int object, Mode mode, int capacity) override {
    auto& order = order_[object];
    if (order == nullptr) order = std::make_unique<Order>();
    rl::thread_info_base& self = Self();
    switch (mode) {
      case Mode::kNone:
        break;
      case Mode::kRead:
        order->writes.acquire(&self);
        order->reads.release(&self);
        break;
      case Mode::kWrite:
        order->reads.acquire(&self);
        order->writes.acq_rel(&self);
        break;
      case Mode::kPush: {
        const std::size_t number = order->pushed.size();
        if (capacity > 0 && number >= static_cast<std::size_t>(capacity)) {
          order->popped[number - static_cast<std::size_t>(capacity)].acquire(&self);
        }
        order->writes.acq_rel(&self);
        order->pushed.emplace_back().release(&self);
        break;
      }
      case Mode::kPop:
        order->pushed[order->popped.size()].acquire(&self);
        order->reads.acq_rel(&self);
        order->popped.emplace_back().release(&self);
        break;
    }
  }
  void NoteOwnEnd() override { ends_[Self().index_].release(&Self()); }
  void NoteEndOf(TaskId task) override { ends_[task].acquire(&Self()); }

  int AtomicLoad(int object, std::memory_order order) override {
    Atomic& atomic = atomics_[object];
    rl::thread_info_base& self = Self();
    unsigned index;
    switch (order) {
      case std::memory_order_relaxed:
        index = self.atomic_load_relaxed(atomic.data);
        break;
      case std::memory_order_seq_cst:
        index = self.atomic_load_seq_cst(atomic.data);
        break;
      default:
        index = self.atomic_load_acquire(atomic.data);
    }
    if (index >= rl::atomic_history_size) {
      throw std::logic_error("Relacy read an atomic before its first value");
    }
    constexpr unsigned kSize = rl::atomic_history_size;
    return static_cast<int>((atomic.newest + kSize - index) % kSize);
  }

  void AtomicStore(int object, std::memory_order order) override {
    Atomic& atomic = atomics_[object];
    rl::thread_info_base& self = Self();
    switch (order) {
      case std::memory_order_relaxed:
        atomic.newest = self.atomic_store_relaxed(atomic.data);
        break;
      case std::memory_order_seq_cst:
        atomic.newest = self.atomic_store_seq_cst(atomic.data);
        break;
      default:
        atomic.newest = self.atomic_store_release(atomic.data);
    }
  }

  void AtomicModify(int object, std::memory_order order) override {
    Atomic& atomic = atomics_[object];
    rl::thread_info_base& self = Self();
    bool unused = false;
    switch (order) {
      case std::memory_order_relaxed:
        atomic.newest = self.atomic_rmw_relaxed(atomic.data, unused);
        break;
      case std::memory_order_release:
        atomic.newest = self.atomic_rmw_release(atomic.data, unused);
        break;
      case std::memory_order_acq_rel:
        atomic.newest = self.atomic_rmw_acq_rel(atomic.data, unused);
        break;
      case std::memory_order_seq_cst:
        atomic.newest = self.atomic_rmw_seq_cst(atomic.data, unused);
        break;
      default:
        atomic.newest = self.atomic_rmw_acquire(atomic.data, unused);
    }
  }

  void AtomicLoadNewest(int object, std::memory_order order) override {
    const Atomic& atomic = atomics_[object];
    switch (order) {
      case std::memory_order_relaxed:
      case std::memory_order_release:
        Self().atomic_load_relaxed_rmw(atomic.data);
        break;
      case std::memory_order_seq_cst:
        Self().atomic_load_seq_cst_rmw(atomic.data);
        break;
      default:
        Self().atomic_load_acquire_rmw(atomic.data);
    }
  }

  void Fence(std::memory_order order) override {
    switch (order) {
      case std::memory_order_relaxed:
        break;
      case std::memory_order_release:
        rl::ctx().atomic_thread_fence_release();
        break;
      case std::memory_order_acq_rel:
        rl::ctx().atomic_thread_fence_acq_rel();
        break;
      case std::memory_order_seq_cst:
        rl::ctx().atomic_thread_fence_seq_cst();
        break;
      default:
        rl::ctx().atomic_thread_fence_acquire();
    }
  }

  // To Relacy that is a yield: what a task has read before one, of whatever atomic, it does not
  // read again where there is something newer. Where that is too much, the executions in which it
  // read the newer value at once, and did not yield, make up for it.
  void WaitForNewer() override { Self().last_yield_ = Self().own_acq_rel_order_; }

 private:
  struct Atomic {
    rl::atomic_data* data = nullptr;
    unsigned newest = 0;  // where Relacy keeps the newest value, of those that it remembers
  };

  /// What Relacy's own mutexes and semaphores order by.
  using Sync = rl::sync_var<kTasks>;
  struct Order {
    Sync reads, writes;  // pops and pushes
    std::deque<Sync> pushed, popped;
  };

  static rl::thread_info_base& Self() { return *rl::ctx().threadx_; }

  RelacyProgram& program_;
  Chooser* chooser_ = nullptr;
  RelacyStacks stacks_;
  std::span<const RelacyProgram::Place> places_;
  // By the ids of objects. What an object may not need comes at its first access.
  std::vector<rl::var_data*> variables_;
  std::vector<Atomic> atomics_;
  std::vector<std::unique_ptr<Order>> order_;
  Sync ends_[kTasks];
};

/// The program as Relacy wants it: a type.
template <int kTasks>
struct Suite : rl::test_suite<Suite<kTasks>, kTasks> {
  void before() { Tasks<kTasks>::current->Connect(); }
  void thread(unsigned task) { Tasks<kTasks>::current->RunTask(static_cast<TaskId>(task)); }
  void after() { Tasks<kTasks>::current->Disconnect(); }
};

/// One of Relacy's schedulers, which can be asked to stop, and knows from the program who can go
/// on: a task that cannot is blocked from before it is chosen, so that no choice is wasted on it.
template <template <rl::thread_id_t> class Search, int kTasks>
class Watched final : public Search<kTasks>, public Chooser {
 public:
  using Base = Search<kTasks>;
  using typename Base::shared_context_t;

  Watched(rl::test_params& params, shared_context_t& context, rl::thread_id_t dynamic_threads)
      : Base(params, context, dynamic_threads), program_(Tasks<kTasks>::current->program()) {
    Tasks<kTasks>::current->set_chooser(this);
  }

  /// Whether the search has come to its end.
  static inline bool exhausted = false;
  static inline rl::iteration_t first = 0;

  // These hide Relacy's own.

  rl::thread_id_t iteration_begin(rl::iteration_t iteration) {
    program_.Begin();
    return Base::iteration_begin(first + iteration);
  }
  bool iteration_end() {
    exhausted = Base::iteration_end();
    return !program_.End() || exhausted;
  }
  rl::thread_id_t schedule(rl::unpark_reason& reason, unsigned yield) {
    for (int i = 0; i < this->running_threads_count; ++i) {
      const rl::thread_id_t task = this->running_threads[i];
      if (!program_.MustReturn(task)) continue;
      reason = rl::unpark_reason_normal;
      this->thread_ = &this->threads_[task];
      return task;
    }
    return Base::schedule(reason, yield);
  }
  rl::thread_finish_result thread_finished() {
    const rl::thread_finish_result result = Base::thread_finished();
    if (result != rl::thread_finish_result_deadlock) return result;
    // It is the program's to judge whether those that are left may be left.
    program_.NobodyCanGoOn();
    ReleaseAll();
    return rl::thread_finish_result_normal;
  }
  // Relacy's estimate, for a progress that nobody reads, overflows.
  rl::iteration_t iteration_count() { return 1; }

  void SetRunnable(TaskId task, bool runnable) override {
    if (runnable) {
      this->unblock_thread(task);
    } else {
      this->block_thread(task, false);
    }
  }
  bool Park() override { return this->park_current_thread(false, false); }
  void ReleaseAll() override {
    for (TaskId task = 0; task < kTasks; ++task) {
      if (this->threads_[task].state_ == rl::thread_state_blocked) this->unblock_thread(task);
    }
  }

 private:
  RelacyProgram& program_;
};

/// Reaches what Relacy protects.
struct Opened : rl::context {
  // Raised, Relacy leaves it alone what is allocated.
  static constexpr int rl::context::*kDisableAlloc = &Opened::disable_alloc_;
};

template <template <rl::thread_id_t> class Search, int kTasks>
bool Run(RelacyProgram& program, rl::test_params& params, std::uint64_t seed) {
  using Scheduler = Watched<Search, kTasks>;
  Tasks<kTasks> tasks(program);
  Scheduler::exhausted = false;
  // Seed 1 is Relacy's own way; other seeds start far from one another.
  Scheduler::first = (seed - 1) * 0x9E3779B97F4A7C15u;
  typename Scheduler::shared_context_t shared;
  rl::context_impl<Suite<kTasks>, Scheduler> context(params, shared);
  rl::ctx().*Opened::kDisableAlloc += 1;
  const rl::test_result_e result = context.simulate2(false);
  if (result != rl::test_result_success) {
    throw std::logic_error(std::string("Relacy: ") + rl::test_result_str(result));
  }
  return Scheduler::exhausted;
}

template <int kTasks>
bool Run(RelacyProgram& program, RelacySearch search, rl::test_params& params, std::uint64_t seed) {
  switch (search) {
    case RelacySearch::kFull:
      params.search_type = rl::sched_full;
      return Run<rl::full_search_scheduler, kTasks>(program, params, 1);
    case RelacySearch::kBound:
      params.search_type = rl::sched_bound;
      return Run<rl::context_bound_scheduler, kTasks>(program, params, 1);
    default:
      params.search_type = rl::sched_random;
      return Run<rl::random_scheduler, kTasks>(program, params, seed);
  }
}

}  // namespace

bool RunByRelacy(RelacyProgram& program, int tasks, RelacySearch search, int preemptions,
                 std::uint64_t seed) {
  static std::mutex one_at_a_time;  // Relacy's context is global
  const std::lock_guard lock(one_at_a_time);
  std::ostream nowhere(nullptr);
  rl::test_params params;
  params.iteration_count = 0;  // which none ever is: the program says when to stop
  params.output_stream = params.progress_stream = &nowhere;
  params.context_bound = static_cast<unsigned>(preemptions);
  params.execution_depth_limit = ~0u;
  switch (tasks) {
    case 1:
      return Run<1>(program, search, params, seed);
    case 2:
      return Run<2>(program, search, params, seed);
    case 3:
      return Run<3>(program, search, params, seed);
    case 4:
      return Run<4>(program, search, params, seed);
    default:
      throw std::logic_error("Relacy runs 1 to 4 tasks here");
  }
}

}  // namespace heddle::internal
