#ifndef HEDDLE_TESTS_HEDDLE_PROGRAMS_H_
#define HEDDLE_TESTS_HEDDLE_PROGRAMS_H_

#include <heddle/atomic.h>
#include <heddle/managed.h>
#include <heddle/scenario.h>

#include <atomic>
#include <cstdlib>
#include <optional>
#include <string>

namespace heddle::internal {

inline Task<> Increment(Managed<int>& count) {
  co_await count.Update([](int& value) { ++value; });  // a load, then a store
}

/// So many tasks that each add 1, and may lose what another has added. They must come to `least`.
inline void SetUpCounters(Scheduler& scheduler, int tasks, int least) {
  auto& count = scheduler.Make<Managed<int>>("count", 0);
  for (int i = 0; i < tasks; ++i) {
    scheduler.Spawn("adder " + std::to_string(i + 1), Increment(count));
  }
  scheduler.Finally("enough is counted", [&count, least]() -> Failure {
    if (count.value() >= least) return {};
    return "the count is " + std::to_string(count.value());
  });
  scheduler.Observe("count", [&count](std::string& out) { out += std::to_string(count.value()); });
}

inline void CountsOne(Scheduler& scheduler) { SetUpCounters(scheduler, 2, 1); }
inline void LosesOne(Scheduler& scheduler) { SetUpCounters(scheduler, 2, 2); }

inline Scenario Counters() {
  Scenario scenario;
  scenario.name = "counters";
  scenario.parameters = {ParameterSpec::Number("tasks", "how many add 1", 2, 1, 3),
                         ParameterSpec::Number("least", "what they must come to", 1, 0, 3)};
  scenario.observers = {{"count", "what was counted"}};
  scenario.set_up = [](Scheduler& scheduler, const Parameters& parameters) {
    SetUpCounters(scheduler, static_cast<int>(parameters.Number("tasks")),
                  static_cast<int>(parameters.Number("least")));
  };
  return scenario;
}

inline Task<> StoreRelaxed(Atomic<int>& flag) { co_await flag.Store(1, std::memory_order_relaxed); }

/// Holds, but names a weaker memory order.
inline void Relaxed(Scheduler& scheduler) {
  auto& flag = scheduler.Make<Atomic<int>>("flag", 0);
  scheduler.Spawn("writer", StoreRelaxed(flag));
  scheduler.Observe("flag", [&flag](std::string& out) { out += std::to_string(flag.value()); });
}

/// An environment variable that is as before when this is over.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    if (const char* before = std::getenv(name_.c_str())) before_ = before;
    setenv(name_.c_str(), value.c_str(), 1);
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;
  ~Variable() {
    if (before_) {
      setenv(name_.c_str(), before_->c_str(), 1);
    } else {
      unsetenv(name_.c_str());
    }
  }

 private:
  std::string name_;
  std::optional<std::string> before_;
};

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_HEDDLE_PROGRAMS_H_
