// The graph of all states, against what the explorer says of them and what a trace says of each
// step.

#include "src/search/state_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <heddle/maker.h>
#include <heddle/mutex.h>
#include <heddle/shared.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "src/search/trace_builder.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

using testing::HasSubstr;

constexpr std::size_t kMany = 100'000;

struct Case {
  const char* scenario;
  std::map<std::string, std::string> settings;
  std::string observer;
};

const std::vector<Case>& Cases() {
  static const std::vector<Case> kCases = {
      {"shared_string", {{"model", "manager"}, {"first", "2"}, {"second", "2"}}, "string"},
      {"shared_string", {{"guard", "mutex"}, {"first", "2"}, {"second", "1"}}, "console"},
      {"shared_string", {{"model", "coroutines"}, {"first", "2"}, {"second", "2"}}, "string"},
      {"pipeline", {{"items", "2"}}, "consumed"},
      {"pipeline",
       {{"items", "1"}, {"queue", "monitor"}, {"capacity", "1"}, {"print", "off"}},
       "consumed"},
      {"pipeline", {{"model", "coroutines"}, {"items", "1"}, {"close", "as-is"}}, "console"},
  };
  return kCases;
}

StateGraph GraphOf(const Case& one, std::size_t most = kMany) {
  const Scenario& scenario = FindScenario(one.scenario);
  return VisitStateGraph(scenario, scenario.Configure(one.settings), {.observe = one.observer},
                         most);
}

StateGraph GraphOf(const Scenario& scenario) {
  return VisitStateGraph(scenario, scenario.Configure({}), {}, kMany);
}

/// The kinds of the ends that are bad.
std::set<std::string> KindsOf(const StateGraph& graph) {
  std::set<std::string> kinds;
  for (const StateGraph::State& state : graph.states) {
    if (state.end && state.end->violation) kinds.insert(state.end->violation->kind);
  }
  return kinds;
}

/// The moves of a shortest way to each state, by their places.
std::vector<std::vector<std::size_t>> ShortestWays(const StateGraph& graph) {
  std::vector<std::vector<std::size_t>> ways(graph.states.size());
  std::vector<bool> met(graph.states.size());
  std::deque<std::size_t> queue = {0};
  met[0] = true;
  for (; !queue.empty(); queue.pop_front()) {
    const StateGraph::State& state = graph.states[queue.front()];
    for (std::size_t i = 0; i < state.moves.size(); ++i) {
      const std::size_t to = state.moves[i].to;
      if (met[to]) continue;
      met[to] = true;
      ways[to] = ways[queue.front()];
      ways[to].push_back(i);
      queue.push_back(to);
    }
  }
  EXPECT_EQ(std::count(met.begin(), met.end(), false), 0);
  return ways;
}

TEST(StateGraph, HasEachStateThatTheExplorerVisits) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.scenario);
    const Scenario& scenario = FindScenario(one.scenario);
    const Exploration explored =
        Explore(scenario, scenario.Configure(one.settings), {.observe = one.observer});
    ASSERT_TRUE(explored.complete);
    EXPECT_EQ(GraphOf(one).states.size(), explored.states);
  }
}

TEST(StateGraph, EndsInEachOutcomeThatThereIs) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.scenario);
    const Scenario& scenario = FindScenario(one.scenario);
    const Exploration explored =
        Explore(scenario, scenario.Configure(one.settings), {.observe = one.observer});
    std::set<std::string> expected, ends;
    for (const Outcome& outcome : *explored.outcomes) expected.insert(outcome.value);
    for (const StateGraph::State& state : GraphOf(one).states) {
      EXPECT_EQ(state.end.has_value(), state.moves.empty());
      if (state.end) ends.insert(state.end->outcome.value());
    }
    EXPECT_EQ(ends, expected);
  }
}

// Every way to a state, run again: each step is the one that the graph has, and leaves each object
// as the graph says.
TEST(StateGraph, SaysOfEachStepWhatATraceSays) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.scenario);
    const StateGraph graph = GraphOf(one);
    const Scenario& scenario = FindScenario(one.scenario);
    for (const std::vector<std::size_t>& way : ShortestWays(graph)) {
      std::vector<Transition> transitions;
      std::vector<const StateGraph::State*> states = {&graph.states[0]};
      std::vector<const StateGraph::Move*> moves;
      for (const std::size_t place : way) {
        moves.push_back(&states.back()->moves[place]);
        states.push_back(&graph.states[moves.back()->to]);
        transitions.push_back({static_cast<std::uint8_t>(moves.back()->step.task),
                               static_cast<std::uint8_t>(moves.back()->step.choice)});
      }
      const Trace trace = BuildTrace(scenario, scenario.Configure(one.settings), one.observer,
                                     transitions, 100'000);
      ASSERT_EQ(trace.steps.size(), moves.size());
      for (std::size_t i = 0; i < moves.size(); ++i) {
        TraceStep step = trace.steps[i];
        for (const TraceChange& change : step.changes) {
          EXPECT_EQ(states[i + 1]->objects[change.object], change.value);
        }
        step.changes.clear();
        step.reason.reset();
        step.enabled.clear();
        step.after.clear();
        EXPECT_EQ(step, moves[i]->step);
      }
      if (states.back()->end) {
        EXPECT_EQ(trace.violation, states.back()->end->violation);
        EXPECT_EQ(trace.outcome, states.back()->end->outcome);
      }
    }
  }
}

