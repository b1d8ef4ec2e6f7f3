#include "tests/search/brute_force.h"

#include <heddle/atomic.h>
#include <heddle/fence.h>

#include <algorithm>
#include <bit>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "src/program/world.h"

namespace heddle::internal {

namespace {

constexpr int kMaxSteps = 32;  // of one task

/// One step of an execution, with all that its order can depend on.
struct Step {
  int task;
  int index;  // among the steps of its task
  int choice;
  Footprint footprint;
  std::uint64_t woken;
  int joined;    // the task whose end it waited for, or -1
  int queue;     // the queue that it puts to or gets from, or -1
  bool puts;     // if not, it gets
  int item;      // which put or get of the queue it is, from 0
  int capacity;  // of the queue; 0 for no bound
  // Of an access to an atomic:
  bool atomic = false, reads = false, writes = false, acquires = false, releases = false;
  bool fence = false;     // which acquires and releases, too
  std::int64_t now = 0;   // when it is taken, in virtual time
  bool wakes_up = false;  // from a sleep
};

/// Whether `a`, which came first, had to: the definition, and nothing of how Heddle finds out.
bool MustPrecede(const Step& a, const Step& b) {
  if (a.task == b.task || Dependent(a.footprint, b.footprint)) return true;
  if ((a.woken >> b.task & 1) != 0 || b.joined == a.task) return true;
  if (a.queue < 0 || a.queue != b.queue) return false;
  if (a.puts && !b.puts) return a.item == b.item;
  return !a.puts && b.puts && b.capacity > 0 && b.item == a.item + b.capacity;
}

/// The partial order of an execution as a text: equal for two executions if and only if one is the
/// other with independent steps exchanged. Each task's steps, and how much of the other tasks comes
/// before. That virtual time orders steps adds nothing: what does not come after somebody wakes
/// comes before time has passed.
std::string PartialOrder(const std::vector<Step>& steps, int tasks) {
  std::vector<std::vector<int>> clocks;
  std::vector<std::string> of_task(tasks);
  for (const Step& step : steps) {
    std::vector<int> clock(tasks, 0);
    for (std::size_t before = 0; before < clocks.size(); ++before) {
      if (!MustPrecede(steps[before], step)) continue;
      for (int task = 0; task < tasks; ++task) {
        clock[task] = std::max(clock[task], clocks[before][task]);
      }
    }
    clock[step.task] = step.index + 1;
    std::string& text = of_task[step.task];
    text += static_cast<char>('a' + step.choice);
    for (const int count : clock) text += static_cast<char>('0' + count);
    clocks.push_back(std::move(clock));
  }
  std::string text;
  for (const std::string& part : of_task) text += part + "|";
  return text;
}

/// A step may crash.
Lessons Guarded() {
  Lessons lessons;
  lessons.guarded = true;
  return lessons;
}

/// Whether `b` synchronizes with `a`, each an access to an atomic or a fence: [atomics.order] and
/// [atomics.fences].
bool SynchronizesWith(const std::vector<Step>& steps, std::size_t a, std::size_t b) {
  if (!steps[a].releases || !steps[b].acquires) return false;
  // The store that heads the release sequence, and the load that reads of it.
  const std::size_t end = steps[a].fence ? b : a + 1;
  for (std::size_t x = a; x < end; ++x) {
    const Step& store = steps[x];
    if (!store.atomic || !store.writes || store.task != steps[a].task) continue;
    bool in_sequence = true;
    for (std::size_t y = x + 1; y <= b && in_sequence; ++y) {
      const Step& access = steps[y];
      if (!access.atomic || access.footprint.first.object != store.footprint.first.object) continue;
      if (access.reads && access.task == steps[b].task && (y == b || steps[b].fence)) return true;
      in_sequence = !access.writes || access.reads;
    }
  }
  return false;
}

/// Whether `b`, which comes later, has to come after `a` to C++, as [intro.races] defines it and no
/// more; but for the wakeups and the queues, which order as they do in MustPrecede.
bool HappensBeforeAtOnce(const std::vector<Step>& steps, std::size_t a, std::size_t b) {
  const Step& first = steps[a];
  const Step& second = steps[b];
  if (first.task == second.task) return true;
  if (second.wakes_up && first.now < second.now) return true;
  if ((first.atomic || first.fence) && (second.atomic || second.fence)) {
    return second.joined == first.task || SynchronizesWith(steps, a, b);
  }
  if (!first.atomic && !second.atomic) {
    const auto plain = [](const Step& step) {
      return step.footprint.first.plain || step.footprint.second.plain;
    };
    return (!plain(first) || !plain(second)) && MustPrecede(first, second);
  }
  // Who waits at an atomic is ordered by the value that it reads, and not by being woken.
  if (!first.atomic) return MustPrecede(first, second);
  Step unheard = first;
  unheard.woken = 0;
  return MustPrecede(unheard, second);
}

/// The number of the first step that completes a data race, or nothing.
std::optional<std::size_t> FirstRace(const std::vector<Step>& steps) {
  std::vector<std::vector<bool>> before(steps.size(), std::vector<bool>(steps.size(), false));
  for (std::size_t b = 0; b < steps.size(); ++b) {
    for (std::size_t a = b; a-- > 0;) {
      if (before[a][b] || !HappensBeforeAtOnce(steps, a, b)) continue;
      before[a][b] = true;
      for (std::size_t c = 0; c < a; ++c) before[c][b] = before[c][b] || before[c][a];
    }
    for (std::size_t a = 0; a < b; ++a) {
      const bool plain = steps[a].footprint.first.plain && steps[b].footprint.first.plain;
      if (plain && !before[a][b] && Dependent(steps[a].footprint, steps[b].footprint)) return b;
    }
  }
  return {};
}

class Enumeration : private World::StepListener {
 public:
  Enumeration(const Scenario& scenario, const Parameters& parameters, const std::string& observer,
              std::uint64_t most)
      : parameters_(parameters),
        world_(scenario, parameters_, observer, Memory::kArena, Guarded()),
        most_(most),
        done_(world_.program().task_count(), 0),
        puts_(world_.program().objects().size(), 0),
        gets_(world_.program().objects().size(), 0),
        held_(world_.program().objects().size()) {
    NoteWhatObjectsHold();
  }

