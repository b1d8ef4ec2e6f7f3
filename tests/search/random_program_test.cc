// Every strategy says the same of hundreds of random programs as running each of them in every way.
// HEDDLE_NIGHTLY=1 makes it thousands. A program for which they differ is shrunk and printed.

#include "tests/search/random_program.h"

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "src/program/world.h"
#include "src/search/replay.h"
#include "src/search/trace_builder.h"
#include "tests/sanitizer.h"
#include "tests/search/brute_force.h"
#include "tests/search/many_programs.h"
#include "tests/search/scenarios.h"

namespace heddle::internal {
namespace {

constexpr std::uint64_t kMaxInterleavings = 20'000;

using Counts = std::map<std::string, std::uint64_t>;

Counts CountsOf(const Exploration& exploration) {
  Counts counts;
  RC_ASSERT(exploration.outcomes.has_value());
  for (const auto& outcome : *exploration.outcomes) {
    counts[outcome.value] = static_cast<std::uint64_t>(outcome.executions);
  }
  return counts;
}

std::set<std::string> ValuesOf(const Counts& counts) {
  std::set<std::string> values;
  for (const auto& [value, count] : counts) values.insert(value);
  return values;
}

Counts Interleavings(const BruteForce& truth) {
  Counts counts;
  for (const auto& [value, outcome] : truth.outcomes) counts[value] = outcome.interleavings;
  return counts;
}

Counts Traces(const BruteForce& truth) {
  Counts counts;
  for (const auto& [value, outcome] : truth.outcomes) counts[value] = outcome.traces.size();
  return counts;
}

Exploration ExploreIt(const Scenario& scenario, Strategy strategy, Memory memory = Memory::kArena,
                      bool whole_states = false) {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = kEverything;
  options.list_outcomes = 100'000;
  options.memory = memory;
  options.whole_states = whole_states;
  return Explore(scenario, options);
}

/// `kinds` are what an end is judged by: a loop that nobody ends is by its nature another thing
/// than an await, and a lost wakeup is seen only where the whole execution is.
void CheckKind(const std::string& kind, const std::set<std::string>& kinds) {
  if (kind != "endless" && kind != "lost-wakeup") {
    RC_ASSERT(kinds.contains(kind));
  } else {
    RC_ASSERT(kinds.contains("deadlock") || kinds.contains("unfinished"));
  }
}

/// What must be true of an exploration whatever its strategy; `violated` is what the verdict must
/// say.
void CheckInGeneral(const Exploration& found, const Scenario& scenario, bool violated, bool weak) {
  RC_ASSERT(found.complete_sc);
  // Past a failure not every strategy goes on to where an order is named.
  if (weak || !violated) RC_ASSERT(found.complete == !weak);
  if (!violated) {
    const auto wanted = weak ? Exploration::Verdict::kHoldsSc : Exploration::Verdict::kHolds;
    RC_ASSERT(found.verdict == wanted);
  }
  RC_ASSERT((found.verdict == Exploration::Verdict::kViolated) == violated);
  RC_ASSERT((found.violations != 0) == violated);
  RC_ASSERT(found.violation.has_value() == violated);
  RC_ASSERT(found.trace.has_value() == violated);
  if (!violated) return;
  // A counterexample is what it says: run again, it goes wrong in the same way.
  const Parameters parameters = scenario.Configure({});
  Trace again = BuildTrace(scenario, parameters, kEverything, TransitionsOf(*found.trace), 1000);
  // One step can both race by its memory orders and crash in what follows it.
  if (weak && again.violation != found.violation) {
    Lessons lessons;
    lessons.memory_orders = true;
    again = BuildTrace(scenario, parameters, kEverything, TransitionsOf(*found.trace), 1000,
                       BuildUntil::kLastTransition, lessons);
  }
  RC_ASSERT(again == *found.trace);
  RC_ASSERT(again.violation == found.violation);
}

std::uint64_t Number(const std::optional<ExecutionCount>& executions) {
  RC_ASSERT(executions.has_value());
  return static_cast<std::uint64_t>(*executions);
}

/// On the ordinary heap, each execution from its start, the very same is found.
void CheckWithoutSnapshots(const Scenario& scenario, Strategy strategy, const Exploration& with) {
  const Exploration without = ExploreIt(scenario, strategy, Memory::kHeap);
  RC_ASSERT(without.executions == with.executions);
  RC_ASSERT(without.steps == with.steps);
  RC_ASSERT(CountsOf(without) == CountsOf(with));
  RC_ASSERT(without.violations == with.violations);
  RC_ASSERT(without.trace == with.trace);
}

/// Without an observer, the first violation ends a search. By `states`, it is one of the shortest.
void CheckStoppingEarly(const Scenario& scenario, const BruteForce& truth) {
  const bool violated = truth.shortest_violation.has_value();
  for (const Strategy strategy : {"all", "dpor", "count", "states"}) {
    ExploreOptions options;
    options.strategy = strategy;
    RC_LOG() << "stopping early: " << NameOf(strategy) << "\n";
    const Exploration found = Explore(scenario, options);
    RC_ASSERT(found.violation.has_value() == violated);
    RC_ASSERT(found.complete_sc == !violated);
    if (!violated) continue;
    RC_ASSERT(found.trace->steps.size() >= *truth.shortest_violation);
    if (strategy != "states") continue;
    RC_ASSERT(found.trace->steps.size() == *truth.shortest_violation);
  }
}

/// What the object number `id` holds in the states that a strategy meets, by an invariant about it.
/// Empty if the strategy does not claim to meet all of it.
std::set<std::string> Contents(const Scenario& scenario, int id, Strategy strategy) {
  std::set<std::string> contents;
  Scenario watched = scenario;
  watched.set_up = [&](Scheduler& scheduler, const Parameters& parameters) {
    scenario.set_up(scheduler, parameters);
    const Object& object = *scheduler.program().objects()[id];
    scheduler.Invariant("is looked at", object, [&object, &contents]() -> Failure {
      contents.insert(object.Describe());
      return {};
    });
  };
  if (!ExploreIt(watched, strategy).complete_sc) return {};
  return contents;
}

/// Where dpor claims to meet all that an object holds, it does, and for the reason it has for that:
/// in whatever order a trace is run, the object holds the same values one after the other.
void CheckContents(const Scenario& scenario, const BruteForce& truth) {
  int objects = 0;
  const World world(scenario, scenario.Configure({}), "", Memory::kArena);
  for (const Object* object : world.program().objects()) {
    if (!object->is_made()) continue;  // the set-up does not know it
    const std::set<std::string> found = Contents(scenario, object->id(), "dpor");
    if (found.empty()) continue;
    ++objects;
    RC_ASSERT(!truth.in_several_orders.contains(object->id()));
    RC_ASSERT(found == Contents(scenario, object->id(), "all"));
  }
  RC_TAG(objects == 0 ? "no object has its values in one order" : "some have");
}

/// Where a task can sleep at an atomic for ever, and another's compare-and-exchange can fail for no
/// reason, dpor now and then begins an execution that a sleep set cuts short; none is missed.
bool SleepsAndFails(const RandomProgram& program) {
  const auto has = [&program](Instruction::Code code) {
    return Any(program, [code](const Instruction& one) { return one.code == code; });
  };
  return has(Instruction::kSleepUnless) && has(Instruction::kWeakCompareExchange);
}

void CheckProgram(const RandomProgram& program, bool may_be_abandoned) {
  const Scenario scenario = AsScenario(program, may_be_abandoned);
  // What loops come to is what awaits in their place come to.
  const auto truth = RunEveryWay(AsScenario(program, may_be_abandoned, Waits::kByAwait),
                                 kEverything, kMaxInterleavings);
  RC_PRE(truth.has_value());
  const bool violated = truth->shortest_violation.has_value();
  RC_CLASSIFY(Sleeps(program), "sleeps");
  RC_CLASSIFY(program.frees, "frees");
  const bool weak = truth->weaker_orders;
  const bool spins = Any(program, [](const Instruction& instruction) {
    return instruction.code == Instruction::kSpin;
  });
  RC_CLASSIFY(weak, "names weaker orders");
  RC_CLASSIFY(spins, "has loops that wait");
  for (const std::string& kind : truth->shortest_kinds) RC_CLASSIFY(true, kind);
  RC_CLASSIFY(truth->races, "races");
  RC_CLASSIFY(!truth->stuck.empty(), "a task can wait for ever");
  RC_CLASSIFY(!truth->failed.empty(), "a task can fail");

  // What every trace leads to does not depend on the order of its independent steps.
  std::set<std::string> ran_through;
  std::size_t sum = 0;
  for (const auto& [value, outcome] : truth->outcomes) {
    ran_through.insert(outcome.traces.begin(), outcome.traces.end());
    sum += outcome.traces.size();
  }
  RC_ASSERT(ran_through.size() == sum);

  const Exploration all = ExploreIt(scenario, "all");
  CheckInGeneral(all, scenario, violated, weak);
  RC_ASSERT(Number(all.executions) == truth->interleavings);
  RC_ASSERT(CountsOf(all) == Interleavings(*truth));

  for (const Strategy strategy : {"dpor", "count"}) {
    RC_LOG() << NameOf(strategy) << "\n";
    const Exploration found = ExploreIt(scenario, strategy);
    CheckInGeneral(found, scenario, violated, weak);
    RC_ASSERT(CountsOf(found) == Traces(*truth));
    RC_ASSERT(Number(found.executions) == truth->traces.size());
    if (strategy != "dpor") continue;
    if (!Sleeps(program) && !SleepsAndFails(program)) RC_ASSERT(found.blocked_executions == 0u);
    CheckWithoutSnapshots(scenario, strategy, found);
  }

  const Exploration states = ExploreIt(scenario, "states");
  CheckInGeneral(states, scenario, violated, weak);
  // Where memory orders count, what is known of plain accesses is part of a state.
  if (!weak) RC_ASSERT(*states.states <= truth->states);
#ifdef __OPTIMIZE__
  // Unoptimized code copies the stack's garbage into coroutine frames (what an empty optional
  // holds), which tells states apart that are the same, and more often so the more ways are taken
  // to them.
  if (!weak) RC_ASSERT(*states.states == truth->states);
#endif
  RC_ASSERT(ValuesOf(CountsOf(states)) == ValuesOf(Traces(*truth)));
  if (violated) {
    RC_ASSERT(states.trace->steps.size() == *truth->shortest_violation);
    CheckKind(states.violation->kind, truth->shortest_kinds);
  }

  const Exploration whole = ExploreIt(scenario, "states", Memory::kArena, true);
  RC_ASSERT(whole.states == states.states);
  RC_ASSERT(CountsOf(whole) == CountsOf(states));
  RC_ASSERT(whole.trace == states.trace);

  if (!violated)
    CheckContents(scenario, *truth);  // past a violation, invariants need not be looked at
  CheckWithoutSnapshots(scenario, "all", all);
  CheckStoppingEarly(scenario, *truth);
}

TEST(RandomPrograms, AreJudgedAlikeByEveryStrategy) {
  constexpr int kPrograms = kIsSanitized ? 50 : 500;  // so much slower
  EXPECT_TRUE(HoldsForMany(kPrograms, "every strategy agrees with brute force", [] {
    const RandomProgram program = *AnyProgram(
        {.sleeps = true, .frees = true, .orders = true, .spins = true, .crashes = true});
    const bool may_be_abandoned = *rc::gen::inRange(0, 4) == 0;
    CheckProgram(program, may_be_abandoned);
  }));
}

}  // namespace
}  // namespace heddle::internal
