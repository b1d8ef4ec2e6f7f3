// What protects the shared string, taken away one thing at a time.

#include <fmt/format.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "src/scenarios/shared_string_scenario.h"
#include "tests/evidence/mutants/mutant.h"

namespace heddle::internal {
namespace {

using std::chrono::microseconds;
using namespace std::chrono_literals;

enum class Mutant {
  kNone,
  // The guard (guard=mutex):
  kOneGuards,      ///< the first task alone locks it
  kTwoMutexes,     ///< each task has a mutex of its own
  kLockLoad,       ///< it is unlocked before the store
  kTwoLocks,       ///< it is unlocked and locked again between the load and the store
  kNoUnlock,       ///< it is never unlocked
  kUnlockedPrint,  ///< it is unlocked before the string is loaded to be printed
  // What the main program and the tasks wait for:
  kNoJoin,      ///< the main program does not wait for the tasks
  kNoYield,     ///< a generator does not wait for its next turn
  kEarlyStart,  ///< a generator does not wait for its first turn
};

const std::vector<std::string> kWords = {"none",      "one-guards", "two-mutexes",    "lock-load",
                                         "two-locks", "no-unlock",  "unlocked-print", "no-join",
                                         "no-yield",  "early-start"};

/// What the mutants need to know besides what the tasks share.
struct Broken {
  Surroundings shared;
  Mutant mutant;
  bool prints_string;  // after each letter
};

/// `a += letter`, with the guard let go in the middle of it: what a guard must not do.
template <typename String>
Task<> AppendInParts(String& a, Broken broken, char letter) {
  Mutex& guard = *broken.shared.guard;
  const bool twice = broken.mutant == Mutant::kTwoLocks;
  co_await guard.Lock();
  Text text = co_await a.Load();
  co_await guard.Unlock();
  text += letter;
  if (twice) co_await guard.Lock();
  co_await a.Store(text);
  if (twice) co_await guard.Unlock();
}

template <typename String>
Task<> Append(String& a, Broken broken, char letter, int times, microseconds pause) {
  using enum Mutant;
  const auto [shared, mutant, prints_string] = broken;
  const std::string_view printed(&letter, 1);
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);
    if (mutant == kLockLoad || mutant == kTwoLocks) {
      co_await AppendInParts(a, broken, letter);
      continue;
    }
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });
    if (mutant == kUnlockedPrint) co_await shared.guard->Unlock();
    if (prints_string && shared.console.watched()) {
      const Text now = co_await a.Load();
      co_await shared.console.Print(now, "\n");
    }
    if (shared.guard != nullptr && mutant != kNoUnlock && mutant != kUnlockedPrint) {
      co_await shared.guard->Unlock();
    }
    co_await shared.clock.Sleep(pause);
  }
}

Task<> GenerateOutOfTurn(Shared<Text>& a, Surroundings shared, char letter, int times,
                         microseconds pause, Channel<Turn>& turn, Mutant mutant) {
  const std::string_view printed(&letter, 1);
  if (mutant != Mutant::kEarlyStart) co_await turn.Receive();
  for (int i = 0; i < times; ++i) {
    co_await shared.console.Print(printed);
    if (shared.guard != nullptr) co_await shared.guard->Lock();
    co_await a.Update([letter](Text& text) { text += letter; });
    if (shared.guard != nullptr) co_await shared.guard->Unlock();
    if (mutant != Mutant::kNoYield) co_await turn.Receive();
    co_await shared.clock.Sleep(pause);
  }
}

template <typename String>
Task<> MainWithoutJoins(String& a, Surroundings shared, std::string_view started,
                        std::string_view finished) {
  co_await shared.console.Print(started, "\n");
  co_await shared.console.Print(finished, "\n");
  if (shared.console.watched()) {
    const Text now = co_await a.Load();
    co_await shared.console.Print(now, "\n");
  }
}