  std::optional<BruteForce> Run() {
    const bool fails = world_.failure().has_value();  // before its first operation
    if (fails) {
      ++found_.interleavings;
      Violate(world_.failure()->kind, 0);
    }
    Visit(fails);
    if (TooMany()) return {};
    found_.states = states_.size();
    return found_;
  }

 private:
  bool TooMany() const { return found_.interleavings + after_failures_ > most_; }

  void Visit(bool failed) {
    if (TooMany()) return;
    const std::vector<std::byte> here(world_.bytes().begin(), world_.bytes().end());
    if (!failed) {
      found_.weaker_orders |= NamesWeakerOrder();
      states_.insert(
          std::hash<std::string_view>()({reinterpret_cast<const char*>(here.data()), here.size()}));
      if (const auto broken = world_.CheckInvariants()) Violate(broken->kind, steps_.size());
      LookForRaces();
    }
    const std::uint64_t enabled = world_.enabled();
    if (enabled == 0) return End(failed);
    for (int task = 0; task < world_.program().task_count(); ++task) {
      if ((enabled >> task & 1) == 0) continue;
      world_.Restore(here);
      const int choices = world_.Choices(task);
      for (int choice = 0; choice < choices; ++choice) {
        world_.Restore(here);
        Follow(task, choice, failed);
      }
    }
  }

  void Follow(int task, int choice, bool failed) {
    if (done_[task] == kMaxSteps) throw std::length_error("a task of too many steps");
    const Operation& operation = world_.pending(task);
    Step step{task, done_[task]++, choice, world_.footprint(task), 0, -1, -1, false, 0, 0};
    if (operation.awaited_task >= 0 &&
        world_.program().task_state(operation.awaited_task).finished) {
      step.joined = operation.awaited_task;
    }
    int* count = nullptr;
    const Access& access = step.footprint.first;
    if (access.mode == Mode::kPush || access.mode == Mode::kPop) {
      step.queue = access.object;
      step.puts = access.mode == Mode::kPush;
      step.capacity = world_.program().objects()[step.queue]->Bound();
      count = &(step.puts ? puts_ : gets_)[step.queue];
      step.item = (*count)++;
    }
    const std::vector<History> held = held_;
    step.now = world_.NowMicroseconds();
    step.wakes_up = operation.object->traits().waits_for_time;
    performed_ = &step;
    step.woken = world_.Step(task, choice, this);
    steps_.push_back(step);
    NoteWhatObjectsHold();
    const bool fails = world_.failure().has_value();
    if (fails && !failed) {
      ++found_.interleavings;
      Violate(world_.failure()->kind, steps_.size());
    }
    Visit(failed || fails);
    steps_.pop_back();
    held_ = held;
    if (count != nullptr) --*count;
    --done_[task];
  }

  static bool IsAcquire(std::memory_order order) {
    return order == std::memory_order_acquire || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
  }
  static bool IsRelease(std::memory_order order) {
    return order == std::memory_order_release || order == std::memory_order_acq_rel ||
           order == std::memory_order_seq_cst;
  }

