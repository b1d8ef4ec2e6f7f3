#ifndef HEDDLE_TESTS_SEARCH_CONTRACT_EVERY_WAY_H_
#define HEDDLE_TESTS_SEARCH_CONTRACT_EVERY_WAY_H_

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <heddle/managed.h>

#include <functional>
#include <string>

#include "tests/search/scenarios.h"

namespace heddle::internal {

/// A strategy that visits everything, and where its worlds live.
struct Way {
  Strategy strategy;
  Memory memory;
};

/// The edges of what a scenario may do: what is within is explored alike by every strategy, with
/// snapshots and without; what is beyond is refused in words.
class EveryWay : public testing::TestWithParam<Way> {
 protected:
  static Exploration Explored(const Scenario& scenario) {
    ExploreOptions options;
    options.strategy = GetParam().strategy;
    options.memory = GetParam().memory;
    options.keep_going = true;
    return Explore(scenario, options);
  }
  /// The kind of the violation and what is said of it, or "holds".
  static std::string Found(const Scenario& scenario) {
    const Exploration found = Explored(scenario);
    if (!found.violation) return found.complete ? "holds" : "holds, not complete";
    EXPECT_EQ(found.trace->violation, found.violation);
    return found.violation->kind + ": " + found.violation->message;
  }
  /// What exploring it throws.
  template <typename Error>
  static std::string Refused(const Scenario& scenario) {
    try {
      Explored(scenario);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing";
  }
};

/// At namespace scope: runs the tests of EveryWay in every way.
#define HEDDLE_IN_EVERY_WAY()                                                      \
  INSTANTIATE_TEST_SUITE_P(                                                        \
      Ways, EveryWay,                                                              \
      testing::Values(Way{"states", Memory::kArena}, Way{"count", Memory::kArena}, \
                      Way{"all", Memory::kArena}, Way{"all", Memory::kHeap},       \
                      Way{"dpor", Memory::kArena}, Way{"dpor", Memory::kHeap}),    \
      [](const auto& info) {                                                       \
        return std::string(NameOf(info.param.strategy)) +                          \
               (info.param.memory == Memory::kArena ? "" : "_without_snapshots");  \
      })

/// A task that does `what` after its first operation.
inline Scenario Later(std::function<Task<>(Scheduler&)> what) {
  return Program([what](Scheduler& scheduler) {
    auto& x = scheduler.Make<Managed<int>>("x");
    scheduler.Spawn("task", [](Scheduler& scheduler, Managed<int>& x, auto what) -> Task<> {
      co_await x.Store(1);
      co_await what(scheduler);
    }(scheduler, x, what));
  });
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_CONTRACT_EVERY_WAY_H_