/// Spawns the tasks, and the main program if anybody watches the console.
template <typename String>
void SpawnTasks(Scheduler& scheduler, String& a, const Parameters& parameters, Broken broken) {
  const auto [first, second, first_letter, second_letter] = Letters(parameters);
  const Surroundings& shared = broken.shared;
  const bool threads = parameters.Is("model", "threads");
  const std::string_view started =
      threads ? "(Both threads have started)" : "(Both processes have started)";
  const std::string_view finished =
      threads ? "\nBoth threads have finished" : "\nBoth processes have finished";
  Broken of_second = broken;
  if (broken.mutant == Mutant::kOneGuards) of_second.shared.guard = nullptr;
  if (broken.mutant == Mutant::kTwoMutexes) {
    of_second.shared.guard = &scheduler.Make<Mutex>("second guard");
  }
  scheduler.Spawn("first", Append(a, broken, first_letter, first, 1s));
  scheduler.Spawn("second", Append(a, of_second, second_letter, second, 600ms));
  if (!shared.console.watched()) return;
  auto& ends = scheduler.Make<Ends>();
  if (scheduler.Watches("console")) StateLastLine(scheduler, a, shared.console);
  scheduler.Spawn("main",
                  broken.mutant == Mutant::kNoJoin ? MainWithoutJoins(a, shared, started, finished)
                                                   : Main(a, shared, ends, started, finished),
                  {.in_parent = true});
}

void SpawnGenerators(Scheduler& scheduler, Shared<Text>& a, const Parameters& parameters,
                     Broken broken) {
  const auto [first, second, first_letter, second_letter] = Letters(parameters);
  const Surroundings& shared = broken.shared;
  auto& first_turn = scheduler.Make<Channel<Turn>>("first's turn");
  auto& second_turn = scheduler.Make<Channel<Turn>>("second's turn");
  const TaskTraits generator{.in_parent = false, .may_be_abandoned = true};
  scheduler.Spawn(
      "first", GenerateOutOfTurn(a, shared, first_letter, first, 500ms, first_turn, broken.mutant),
      generator);
  scheduler.Spawn(
      "second",
      GenerateOutOfTurn(a, shared, second_letter, second, 250ms, second_turn, broken.mutant),
      generator);
  scheduler.Spawn("driver", Drive(a, shared, first_turn, first, second_turn, second),
                  {.in_parent = true});
}

/// No observer says what the string can still become: some mutants keep a copy of their own.
void State(Scheduler& scheduler, const Cell<Text>& a, const Parameters& parameters,
           const Console& console) {
  StateProperties(scheduler, a, Letters(parameters));
  scheduler.Observe("string", [&a](std::string& out) { out += a.value().view(); });
  ObserveLength(scheduler, a);
  ObserveConsole(scheduler, console);
  ObserveUnfinished(scheduler);
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  const auto mutant = MutantIn<Mutant>(parameters, kWords);
  const std::string& model = parameters.Word("model");
  if (model == "manager") {
    auto& a = scheduler.Make<Managed<Text>>("a");
    const Broken broken{MakeSurroundings(scheduler, parameters), mutant, false};
    SpawnTasks(scheduler, a, parameters, broken);
    State(scheduler, a, parameters, broken.shared.console);
    return;
  }
  const bool forked = model == "processes";
  auto& a = scheduler.Make<Shared<Text>>("a", Text(),
                                         forked ? Sharing::kPerProcess : Sharing::kOneMemory);
  const Broken broken{MakeSurroundings(scheduler, parameters), mutant, true};
  if (model == "coroutines") {
    SpawnGenerators(scheduler, a, parameters, broken);
  } else {
    SpawnTasks(scheduler, a, parameters, broken);
  }
  State(scheduler, a, parameters, broken.shared.console);
  if (forked) ObserveCopies(scheduler, a);
}

/// What is wrong with the mutant where it is: it would break nothing that there is.
Failure Refuse(const Parameters& parameters) {
  using enum Mutant;
  const auto mutant = MutantIn<Mutant>(parameters, kWords);
  const std::string& model = parameters.Word("model");
  const auto only_for = [&](const char* where) {
    return fmt::format("mutant={} is for {}", parameters.Word("mutant"), where);
  };
  if (mutant == kNone) return {};
  if (mutant == kNoYield || mutant == kEarlyStart) {
    if (model != "coroutines") return only_for("model=coroutines");
    return {};
  }
  if (model == "coroutines" || model == "processes") return only_for("model=threads or manager");
  if (mutant != kNoJoin && !parameters.Is("guard", "mutex")) return only_for("guard=mutex");
  if (mutant == kUnlockedPrint && model == "manager") return only_for("model=threads");
  return {};
}

HEDDLE_SCENARIO(shared_string_mutants, MutantsOf(SharedStringScenario(), kWords, SetUp, Refuse));

}  // namespace
}  // namespace heddle::internal
