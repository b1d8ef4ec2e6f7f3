// Relacy says the same of hundreds of random programs as the explorer. HEDDLE_NIGHTLY=1 makes it
// thousands. A program for which they differ is shrunk and printed.

#include "tests/search/random_program.h"

#include <gtest/gtest.h>
#include <heddle/explore.h>
#include <rapidcheck.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

#include "src/search/replay.h"
#include "src/search/trace_builder.h"
#include "tests/search/many_programs.h"

namespace heddle::internal {
namespace {

constexpr std::uint64_t kMaxExecutions = 20'000;

std::map<std::string, std::uint64_t> CountsOf(const Exploration& exploration) {
  std::map<std::string, std::uint64_t> counts;
  RC_ASSERT(exploration.outcomes.has_value());
  for (const auto& outcome : *exploration.outcomes) {
    counts[outcome.value] = static_cast<std::uint64_t>(outcome.executions);
  }
  return counts;
}

bool Has(const RandomProgram& program, std::initializer_list<Instruction::Code> codes) {
  for (const auto& task : program.tasks) {
    for (const Item& item : task) {
      for (const Instruction& instruction : item) {
        if (std::find(codes.begin(), codes.end(), instruction.code) != codes.end()) return true;
      }
    }
  }
  return false;
}

/// To the explorer, any two steps whose order matters are ordered by it. In C++, a load of an
/// atomic is not ordered before a store that comes after it, nor a notification before anything. So
/// Relacy can see a race in an execution in which the explorer sees none. It does see it in another
/// execution of the program, unless a notification is all that keeps the two accesses apart.
bool OrdersLessInCpp(const RandomProgram& program) {
  return Has(program,
             {Instruction::kNotifyOne, Instruction::kNotifyAll, Instruction::kAtomicLoad,
              Instruction::kAtomicStore, Instruction::kExchange, Instruction::kCompareExchange,
              Instruction::kWeakCompareExchange, Instruction::kFetchAdd, Instruction::kFetchOr,
              Instruction::kSleepUnless, Instruction::kAtomicNotifyOne,
              Instruction::kAtomicNotifyAll, Instruction::kAwait});
}

void Compare(const RandomProgram& program, bool may_be_abandoned) {
  const Scenario scenario = AsScenario(program, may_be_abandoned);
  const Parameters parameters = scenario.Configure({});
  ExploreOptions options;
  options.strategy = "all";
  options.observe = kEverything;
  options.list_outcomes = kMaxExecutions;
  options.limit_executions = kMaxExecutions;
  const Exploration ours = Explore(scenario, parameters, options);
  RC_PRE(ours.complete);
  RC_CLASSIFY(ours.violations != 0, ours.violation ? ours.violation->kind : "");
  options.strategy = {"full", "relacy"};
  const Exploration theirs = Explore(scenario, parameters, options);
  RC_ASSERT(theirs.complete);
  RC_ASSERT(theirs.executions == ours.executions);
  RC_ASSERT(CountsOf(theirs) == CountsOf(ours));
  if (OrdersLessInCpp(program)) {
    RC_ASSERT(theirs.violations >= ours.violations);
    const bool notifies = Has(program, {Instruction::kNotifyOne, Instruction::kNotifyAll});
    if (!notifies || ours.violations != 0) RC_ASSERT(theirs.verdict == ours.verdict);
    return;
  }
  RC_ASSERT(theirs.verdict == ours.verdict);
  RC_ASSERT(theirs.violations == ours.violations);
  if (!ours.violation) return;
  // Each reports a shortest violation. There may be several, of different kinds.
  const std::vector<Transition> transitions = TransitionsOf(*theirs.trace);
  RC_ASSERT(transitions.size() == ours.trace->steps.size());
  // What Relacy did can be done again.
  Trace again = BuildTrace(scenario, parameters, kEverything, transitions, 1000);
  again.engine = "relacy";
  RC_ASSERT(again == *theirs.trace);
}

TEST(RandomPrograms, HaveTheSameExecutionsOutcomesAndViolationsUnderRelacy) {
  EXPECT_TRUE(HoldsForMany(500, "Relacy agrees with the explorer", [] {
    const RandomProgram program = *AnyProgram({});
    const bool may_be_abandoned = *rc::gen::inRange(0, 4) == 0;
    Compare(program, may_be_abandoned);
  }));
}

}  // namespace
}  // namespace heddle::internal