  void Performed(TaskId, Operation& operation) override {
    if (operation.object->traits().fence) {
      const std::memory_order order = static_cast<const Fence::FenceOperation&>(operation).order;
      performed_->fence = true;
      performed_->acquires = IsAcquire(order);
      performed_->releases = IsRelease(order);
    }
    if (!operation.object->traits().atomic) return;
    const auto& access = static_cast<const AtomicBase::AccessOperation&>(operation);
    const int code = access.code;
    const bool failed = code == AtomicBase::kCompareExchange && !access.exchanged;
    const std::memory_order order = failed ? access.failure_order : access.order;
    Step& step = *performed_;
    step.atomic = true;
    const bool notifies = code == AtomicBase::kNotifyOne || code == AtomicBase::kNotifyAll;
    const bool waits = code == AtomicBase::kWait || code == AtomicBase::kWake;
    step.reads = code != AtomicBase::kStore && !notifies;
    step.writes =
        code != AtomicBase::kLoad && code != AtomicBase::kAwait && !failed && !notifies && !waits;
    step.acquires = IsAcquire(order);
    step.releases = IsRelease(order);
  }

  void NoteWhatObjectsHold() {
    for (const Object* object : world_.program().objects()) {
      History& history = held_[object->id()];
      const std::size_t now = std::hash<std::string>()(object->Describe());
      if (now == history.last) continue;
      history.last = now;
      history.all = history.all * kOddFactor + now;
    }
  }

  bool NamesWeakerOrder() const {
    for (std::uint64_t rest = world_.unfinished(); rest != 0; rest &= rest - 1) {
      const Operation& operation = world_.pending(std::countr_zero(rest));
      if (!operation.object->traits().atomic) continue;
      if (static_cast<const AtomicBase::AccessOperation&>(operation).order !=
          std::memory_order_seq_cst) {
        return true;
      }
    }
    return false;
  }

  void LookForRaces() {
    for (int a = 0; a < world_.program().task_count(); ++a) {
      for (int b = 0; b < a; ++b) {
        if ((world_.enabled() >> a & world_.enabled() >> b & 1) == 0) continue;
        const Footprint& first = world_.footprint(a);
        const Footprint& second = world_.footprint(b);
        if (!first.first.plain || !second.first.plain || !Dependent(first, second)) continue;
        found_.races = true;
        Violate(KindOfRace(first, second), steps_.size() + 2);
      }
    }
  }

  void Violate(const std::string& kind, std::size_t length) {
    if (found_.shortest_violation && *found_.shortest_violation < length) return;
    if (found_.shortest_violation && *found_.shortest_violation > length) {
      found_.shortest_kinds.clear();
    }
    found_.shortest_violation = length;
    found_.shortest_kinds.insert(kind);
  }

  void End(bool failed) {
    if (world_.program().weaker_orders()) {
      if (const auto race = FirstRace(steps_)) {
        found_.races = true;
        Violate("data-race", *race + 1);
      }
    }
    const std::string trace = PartialOrder(steps_, world_.program().task_count());
    found_.traces.insert(trace);
    if (failed) {
      ++after_failures_;
      found_.failed.insert(trace);
      return;
    }
    const std::vector<History>& held = held_of_trace_.try_emplace(trace, held_).first->second;
    for (std::size_t object = 0; object < held.size(); ++object) {
      if (held[object].all != held_[object].all) {
        found_.in_several_orders.insert(static_cast<int>(object));
      }
    }
    ++found_.interleavings;
    if (world_.unfinished() != 0) found_.stuck.insert(trace);
    if (const auto wrong = world_.CheckEnd()) Violate(wrong->kind, steps_.size());
    std::string outcome;
    world_.AppendOutcome(outcome);
    BruteForce::Outcome& record = found_.outcomes[outcome];
    ++record.interleavings;
    record.traces.insert(trace);
  }

  /// Hashes of what an object holds, and of all that it has held, in this order.
  struct History {
    std::size_t last = 0, all = 0;
  };
  static constexpr std::size_t kOddFactor = 0x9e3779b97f4a7c15;  // 2^64 over the golden ratio

  const Parameters parameters_;
  World world_;
  const std::uint64_t most_;
  BruteForce found_;
  std::uint64_t after_failures_ = 0;
  std::vector<Step> steps_;
  Step* performed_ = nullptr;                                  // the one that is being taken
  std::vector<int> done_;                                      // how many steps of each task
  std::vector<int> puts_, gets_;                               // how many of each object
  std::vector<History> held_;                                  // by each object
  std::map<std::string, std::vector<History>> held_of_trace_;  // in its first interleaving
  std::unordered_set<std::size_t> states_;
};

}  // namespace

std::optional<BruteForce> RunEveryWay(const Scenario& scenario, const std::string& observer,
                                      std::uint64_t most,
                                      const std::map<std::string, std::string>& settings) {
  return Enumeration(scenario, scenario.Configure(settings), observer, most).Run();
}

}  // namespace heddle::internal