Task<> LockBoth(Mutex& first, Mutex& second) {
  co_await first.Lock();
  co_await second.Lock();
  co_await second.Unlock();
  co_await first.Unlock();
}

TEST(StateGraph, HasGoodEndsBesideADeadlock) {
  const StateGraph graph = GraphOf(Program([](Scheduler& scheduler) {
    auto& a = scheduler.Make<Mutex>("a");
    auto& b = scheduler.Make<Mutex>("b");
    scheduler.Spawn("first", LockBoth(a, b));
    scheduler.Spawn("second", LockBoth(b, a));
  }));
  EXPECT_EQ(KindsOf(graph), std::set<std::string>{"deadlock"});
  const auto good = [](const StateGraph::State& state) {
    return state.end && !state.end->violation;
  };
  EXPECT_EQ(std::count_if(graph.states.begin(), graph.states.end(), good), 1);
  EXPECT_EQ(graph.tasks, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(graph.objects, (std::vector<std::string>{"a", "b"}));
}

Task<> Add(Shared<int>& x) {
  co_await x.Update([](int& value) { ++value; });
}

TEST(StateGraph, SaysWhichAccessesRace) {
  const StateGraph graph = GraphOf(Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    scheduler.Spawn("first", Add(x));
    scheduler.Spawn("second", Add(x));
  }));
  EXPECT_EQ(KindsOf(graph), std::set<std::string>{"data-race"});
  for (const StateGraph::State& state : graph.states) {
    if (!state.end) continue;
    ASSERT_TRUE(state.end->violation);
    EXPECT_THAT(state.end->violation->message, HasSubstr("nothing orders "));
  }
}

Task<> Throw(Shared<int>& x) {
  co_await x.Load();
  throw std::runtime_error("broken");
}

Task<> Crash(Shared<int>& x) {
  co_await x.Load();
  std::abort();
}

TEST(StateGraph, GoesOnWhereAnotherTaskThrowsOrCrashes) {
  const StateGraph graph = GraphOf(Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    scheduler.Spawn("thrower", Throw(x));
    scheduler.Spawn("crasher", Crash(x));
  }));
  EXPECT_EQ(KindsOf(graph), (std::set<std::string>{"crash", "exception"}));
}

TEST(StateGraph, GoesNoFurtherThanABrokenInvariant) {
  const StateGraph graph = GraphOf(Program([](Scheduler& scheduler) {
    auto& x = scheduler.Make<Shared<int>>("x", 0);
    scheduler.Spawn("adder", Add(x));
    scheduler.Invariant("zero", [&x]() -> Failure {
      if (x.value() == 0) return {};
      return "it is " + std::to_string(x.value());
    });
  }));
  EXPECT_EQ(KindsOf(graph), std::set<std::string>{"invariant"});
  ASSERT_EQ(graph.states.size(), 3u);
  EXPECT_EQ(graph.states[2].end->violation->message, "zero: it is 1");
}

Task<> MakeAndLock(Maker<Mutex>& locks) {
  Mutex& lock = co_await locks.Make();
  co_await lock.Lock();
  co_await lock.Unlock();
}

TEST(StateGraph, ShowsNothingOfAnObjectBeforeItIsMade) {
  const StateGraph graph = GraphOf(Program([](Scheduler& scheduler) {
    scheduler.Spawn("maker", MakeAndLock(scheduler.Make<Maker<Mutex>>("lock", 1)));
  }));
  const auto lock = std::find(graph.objects.begin(), graph.objects.end(), "lock maker.1");
  ASSERT_NE(lock, graph.objects.end());
  const auto holds = [&](std::size_t state) {
    return graph.states[state].objects[lock - graph.objects.begin()];
  };
  ASSERT_EQ(graph.states.size(), 4u);
  EXPECT_EQ(holds(0), "");
  EXPECT_EQ(holds(1), "free");
  EXPECT_EQ(holds(2), "held by maker");
}

TEST(StateGraph, RefusesMoreStatesThanAreAskedFor) {
  const Case& one = Cases()[0];
  const std::size_t states = GraphOf(one).states.size();
  EXPECT_EQ(GraphOf(one, states).states.size(), states);
  EXPECT_THROW(GraphOf(one, states - 1), UsageError);
}

}  // namespace
}  // namespace heddle::internal
