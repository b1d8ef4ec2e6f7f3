// How fast the explorer is on the notebook's own sizes. `bazel run -c opt
// //tests/bench:explore_benchmark`

#include <benchmark/benchmark.h>
#include <heddle/explore.h>
#include <heddle/scenario.h>

#include <map>
#include <string>

namespace heddle::internal {
namespace {

/// Explores and reports what was visited, how fast, and how much memory the process has come to
/// need.
void Run(benchmark::State& state, const std::string& name,
         const std::map<std::string, std::string>& given, const ExploreOptions& options) {
  const Scenario& scenario = FindScenario(name);
  const Parameters parameters = scenario.Configure(given);
  Exploration result;
  for (auto _ : state) result = Explore(scenario, parameters, options);
  if (result.executions) {
    const auto executions = static_cast<double>(*result.executions);
    state.counters["executions"] = executions;
    state.counters["executions/s"] =
        benchmark::Counter(executions, benchmark::Counter::kIsIterationInvariantRate);
  }
  if (result.states) {
    const auto states = static_cast<double>(*result.states);
    state.counters["states"] = states;
    state.counters["states/s"] =
        benchmark::Counter(states, benchmark::Counter::kIsIterationInvariantRate);
  }
  state.counters["outcomes"] = static_cast<double>(result.outcome_count.value_or(0));
  state.counters["peak_MiB"] = static_cast<double>(result.peak_memory_bytes >> 20);
}

ExploreOptions With(Strategy strategy, const char* observe, Memory memory = Memory::kArena) {
  ExploreOptions options;
  options.strategy = strategy;
  options.observe = observe;
  options.memory = memory;
  return options;
}

// The unguarded manager at 10 and 20: 108,062 states.
void ManagerByStates(benchmark::State& state) {
  Run(state, "shared_string", {{"model", "manager"}, {"letters", "oo"}}, With("states", "length"));
}
BENCHMARK(ManagerByStates)->Unit(benchmark::kMillisecond)->MinWarmUpTime(0.2)->Repetitions(5);

// The same, and the 55,027,478,379,195 traces counted.
void ManagerByCount(benchmark::State& state) {
  Run(state, "shared_string", {{"model", "manager"}, {"letters", "oo"}}, With("count", "length"));
}
BENCHMARK(ManagerByCount)->Unit(benchmark::kMillisecond)->MinWarmUpTime(0.2)->Repetitions(5);

// 319,770 executions by snapshots, and each again from its start.
void MutexByDpor(benchmark::State& state) {
  Run(state, "shared_string", {{"guard", "mutex"}, {"first", "8"}, {"second", "14"}},
      With("dpor", "string", state.range(0) == 0 ? Memory::kArena : Memory::kHeap));
}
BENCHMARK(MutexByDpor)
    ->ArgName("from_start")
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kMillisecond)
    ->MinWarmUpTime(0.2)
    ->Repetitions(5);

// 372,436 traces of the unguarded string at 6 and 6.
void UnguardedByDpor(benchmark::State& state) {
  Run(state, "shared_string", {{"first", "6"}, {"second", "6"}}, With("dpor", "string"));
}
BENCHMARK(UnguardedByDpor)->Unit(benchmark::kMillisecond)->MinWarmUpTime(0.2)->Repetitions(5);

// All 30,045,015 orders of the notebook's first half under a mutex, each an outcome of its own. The
// last, for the memory that it takes stays counted.
void MutexByDporWhole(benchmark::State& state) {
  Run(state, "shared_string", {{"guard", "mutex"}}, With("dpor", "string"));
}
BENCHMARK(MutexByDporWhole)->Unit(benchmark::kSecond)->Iterations(1)->Repetitions(3);

}  // namespace
}  // namespace heddle::internal
